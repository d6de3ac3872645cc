"""Moving a whole visit at the desk: a day is picked in the calendar, and the page says what it takes to move there."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server import clock, dates
from server.frame import listed
from server.http import current_actor, current_language, words
from server.planning import access, calendar, desk_form, moving, proposal_pages, proposing, queries, roster
from server.refusals import INVALID, Refused
from server.vocabulary import VisitState

blueprint = Blueprint("moving", __name__, url_prefix="/desk/plans/visits")


@dataclass(frozen=True)
class Fate:
    """What it takes to move a visit to a day: the sentence, how good the news is, and what the button does."""

    tone: str
    sentence: str
    does: str = ""
    join: date | None = None


@blueprint.get("/<visit_id>/day")
def chosen(visit_id: str) -> str:
    access.require_member(current_actor(), moving.members(visit_id))
    return _page(visit_id, desk_form.day_of(request.args.get("choose", "")))


@blueprint.post("/<visit_id>/day")
def move(visit_id: str) -> Response | tuple[str, int]:
    access.require_member(current_actor(), moving.members(visit_id))
    day = desk_form.day_of(request.form.get("visit_on", ""))
    agency = _agency(visit_id)
    own = next((plan.id for plan in queries.standing_plans(moving.one(visit_id)[0]) if plan.agency_id == agency), None)
    act = moving.join_visit if request.form.get("action") == "join" else moving.move_visit
    try:
        if day is None:
            raise Refused(INVALID, fields=_("检查日期"))
        act(visit_id, day, agency_id=agency, account_id=current_actor().account_id)
    except Refused as refused:
        return _page(visit_id, day, words(refused.reason, refused.facts)), 422
    return redirect(url_for("planning.plan", plan_id=own))


def _page(visit_id: str, day: date | None, refusal: str = "") -> str:
    row, premises = moving.one(visit_id)
    agency, (_version, settings) = _agency(visit_id), queries.settings_on(clock.today())
    shown = desk_form.near(day or row.visit_on)
    middle = desk_form.day_of(request.values.get("middle", ""))
    return render_template(
        "desk/plans/moving.html", row=row, premises=premises, day=day, refusal=refusal,
        fate=fate(visit_id, day, agency),
        calendar=calendar.calendar(premises, agency, settings, shown, row.visit_on, middle, visit_id),
        weekdays=dates.WEEKDAYS[current_language()], plans=queries.standing_plans(row),
        answers_of=proposal_pages.answers_of,
        asked=proposing.waiting_for(visit_id, premises.id), state=VisitState(row.state),
    )  # fmt: skip


def fate(visit_id: str, day: date | None, agency: str) -> Fate:
    """What it takes to move a visit to a day."""
    try:
        standing = moving.movable(visit_id, agency)
        if day is None:
            return Fate("waiting", _("请在日历上选择新的检查日。"))
        consents = moving.must_consent(standing, day, agency)
    except Refused as refused:
        return Fate("stop", words(refused.reason, refused.facts), join=refused.facts.get("join"))
    return _to_do(day, roster.short_names(consents))


def _to_do(day: date, asked: dict[str, str]) -> Fate:
    facts: dict[str, Any] = {"day": dates.day(day), "agencies": listed(asked.values())}
    if asked:
        said = _("改到%(day)s须经%(agencies)s同意。征求意见后由其在工作台答复，全部同意即改期。", **facts)
        return Fate("attention", said, _("征求%(agencies)s同意", **facts))
    said = _("可以改到%(day)s：在各单位接受的日期以内，确认后立即改期。", **facts)
    return Fate("valid", said, _("改到%(day)s", **facts))


def _agency(visit_id: str) -> str:
    """For which of its members somebody acts: the one that leads, if it is his."""
    row, _premises = moving.one(visit_id)
    own = access.agencies_of(current_actor())
    return row.agency_id if row.agency_id in own else min(own & moving.members(visit_id))
