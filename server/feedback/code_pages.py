"""The manager's word about codes that inspectors took for his enterprise's: he confirms or denies them."""

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from server.feedback.enterprise_pages import own_premises
from server.http import current_actor
from server.visits import alias_commands, alias_reading
from server.visits.aliases import Author
from server.vocabulary import AliasWord

blueprint = Blueprint("own_codes", __name__, url_prefix="/e")


@blueprint.get("/<token>/codes")
def listed(token: str) -> str:
    premises = own_premises(token)
    learned = alias_reading.of_enterprise(premises.enterprise_id)
    own = [(each, named) for each in learned for named in each.names if named.enterprise.id == premises.enterprise_id]
    return render_template("enterprise/codes.html", premises=premises, own=own)


@blueprint.post("/<token>/codes/<digest>")
def answer(token: str, digest: str) -> Response:
    premises, actor = own_premises(token), current_actor()
    word = AliasWord.CONFIRMED if request.form.get("answer") == "ours" else AliasWord.CHALLENGED
    by = Author(str(actor.account_id), actor.inspector_id, actor.agency_id)
    alias_commands.say(digest, premises.enterprise_id, word, by)
    return redirect(url_for("own_codes.listed", token=token))
