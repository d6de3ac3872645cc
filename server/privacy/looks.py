"""查看记录: notes, once a day each, who opened the records of an enterprise or of an inspector at a desk.

Pages of cases, complaints, ratings and irregularities are not among them: that one was read says that there is one.
"""

from collections.abc import Mapping
from typing import Any, NamedTuple

from flask import Response, request
from sqlalchemy import Select, bindparam, select

from server import clock
from server.db import ask, db, transaction
from server.http import current_actor
from server.planning.tables import PlanRow, VisitRow
from server.policy import Actor
from server.privacy.tables import LookRow
from server.registry.tables import PremisesRow
from server.statements import INSERTS
from server.visits.tables import FindingRow, ResultRow
from server.vocabulary import Role

ENTERPRISE, INSPECTOR = "enterprise", "inspector"
ROLES = (Role.SUPERVISOR, Role.AGENCY_LEAD, Role.OFFICER, Role.INSPECTOR, Role.ADMIN)
LOOK = LookRow.__table__
THIS: Any = bindparam("this")
PLACE = select(PremisesRow.enterprise_id)
OF_VISIT = PLACE.join(VisitRow, VisitRow.premises_id == PremisesRow.id)


class Shown(NamedTuple):
    """Whose records a page shows: the part of its address that says so, and how to come from there to whom it is."""

    subject: str
    named: str
    leads: Select[Any] | None = None


BY_VISIT = Shown(ENTERPRISE, "visit_id", OF_VISIT.where(VisitRow.id == THIS))
BY_RESULT = OF_VISIT.join(ResultRow, ResultRow.visit_id == VisitRow.id).where(ResultRow.id == THIS)
BY_FINDING = OF_VISIT.join(FindingRow, FindingRow.visit_id == VisitRow.id).where(FindingRow.id == THIS)
BY_PLAN = PLACE.join(PlanRow, PlanRow.premises_id == PremisesRow.id).where(PlanRow.id == THIS)
SHOWN: Mapping[str, Shown] = {
    "enterprises.shown": Shown(ENTERPRISE, "id"),
    "planning.plan": Shown(ENTERPRISE, "plan_id", BY_PLAN),
    "oversight.visit": BY_VISIT,
    "documents.of_visit": BY_VISIT,
    "documents.pdf": BY_VISIT,
    "removals.of_visit": BY_VISIT,
    "impacts.shown": BY_VISIT,
    "results.shown": Shown(ENTERPRISE, "result_id", BY_RESULT),
    "corrections.shown": Shown(ENTERPRISE, "finding_id", BY_FINDING),
    "inspectors.shown": Shown(INSPECTOR, "id"),
}
KNOWN = select(LOOK.c.seen_on).where(
    *(LOOK.c[name] == bindparam(name) for name in ("subject", "subject_id", "seen_on", "account_id"))
)


def note_after(answer: Response) -> Response:
    """Notes the look once a page has shown somebody's records."""
    shown = SHOWN.get(request.endpoint or "")
    if shown is None or request.method != "GET" or answer.status_code != 200:
        return answer
    actor = current_actor()
    if actor.account_id:
        subject_id = _whose(shown, str((request.view_args or {})[shown.named]))
        if subject_id and not _own(actor, shown, subject_id):
            note(actor, shown.subject, subject_id)
    return answer


def note(actor: Actor, subject: str, subject_id: str) -> None:
    """Keeps one row a day for whoever looked; a second look is read only."""
    row = {"subject": subject, "subject_id": subject_id, "seen_on": clock.today(), "account_id": actor.account_id}
    if ask(KNOWN, row).first():
        return
    role = next((each for each in ROLES if each in actor.roles), None)
    if role is None:
        return
    with transaction():
        values = {**row, "role": role, "agency_id": actor.agency_id}
        db.session.execute(INSERTS[db.engine.dialect.name](LOOK).values(values).on_conflict_do_nothing())


def _whose(shown: Shown, named: str) -> str | None:
    return named if shown.leads is None else ask(shown.leads, {"this": named}).scalar()


def _own(actor: Actor, shown: Shown, subject_id: str) -> bool:
    return shown.subject == INSPECTOR and subject_id == actor.inspector_id
