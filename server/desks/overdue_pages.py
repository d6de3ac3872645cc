"""The desk's list of everything late, with who must act; narrowed to a kind by the address."""

from flask import Blueprint, render_template, request

from server.desks import overdue
from server.http import current_actor
from server.planning import access
from server.policy import may
from server.vocabulary import LateKind

blueprint = Blueprint("overdue", __name__, url_prefix="/desk/overdue")


@blueprint.get("")
def listed() -> str:
    named = request.args.get("kind", "")
    kind = LateKind(named) if named in set(LateKind) else None
    everybody = may("overdue.read", current_actor())
    found = overdue.overdue(None if everybody else access.agencies_of(current_actor()), kind)
    return render_template("desk/today/overdue.html", found=found, kinds=list(LateKind), chosen=kind, bureau=everybody)
