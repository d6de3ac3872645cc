"""Requests of enterprises for another day, at the desk of the agency that leads the visit."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server.http import current_actor, words
from server.planning import access, day_requests, desk_form, moving_pages, proposing
from server.planning.tables import DayRequestRow
from server.policy import require
from server.refusals import INVALID, Refused
from server.vocabulary import DayRequestState

blueprint = Blueprint("day_requests", __name__, url_prefix="/desk/day-requests")


@blueprint.get("")
def listed() -> str:
    return _page()


@blueprint.post("/<request_id>")
def answer(request_id: str) -> Response | tuple[str, int]:
    row = day_requests.one(request_id)
    agency = row.visit.agency_id
    require("day_request.answer", current_actor(), agency=agency)
    try:
        _answer(row, agency or "")
    except Refused as refused:
        return _page(request_id, words(refused.reason, refused.facts)), 422
    return redirect(url_for("day_requests.listed"))


def _answer(row: DayRequestRow, agency: str) -> None:
    words_given, by = request.form.get("answer", "").strip(), current_actor().account_id
    if request.form.get("does") == "decline":
        day_requests.decline(row.id, reason=words_given, agency_id=agency, account_id=by)
        return
    day = desk_form.day_of(request.form.get("day", ""))
    if day is None:
        raise Refused(INVALID, fields=_("检查日期"))
    day_requests.agree(row.id, day, answer=words_given, agency_id=agency, account_id=by)


def _page(wrong: str = "", refusal: str = "") -> str:
    own = access.agencies_of(current_actor())
    waiting = day_requests.waiting(own)
    return render_template(
        "desk/plans/day_requests.html", waiting=waiting, answered=day_requests.answered(own), wrong=wrong,
        refusal=refusal, given=request.form, states=DayRequestState, most=day_requests.MOST_LETTERS,
        fates={row.id: _fate(row) for row in waiting},
        consents={row.id: proposing.waiting_for(row.visit_id, row.visit.premises_id or "") for row in waiting},
    )  # fmt: skip


def _fate(row: DayRequestRow) -> moving_pages.Fate | None:
    """What it takes to move the visit to the day that is wished for."""
    wished: date | None = row.wished_on
    return moving_pages.fate(row.visit_id, wished, row.visit.agency_id or "") if wished else None
