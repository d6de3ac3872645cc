"""Who is told what of an objection: the other side, the bureau, and the enterprise whose result it is."""

from server.feedback import managers
from server.oversight import telling
from server.visits.objection_tables import ObjectionRow
from server.vocabulary import News, ObjectionAct

TO_OBJECTOR = (ObjectionAct.ACCEPT, ObjectionAct.DECLINE, ObjectionAct.UNPLAN, ObjectionAct.CONCLUDE)
TO_FIRST = (ObjectionAct.FILED, ObjectionAct.ACCEPT, ObjectionAct.DECLINE, ObjectionAct.PLAN, ObjectionAct.CONCLUDE,
            ObjectionAct.WITHDRAW)  # fmt: skip
TO_BUREAU = (ObjectionAct.FILED, ObjectionAct.INSPECT)


def told(row: ObjectionRow, what: ObjectionAct) -> None:
    """An act is told to whoever it concerns; to the enterprise that its result is objected to."""
    people = [
        *(telling.desk(row.agency_id) if what in TO_OBJECTOR else ()),
        *(telling.desk(row.against_id) if what in TO_FIRST else ()),
        *(_bureau(row) if what in TO_BUREAU else ()),
    ]
    about = row.plan_id if what is ObjectionAct.PLAN and row.plan_id else row.id
    telling.send(people, f"objection.{what}", {"objection": row.number}, about)
    if what is ObjectionAct.FILED and row.visit.premises_id:
        facts = {"visit": row.visit_id, "visit_on": row.visit.visit_on.isoformat()}
        managers.tell(row.visit.premises_id, News.OBJECTED, facts, about=row.id)


def reminded(row: ObjectionRow) -> None:
    """Whoever must act before a term ends is reminded of it."""
    due_on = row.due_on.isoformat() if row.due_on else ""
    people = telling.desk(row.agency_id) if row.state == "accepted" else _bureau(row)
    telling.send(people, f"objection.due.{due_on}", {"objection": row.number, "due_on": due_on}, row.id)


def _bureau(row: ObjectionRow) -> list[str]:
    return [row.handler_id] if row.handler_id else telling.supervisors()
