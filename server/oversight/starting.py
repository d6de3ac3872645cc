"""What starts by itself when something is told or noticed: a case upon a complaint, a second look at an entry."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from server import clock, trail
from server.db import db
from server.feedback.complaint_tables import ComplaintRow
from server.feedback.tables import RatingRow
from server.oversight import cases, commands
from server.planning.queries import settings_on, standing_plans
from server.planning.rules import HELD
from server.planning.tables import VisitRow
from server.vocabulary import CaseOrigin, Cause, ComplaintKind, Conduct, Irregularity, RatingTag

ORIGINS = {ComplaintKind.TIP: CaseOrigin.TIP, ComplaintKind.NO_CODE: CaseOrigin.NO_CODE}
NOTICED = "irregularity.noticed"
TAKEN_BACK = "评价人已撤回"


def upon_complaint(complaint_id: str, _: Mapping[str, Any]) -> None:
    """Every complaint, tip and report opens a case; an entry without a code counts as an irregularity besides."""
    row = db.session.get_one(ComplaintRow, complaint_id)
    case = cases.open_case(
        ORIGINS.get(ComplaintKind(row.kind), CaseOrigin.COMPLAINT), row.text or row.place, by=None,
        agency_id=row.agency_id, premises_id=row.premises_id, visit_id=row.visit_id, complaint_id=row.id,
    )  # fmt: skip
    about = {"complaint": row.id, "case": case.id, "agency": row.agency_id, "visit": row.visit_id, "reason": row.place}
    if row.kind == ComplaintKind.NO_CODE:
        trail.append(NOTICED, "complaint", row.id, {"kind": Irregularity.NO_CODE, **about})
    if Conduct.RATING_ASKED in row.conduct:
        trail.append(NOTICED, "complaint", row.id, {"kind": Irregularity.RATING_ASKED, **about})


def upon_rating(rating_id: str, _: Mapping[str, Any]) -> None:
    """A rating that says something was asked for is looked into; taken back, it is not, unless the bureau has begun."""
    rating = db.session.get_one(RatingRow, rating_id)
    if RatingTag.ASKED_FOR_ANYTHING in rating.tags:
        visit = db.session.get_one(VisitRow, rating.visit_id)
        agencies = {plan.agency_id for plan in standing_plans(visit)} or {visit.agency_id or ""}
        facts = {"kind": Irregularity.ASKED_FOR_ANYTHING, "rating": rating_id, "visit": rating.visit_id}
        agency = (agencies.pop() or None) if len(agencies) == 1 else None
        trail.append(NOTICED, "rating", rating_id, {**facts, "agency": agency})
        return
    commands.take_back(rating.visit_id, Irregularity.ASKED_FOR_ANYTHING, TAKEN_BACK)


def upon_irregularity(visit_id: str, facts: Mapping[str, Any]) -> None:
    """An entry without a plan is looked at again: did it fall into another visit's quiet period?"""
    visit = db.session.get(VisitRow, visit_id) if facts.get("kind") == Irregularity.NO_PLAN else None
    if visit is None or visit.premises_id is None or visit.cause == Cause.EMERGENCY:
        return
    barred_by = _quiet_around(visit)
    if barred_by is not None:
        told = {
            "kind": Irregularity.QUIET_PERIOD, "agency": facts.get("agency"), "inspector": facts.get("inspector"),
            "operation": facts.get("operation"), "other": barred_by.id, "planned": barred_by.visit_on,
            "entered": visit.visit_on,
        }  # fmt: skip
        trail.append(NOTICED, "visit", visit_id, told, agency_id=facts.get("agency"))


def _quiet_around(visit: VisitRow) -> VisitRow | None:
    """The nearest planned visit to the same premises whose quiet period holds this day."""
    _version, settings = settings_on(clock.today())
    days = timedelta(days=settings.quiet_days)
    near = db.session.scalars(
        select(VisitRow).where(
            VisitRow.premises_id == visit.premises_id,
            VisitRow.id != visit.id,
            VisitRow.planned,
            VisitRow.state.in_(HELD),
            VisitRow.visit_on.between(visit.visit_on - days, visit.visit_on + days),
        )
    )
    return min(near, key=lambda each: (abs(each.visit_on - visit.visit_on), each.id), default=None)
