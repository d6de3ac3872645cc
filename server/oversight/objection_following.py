"""What happens to a planned re-inspection moves its objection on: signed, called off, or lapsed."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select

from server import clock
from server.db import db, transaction
from server.oversight import objection_rules as rules
from server.oversight import objection_telling, objections, working_calendar
from server.oversight.objection_rules import By
from server.planning.tables import PlanRow
from server.visits.objection_tables import OPEN, ObjectionRow
from server.visits.tables import ResultRow
from server.vocabulary import ObjectionAct, ObjectionState


def upon_result(visit_id: str, facts: Mapping[str, Any]) -> None:
    """Once the objecting agency has signed its result of the re-inspection, the bureau concludes."""
    result = db.session.get_one(ResultRow, facts["result"])
    for row in _planned(PlanRow.visit_id == visit_id, ObjectionRow.agency_id == result.agency_id):
        objections.move(row, ObjectionAct.INSPECT, By.SYSTEM, {"result": result.id}, None)


def upon_withdrawal(plan_id: str, _facts: Mapping[str, Any]) -> None:
    """A re-inspection whose plan was withdrawn is to be arranged anew."""
    _fell_through(_planned(PlanRow.id == plan_id))


def upon_lapse(visit_id: str, _facts: Mapping[str, Any]) -> None:
    """So is one that nobody began in time."""
    _fell_through(_planned(PlanRow.visit_id == visit_id))


def remind() -> int:
    """Leaves a reminder for every term that is near or over and was not reminded of since it was set."""
    today, calendar = clock.today(), working_calendar.known()
    with transaction():
        rows = db.session.scalars(select(ObjectionRow).where(ObjectionRow.state.in_(OPEN))).all()
        due = [row for row in rows if rules.is_near(row.due_on, today, calendar) and row.reminded_on != row.due_on]
        for row in due:
            row.reminded_on = row.due_on
            objections.tell(row, ObjectionAct.REMIND, {"due_on": row.due_on}, None)
            objection_telling.reminded(row)
    return len(due)


def _fell_through(rows: Sequence[ObjectionRow]) -> None:
    for row in rows:
        row.plan_id = row.uninvolved_id = row.attends = None
        objections.move(row, ObjectionAct.UNPLAN, By.SYSTEM, {}, None)


def _planned(*conditions: ColumnElement[bool]) -> Sequence[ObjectionRow]:
    planned = select(ObjectionRow).join(PlanRow, PlanRow.id == ObjectionRow.plan_id)
    return db.session.scalars(planned.where(ObjectionRow.state == ObjectionState.PLANNED, *conditions)).all()
