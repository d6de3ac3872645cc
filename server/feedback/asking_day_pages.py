"""The manager asks for another day for a visit that he knows to be ahead."""

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from server import clock, wire
from server.feedback import queries
from server.feedback.cards import VisitCard
from server.feedback.enterprise_pages import own_premises
from server.http import current_actor, words
from server.planning import day_requests, desk_form
from server.refusals import DAY_HAS_PASSED, NOT_FOUND, Refused
from server.registry.tables import PremisesRow

blueprint = Blueprint("asking_day", __name__, url_prefix="/e/<token>/ahead/<visit_id>")


@blueprint.get("/day")
def form(token: str, visit_id: str) -> Response:
    return wire.page(_form(*_ahead(token, visit_id)))


@blueprint.post("/day")
def ask(token: str, visit_id: str) -> AnyResponse | tuple[str, int]:
    premises, visit = _ahead(token, visit_id)
    wish, reason = request.form.get("wished_on", ""), request.form.get("reason", "").strip()
    try:
        wished_on = desk_form.day_of(wish)
        if wish and wished_on is None:
            raise Refused(DAY_HAS_PASSED)
        day_requests.ask(visit.id, reason=reason, wished_on=wished_on, account_id=str(current_actor().account_id))
    except Refused as refused:
        return _form(premises, visit, words(refused.reason, refused.facts)), 422
    return redirect(url_for("enterprise.door", token=token, _anchor="ahead"), 303)


def _ahead(token: str, visit_id: str) -> tuple[PremisesRow, VisitCard]:
    premises = own_premises(token)
    visit = queries.visit_ahead(premises.id, visit_id, clock.today())
    if visit is None:
        raise Refused(NOT_FOUND)
    return premises, visit


def _form(premises: PremisesRow, visit: VisitCard, refusal: str = "") -> str:
    return render_template(
        "enterprise/another_day.html", premises=premises, visit=visit, refusal=refusal, given=request.form,
        most=day_requests.MOST_LETTERS, earliest=clock.today().isoformat(),
    )  # fmt: skip
