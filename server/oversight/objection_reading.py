"""Reads objections for both agencies' desks and the bureau's, and the results that may be objected to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, false, func, or_, select, true
from sqlalchemy.orm import aliased

from server import clock
from server.db import db
from server.http import PAGE_SIZE
from server.ids import is_id
from server.oversight import histories, objections, working_calendar
from server.oversight import objection_rules as rules
from server.oversight.inquiries import agencies_of
from server.oversight.objection_rules import By
from server.planning import queries
from server.policy import Actor, may
from server.refusals import NOT_FOUND, Refused
from server.registry.tables import AgencyRow, EnterpriseRow, PremisesRow
from server.visits.objection_tables import OPEN, ObjectionRow
from server.visits.recognition import is_objected
from server.visits.sign_off_tables import SignOffRow
from server.visits.tables import ResultRow
from server.vocabulary import ObjectionAct, ObjectionState, ResultState

SHOWN = 50


@dataclass(frozen=True)
class Line:
    """An objection in the list, with how its term stands."""

    row: ObjectionRow
    state: ObjectionState
    overdue: bool
    near: bool


def listed(state: str, only: str, actor: Actor, page: int) -> tuple[list[Line], int]:
    """A page of the objections somebody may read: those whose term ends first on top."""
    wanted = select(ObjectionRow).where(_readable(actor), *_conditions(state, only))
    total = db.session.scalar(select(func.count()).select_from(wanted.with_only_columns(ObjectionRow.id).subquery()))
    shown = wanted.order_by(ObjectionRow.due_on.is_(None), ObjectionRow.due_on, ObjectionRow.filed_at.desc())
    rows = db.session.scalars(shown.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE))
    return [line(row) for row in rows], total or 0


def line(row: ObjectionRow) -> Line:
    """An objection with how it stands today."""
    today = clock.today()
    near = rules.is_near(row.due_on, today, working_calendar.known())
    return Line(row, ObjectionState(row.state), rules.is_overdue(row.due_on, today), near)


def one(objection_id: str, actor: Actor) -> ObjectionRow:
    """One that somebody may read; to others it is not there."""
    wanted = select(ObjectionRow).where(ObjectionRow.id == objection_id, _readable(actor))
    row = db.session.scalar(wanted) if is_id(objection_id) else None
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def sides(row: ObjectionRow, actor: Actor) -> set[By]:
    """How somebody stands to an objection."""
    own = agencies_of(actor)
    return {
        side
        for side, stands in (
            (By.OBJECTOR, row.agency_id in own), (By.FIRST, row.against_id in own),
            (By.BUREAU, may("objection.decide", actor)),
        )
        if stands
    }  # fmt: skip


def counts(actor: Actor) -> dict[str, int]:
    """How many run, are overdue, and wait to be accepted or concluded."""
    running = _readable(actor), ObjectionRow.state.in_(OPEN)
    to_decide = ObjectionRow.state.in_([ObjectionState.FILED, ObjectionState.INSPECTED])
    return {
        "running": _count(*running),
        "overdue": _count(*running, ObjectionRow.due_on < clock.today()),
        "to_decide": _count(*running, to_decide),
        "to_plan": _count(*running, ObjectionRow.state == ObjectionState.ACCEPTED),
    }


def waiting(actor: Actor) -> int:
    """How many wait for this person: the bureau's to decide, the agency's to arrange."""
    if may("objection.decide", actor):
        return counts(actor)["to_decide"]
    own = ObjectionRow.agency_id.in_(agencies_of(actor))
    return _count(own, ObjectionRow.state == ObjectionState.ACCEPTED)


def history(objection_id: str) -> list[histories.Entry[ObjectionAct]]:
    """Everything that was done about an objection, in order."""
    return histories.of("objection", objection_id, ObjectionAct)


def objectionable(words: str, actor: Actor) -> Sequence[Any]:
    """Other agencies' results still open to objection, the newest first; of each only its newest signed version."""
    _, settings = queries.settings_on(clock.today())
    since = datetime.combine(clock.today() - timedelta(days=settings.objection_days), datetime.min.time(), clock.LOCAL)
    other = aliased(ResultRow)
    newest = select(func.max(other.version)).where(
        other.visit_id == ResultRow.visit_id, other.agency_id == ResultRow.agency_id, other.state == ResultState.SIGNED
    )
    found = (
        select(ResultRow, SignOffRow.signed_at, AgencyRow.name, EnterpriseRow.name.label("enterprise"), PremisesRow)
        .join(SignOffRow, SignOffRow.result_id == ResultRow.id)
        .join(AgencyRow, AgencyRow.id == ResultRow.agency_id)
        .join(PremisesRow, PremisesRow.id == ResultRow.premises_id)
        .join(EnterpriseRow, EnterpriseRow.id == PremisesRow.enterprise_id)
        .where(
            SignOffRow.signed_at >= since,
            ResultRow.agency_id.not_in(agencies_of(actor)),
            ResultRow.version == newest.scalar_subquery(),
            ResultRow.origin.not_in(objections.DECIDED),
            ~is_objected(ResultRow.visit_id, ResultRow.agency_id),
        )
        .order_by(SignOffRow.signed_at.desc())
        .limit(SHOWN)
    )
    if words:
        named = EnterpriseRow.name.contains(words, autoescape=True)
        found = found.where(named | EnterpriseRow.credit_code.startswith(words.upper(), autoescape=True))
    return db.session.execute(found).all()


def _readable(actor: Actor) -> ColumnElement[bool]:
    if may("objection.read", actor):
        return true()
    own = agencies_of(actor)
    return or_(ObjectionRow.agency_id.in_(own), ObjectionRow.against_id.in_(own)) if own else false()


def _conditions(state: str, only: str) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if state in set(ObjectionState):
        found.append(ObjectionRow.state == state)
    if only in ("open", "overdue"):
        found.append(ObjectionRow.state.in_(OPEN))
    if only == "overdue":
        found.append(ObjectionRow.due_on < clock.today())
    return found


def _count(*conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count(ObjectionRow.id)).where(*conditions)) or 0
