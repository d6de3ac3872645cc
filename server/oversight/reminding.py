"""Reminders: every term that ends on the next working day or is over is told once, in the trail the desks read."""

from sqlalchemy import select

from server import clock
from server.db import db, transaction
from server.oversight import case_rules as rules
from server.oversight import cases, objection_following, telling, working_calendar
from server.oversight.case_tables import CaseRow, MeasureRow, QuestionRow
from server.vocabulary import CaseAct, CaseState


def remind() -> int:
    """Leaves a reminder for every term that is near or over and was not reminded of since it was set."""
    with transaction():
        rows = db.session.scalars(select(CaseRow).where(CaseRow.state.in_(rules.OPEN))).all()
        return sum(_of_case(row) for row in rows) + objection_following.remind()


def _of_case(row: CaseRow) -> int:
    terms: list[CaseRow | QuestionRow | MeasureRow] = [row]
    if row.state == CaseState.INVESTIGATING:
        terms += [each for each in row.questions if each.answered_at is None]
    if row.state == CaseState.RECTIFICATION:
        terms += [each for each in row.measures if each.reported_at is None and each.confirmed_at is None]
    due = [each for each in terms if _is_due(each)]
    for each in due:
        each.reminded_on = each.due_on
        facts = {"due_on": each.due_on, "what": each.__tablename__, "id": each.id}
        cases.tell(row, CaseAct.REMIND, facts, None)
        telling.reminded(row, each)
    return len(due)


def _is_due(each: CaseRow | QuestionRow | MeasureRow) -> bool:
    near = rules.is_near(each.due_on, clock.today(), working_calendar.known())
    return near and each.reminded_on != each.due_on
