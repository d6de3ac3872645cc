"""What is late in cases of oversight: the bureau's own terms, and answers and measures that agencies owe."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select
from sqlalchemy.orm import joinedload

from server import clock
from server.db import db
from server.desks.late import MOST_OF_A_KIND, Agencies, Late
from server.oversight import case_rules
from server.oversight.case_tables import CaseRow, MeasureRow, QuestionRow
from server.vocabulary import CaseState, LateKind

CASE, INQUIRY = "/desk/cases/{}", "/desk/inquiries/{}"
KINDS = {CaseState.INVESTIGATING: LateKind.OPINION}  # what the bureau owes in a state; in others a step of the case


def cases(agencies: Agencies) -> Iterable[Late]:
    """Cases whose term is over: only the bureau is told of them."""
    if agencies is not None:
        return []
    late = select(CaseRow).options(joinedload(CaseRow.handler)).where(
        CaseRow.state.in_(case_rules.OPEN), CaseRow.due_on < clock.today(), CaseRow.state != CaseState.RECTIFICATION
    )  # fmt: skip
    return [_case(row) for row in db.session.scalars(late.order_by(CaseRow.due_on).limit(MOST_OF_A_KIND))]


def answers(agencies: Agencies) -> Iterable[Late]:
    """Questions of the bureau that nobody has answered in time."""
    asked = select(QuestionRow).join(CaseRow, CaseRow.id == QuestionRow.case_id).where(
        QuestionRow.answered_at.is_(None), QuestionRow.due_on < clock.today(),
        CaseRow.state == CaseState.INVESTIGATING,
    )  # fmt: skip
    if agencies is not None:  # what one person was asked alone, his agency is not told
        asked = asked.where(QuestionRow.inspector_id.is_(None))
    return [
        Late(LateKind.ANSWER, row.case.number, row.text, _asked(row), row.due_on, _address(row.case_id, agencies))
        for row in _of(asked, QuestionRow, agencies)
    ]


def measures(agencies: Agencies) -> Iterable[Late]:
    """What an agency was ordered to put right and has not reported, or the bureau has not confirmed, in time."""
    ordered = select(MeasureRow).where(MeasureRow.confirmed_at.is_(None), MeasureRow.due_on < clock.today())
    if agencies is not None:
        ordered = ordered.where(MeasureRow.reported_at.is_(None))
    return [
        Late(LateKind.MEASURE, row.case.number, row.text, _owes(row), row.due_on, _address(row.case_id, agencies))
        for row in _of(ordered, MeasureRow, agencies)
    ]


def _of(wanted: Select[Any], table: Any, agencies: Agencies) -> Iterable[Any]:
    if agencies is not None:
        wanted = wanted.where(table.agency_id.in_(agencies))
    with_names = wanted.options(joinedload(table.agency), joinedload(table.case))
    return db.session.scalars(with_names.order_by(table.due_on).limit(MOST_OF_A_KIND)).all()


def _case(row: CaseRow) -> Late:
    kind = KINDS.get(CaseState(row.state), LateKind.CASE)
    who = row.handler.name if row.handler else _("司法局")
    assert row.due_on is not None
    return Late(kind, row.number, row.subject, who, row.due_on, CASE.format(row.id))


def _asked(row: QuestionRow) -> str:
    return f"{row.agency.short_name} {row.inspector.name}" if row.inspector else row.agency.short_name


def _owes(row: MeasureRow) -> str:
    return _("司法局（确认）") if row.reported_at else row.agency.short_name


def _address(case_id: str, agencies: Agencies) -> str:
    return (CASE if agencies is None else INQUIRY).format(case_id)
