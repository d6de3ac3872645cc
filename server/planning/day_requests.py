"""A manager asks for another day; the agency that leads the visit moves it by the rules of moving, or says why not."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select

from server import clock, trail
from server.db import db, transaction
from server.ids import new_id
from server.planning import commands, moving
from server.planning.tables import DayRequestRow, VisitRow
from server.refusals import (
    DAY_ASKED_ALREADY,
    DAY_HAS_PASSED,
    DAY_REQUEST_ANSWERED,
    NOT_FOUND,
    REASON_MISSING,
    TEXT_TOO_LONG,
    VISIT_NOT_MOVABLE,
    VISIT_STANDS_THERE,
    Refused,
)
from server.vocabulary import DayRequestState, VisitState

MOST_LETTERS = 500
SHOWN = 50


def init_app() -> None:
    """However a visit comes to another day, the request for one is answered by it."""
    for kind in ("visit.moved", "visit.gathered"):
        trail.subscribe(kind, note_moved)


def ask(visit_id: str, *, reason: str, wished_on: date | None, account_id: str) -> str:
    """Keeps a request for another day and returns its id; one at a time for a visit."""
    require_words(reason)
    with transaction():
        row, premises = moving.one(visit_id)
        commands.lock_object(premises)
        require_can_be_asked(row, wished_on)
        asked = DayRequestRow(
            id=new_id(), visit_id=visit_id, planned_on=row.visit_on, wished_on=wished_on, reason=reason,
            account_id=account_id, made_at=clock.now(), state=DayRequestState.OPEN,
        )  # fmt: skip
        db.session.add(asked)
        db.session.flush()
        facts = {"request": asked.id, "visit_on": row.visit_on, "wished_on": wished_on, "reason": reason}
        trail.append("day.asked", "visit", visit_id, facts, account_id=account_id)
        return asked.id


def agree(request_id: str, day: date, *, answer: str, agency_id: str, account_id: str | None) -> moving.Moving:
    """Moves the visit, or asks its other members for the consent that the day needs; until then the request waits."""
    with transaction():
        row = open_one(request_id)
        row.answer, row.answered_by = answer[:MOST_LETTERS], account_id
        return moving.move_visit(row.visit_id, day, agency_id=agency_id, account_id=account_id)


def decline(request_id: str, *, reason: str, agency_id: str, account_id: str | None) -> None:
    """The visit keeps its day, and the manager is told why."""
    require_words(reason)
    with transaction():
        row = open_one(request_id)
        row.answer, row.answered_by = reason, account_id
        settle(row, DayRequestState.DECLINED, agency_id=agency_id)


def note_moved(visit_id: str, facts: Mapping[str, Any]) -> None:
    """A visit has come to another day, within the transaction that brought it there."""
    row = db.session.scalar(open_requests().where(DayRequestRow.visit_id == visit_id))
    if row is not None:
        row.moved_to = facts["visit_on"]
        settle(row, DayRequestState.AGREED)


def settle(row: DayRequestRow, state: DayRequestState, *, agency_id: str | None = None) -> None:
    """The request has its answer."""
    row.state, row.answered_at = state, clock.now()
    facts = {"request": row.id, "state": state, "answer": row.answer, "moved_to": row.moved_to}
    trail.append("day.answered", "visit", row.visit_id, facts, account_id=row.answered_by, agency_id=agency_id)


def require_words(reason: str) -> None:
    """Whoever asks and whoever declines says why."""
    if not reason.strip():
        raise Refused(REASON_MISSING)
    if len(reason) > MOST_LETTERS:
        raise Refused(TEXT_TOO_LONG, most=MOST_LETTERS)


def require_can_be_asked(row: VisitRow, wished_on: date | None) -> None:
    """Another day is asked for before the visit, once until it is answered."""
    if row.state != VisitState.OPEN:
        raise Refused(VISIT_NOT_MOVABLE)
    if row.visit_on < clock.today() or (wished_on and wished_on < clock.today()):
        raise Refused(DAY_HAS_PASSED)
    if wished_on == row.visit_on:
        raise Refused(VISIT_STANDS_THERE)
    if db.session.scalar(open_requests().where(DayRequestRow.visit_id == row.id)) is not None:
        raise Refused(DAY_ASKED_ALREADY)


def open_requests() -> Select[Any]:
    """What has not been answered."""
    return select(DayRequestRow).where(DayRequestRow.state == DayRequestState.OPEN)


def open_one(request_id: str) -> DayRequestRow:
    """A request that waits, its visit held against every other change."""
    row = one(request_id)
    commands.lock_object(row.visit.premises)
    db.session.refresh(row)
    if row.state != DayRequestState.OPEN:
        raise Refused(DAY_REQUEST_ANSWERED)
    return row


def one(request_id: str) -> DayRequestRow:
    """A request by its id; refused when there is none."""
    row = db.session.get(DayRequestRow, request_id)
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def count_waiting(agency_ids: Collection[str]) -> int:
    """How many requests wait for an answer of these agencies."""
    waiting = select(func.count(DayRequestRow.id)).join(VisitRow)
    return db.session.scalar(waiting.where(*_waits(agency_ids))) or 0


def waiting(agency_ids: Collection[str]) -> Sequence[DayRequestRow]:
    """The requests that wait for an answer of these agencies, the nearest visit first."""
    asked = select(DayRequestRow).join(VisitRow).where(*_waits(agency_ids))
    return db.session.scalars(asked.order_by(VisitRow.visit_on, DayRequestRow.made_at)).all()


def answered(agency_ids: Collection[str]) -> Sequence[DayRequestRow]:
    """The last requests these agencies have answered."""
    settled = DayRequestRow.state != DayRequestState.OPEN, VisitRow.agency_id.in_(agency_ids)
    newest = select(DayRequestRow).join(VisitRow).where(*settled).order_by(DayRequestRow.answered_at.desc())
    return db.session.scalars(newest.limit(SHOWN)).all()


def of_visits(visit_ids: Iterable[str]) -> dict[str, DayRequestRow]:
    """The last request about each of these visits."""
    asked = select(DayRequestRow).where(DayRequestRow.visit_id.in_(list(visit_ids))).order_by(DayRequestRow.made_at)
    return {row.visit_id: row for row in db.session.scalars(asked)}


def _waits(agency_ids: Collection[str]) -> tuple[Any, ...]:
    """A visit that has begun, was called off or whose day is over waits for nobody."""
    ahead = VisitRow.state == VisitState.OPEN, VisitRow.visit_on >= clock.today()
    return DayRequestRow.state == DayRequestState.OPEN, VisitRow.agency_id.in_(agency_ids), *ahead
