"""The supervisor's desk: visits with their trail, what enterprises say, and what the system noticed."""

from flask import Blueprint, Response, render_template, request

from server.evidence import photos as pictures
from server.evidence import store
from server.feedback import findings as told
from server.feedback.cards import Reader
from server.feedback.visit_cards import card
from server.http import PAGE_SIZE, current_actor, page_number
from server.oversight import (
    agencies,
    alarms,
    attempts,
    case_reading,
    evidence,
    filters,
    inspected,
    irregularities,
    ratings,
    redactions,
    sealed,
    visit_trail,
    visits,
)
from server.refusals import NOT_FOUND, Refused
from server.visits import replying
from server.vocabulary import Decision, Irregularity, Satisfaction, VisitState

blueprint = Blueprint("oversight", __name__, url_prefix="/desk")


@blueprint.get("/visits")
def visits_of_days() -> str:
    by = filters.from_address(days_back=0)
    lines, total = visits.visits(by, page_number())
    return _list("desk/oversight/visits.html", by, total, lines=lines, states=list(VisitState))


@blueprint.get("/visits/<visit_id>")
def visit(visit_id: str) -> str:
    row = visits.visit(visit_id)
    if row is None:
        raise Refused(NOT_FOUND)
    taken = inspected.photos(row.id)
    every = [photo for group in taken.values() for photo in group]
    return render_template(
        "desk/oversight/visit.html",
        row=row,
        visit=card(row, Reader.SUPERVISOR),
        check_ins=inspected.check_ins(row.id),
        findings=inspected.findings(row.id, taken),
        other_photos=taken[None],
        photos=sum(not photo.removed for photo in every),
        photos_there=sum(photo.there for photo in every),
        answers=inspected.answers(row.id),
        statement=told.statement(row.id),
        summaries=told.summaries(row.id),
        replies=replying.of_visit(row.id),
        rating=ratings.rating(row),
        irregularities=irregularities.of_visit(row.id),
        cases=case_reading.of_visit(row.id),
        trail=visit_trail.trail_of(row),
    )


@blueprint.get("/ratings")
def ratings_of_days() -> str:
    by = filters.from_address(days_back=90)
    response = ratings.response(by)
    total = response.dissatisfied if by.choice == ratings.DISSATISFIED else response.rated
    return _list(
        "desk/oversight/ratings.html", by, total, attempts=attempts.attempts(by),
        ratings=ratings.rated_visits(by, page_number()), response=response,
        words=redactions.count_for(current_actor().account_id),
        steps=list(Satisfaction), dissatisfied=ratings.DISSATISFIED,
    )  # fmt: skip


@blueprint.get("/irregularities")
def irregularities_of_days() -> str:
    by = filters.from_address(days_back=30)
    decision = request.args.get("decision", "")
    noticed, total = irregularities.irregularities(by, page_number(), decision)
    return _list(
        "desk/oversight/irregularities.html", by, total, noticed=noticed, kinds=list(Irregularity),
        decision=decision, decisions=list(Decision), alarms=alarms.count(),
    )  # fmt: skip


@blueprint.get("/evidence/<sha256>")
def picture(sha256: str) -> Response:
    small = pictures.thumbnail(sha256) if evidence.is_evidence(sha256) else None
    if small is None:
        raise Refused(NOT_FOUND)
    return Response(small, mimetype="image/jpeg")


@blueprint.get("/evidence/<sha256>/original")
def original(sha256: str) -> Response:
    """As taken, to be kept and compared; never shown inside a page."""
    if not evidence.is_evidence(sha256):
        raise Refused(NOT_FOUND)
    store.require_not_removed(sha256)
    if store.stored(sha256) is None:
        raise Refused(NOT_FOUND)
    return sealed.handed_over(sha256, f"{sha256}.jpg")


def _list(template: str, by: filters.Filters, total: int, **shown: object) -> str:
    return render_template(
        template, by=by, agencies=agencies.to_choose(), total=total, number=page_number(),
        pages=-(-total // PAGE_SIZE), **shown,
    )  # fmt: skip
