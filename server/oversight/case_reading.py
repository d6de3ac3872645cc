"""Reads cases for the bureau's desk: lists with what is late first, and one case with its history out of the trail."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import joinedload

from server import clock
from server.db import db
from server.http import PAGE_SIZE
from server.ids import is_id
from server.oversight import case_rules as rules
from server.oversight import histories, working_calendar
from server.oversight.case_tables import CaseRow, MeasureRow, QuestionRow
from server.refusals import NOT_FOUND, Refused
from server.vocabulary import CaseAct, CaseOrigin, CaseState


@dataclass(frozen=True)
class Line:
    """A case in the list."""

    case: CaseRow
    state: CaseState
    origin: CaseOrigin
    overdue: bool
    near: bool


def cases(state: str, agency: str, only: str, account: str | None, page: int) -> tuple[list[Line], int]:
    """A page of cases: those whose term ends first on top, ended ones last."""
    wanted = select(CaseRow).where(*_conditions(state, agency, only, account))
    total = db.session.scalar(select(func.count()).select_from(wanted.with_only_columns(CaseRow.id).subquery())) or 0
    shown = wanted.options(
        joinedload(CaseRow.agency), joinedload(CaseRow.premises), joinedload(CaseRow.handler)
    ).order_by(CaseRow.due_on.is_(None), CaseRow.due_on, CaseRow.opened_at.desc())
    return [line(row) for row in db.session.scalars(shown.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE))], total


def line(row: CaseRow) -> Line:
    """A case with how it stands today."""
    today = clock.today()
    return Line(
        row, CaseState(row.state), CaseOrigin(row.origin), rules.is_overdue(row.due_on, today),
        rules.is_near(row.due_on, today, working_calendar.known()),
    )  # fmt: skip


def one(case_id: str) -> CaseRow:
    """A case with everything that hangs from it."""
    row = db.session.get(CaseRow, case_id) if is_id(case_id) else None
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def of_visit(visit_id: str) -> list[Line]:
    """The cases about a visit."""
    return [line(row) for row in db.session.scalars(select(CaseRow).where(CaseRow.visit_id == visit_id))]


def history(case_id: str) -> list[histories.Entry[CaseAct]]:
    """Everything that was done in a case, in order."""
    return histories.of("oversight_case", case_id, CaseAct)


def counts() -> dict[str, int]:
    """How many cases are open, overdue and waiting to be accepted; and questions and measures that are late."""
    today = clock.today()
    open_ones = CaseRow.state.in_(rules.OPEN)
    return {
        "open": _count(CaseRow, open_ones),
        "overdue": _count(CaseRow, open_ones, CaseRow.due_on < today),
        "waiting": _count(CaseRow, open_ones, or_(CaseRow.due_on < today, CaseRow.state == CaseState.RECEIVED)),
        "received": _count(CaseRow, CaseRow.state == CaseState.RECEIVED),
        "unanswered": _count(QuestionRow, QuestionRow.answered_at.is_(None), QuestionRow.due_on < today),
        "measures": _count(MeasureRow, MeasureRow.confirmed_at.is_(None), MeasureRow.due_on < today),
    }


def count_second(account: str | None) -> int:
    """How many opinions wait for this officer, because a colleague has drawn them up."""
    return _count(CaseRow, *_second(account))


def calendar_gaps(rows: Sequence[CaseRow]) -> list[int]:
    """Years in which a term was counted without knowing the holidays."""
    days = [row.due_on for row in rows if row.due_on]
    return working_calendar.unknown_years(clock.today(), max(days), working_calendar.known()) if days else []


def _conditions(state: str, agency: str, only: str, account: str | None) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if state in set(CaseState):
        found.append(CaseRow.state == state)
    if agency:
        found.append(CaseRow.agency_id == agency)
    if only == "overdue":
        found += [CaseRow.due_on < clock.today(), CaseRow.state.in_(rules.OPEN)]
    if only == "open":
        found.append(CaseRow.state.in_(rules.OPEN))
    if only == "mine":
        found += [CaseRow.handler_id == account, CaseRow.state.in_(rules.OPEN)]
    if only == "second":
        found += _second(account)
    return found


def _second(account: str | None) -> list[ColumnElement[bool]]:
    proposed = CaseRow.proposed_by.is_not(None), CaseRow.proposed_by != account
    return [CaseRow.state == CaseState.INVESTIGATING, *proposed]


def _count(table: Any, *conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count(table.id)).where(*conditions)) or 0
