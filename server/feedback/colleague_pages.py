"""Who manages the enterprise, as each of its managers sees it; he may stop being one."""

from flask import Blueprint, Response, redirect, render_template
from werkzeug.wrappers import Response as AnyResponse

from server import wire
from server.accounts import commands, queries
from server.feedback.enterprise_pages import own_premises
from server.http import current_actor

blueprint = Blueprint("colleagues", __name__, url_prefix="/e/<token>/managers")


@blueprint.get("")
def listed(token: str) -> Response:
    premises = own_premises(token)
    people = queries.managers_of(premises.enterprise_id)
    own = str(current_actor().account_id)
    return wire.page(render_template("enterprise/managers.html", premises=premises, managers=people, own=own))


@blueprint.post("/leave")
def leave(token: str) -> AnyResponse:
    premises = own_premises(token)
    own = str(current_actor().account_id)
    commands.end_manager(premises.enterprise_id, own, own)
    return redirect(f"/e/{token}", 303)
