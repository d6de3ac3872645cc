"""What an inspector tells the bureau past his agency: recusal, pressure, a wrong instruction; and how it goes."""

from collections.abc import Sequence

from sqlalchemy import select

from server.db import db
from server.ids import is_id
from server.oversight import cases
from server.oversight.case_tables import CaseRow
from server.planning.tables import PlanRow, PlanTeamRow, VisitRow
from server.policy import Actor
from server.refusals import KIND_MISSING, TEXT_MISSING, Refused
from server.registry.tables import InspectorRow
from server.trail.tables import TrailEntryRow
from server.visits.tables import CheckInRow
from server.vocabulary import CaseOrigin, StaffMatter

SHOWN = 20


def tell(matter: str, text: str, visit: str, *, by: Actor) -> CaseRow:
    """Opens a case upon it; the agency learns nothing of it unless the bureau asks something."""
    if matter not in set(StaffMatter):
        raise Refused(KIND_MISSING)
    if not text.strip():
        raise Refused(TEXT_MISSING)
    about = next((each for each in visits(by) if each.id == visit), None)
    inspector = db.session.get(InspectorRow, by.inspector_id)
    return cases.open_case(
        CaseOrigin.STAFF, f"{StaffMatter(matter).zh}：{text.strip()}", by=by.account_id,
        agency_id=inspector.agency_id if inspector else None,
        visit_id=about.id if about else None, premises_id=about.premises_id if about else None,
    )  # fmt: skip


def told(by: Actor) -> Sequence[CaseRow]:
    """What he told, the latest first."""
    opened = TrailEntryRow.kind == "case.opened", TrailEntryRow.account_id == by.account_id
    own = select(TrailEntryRow.entity_id).where(TrailEntryRow.entity == "oversight_case", *opened)
    wanted = select(CaseRow).where(CaseRow.origin == CaseOrigin.STAFF, CaseRow.id.in_(own))
    return db.session.scalars(wanted.order_by(CaseRow.opened_at.desc()).limit(SHOWN)).all()


def visits(by: Actor) -> Sequence[VisitRow]:
    """The latest visits he is or was on the team of, or entered on."""
    if not is_id(by.inspector_id):
        return []
    planned = (
        select(PlanRow.visit_id)
        .join(PlanTeamRow, PlanTeamRow.plan_id == PlanRow.id)
        .where(PlanTeamRow.inspector_id == by.inspector_id, PlanRow.visit_id.is_not(None))
    )
    entered = select(CheckInRow.visit_id).where(CheckInRow.inspector_id == by.inspector_id)
    wanted = select(VisitRow).where(VisitRow.id.in_(planned.union(entered)), VisitRow.premises_id.is_not(None))
    return db.session.scalars(wanted.order_by(VisitRow.visit_on.desc()).limit(SHOWN)).all()
