"""Who and what a case can be about: the visit, its agency, the inspectors to ask, and the hold on its evidence."""

from collections.abc import Sequence

from sqlalchemy import select

from server.db import db
from server.ids import is_id
from server.oversight.case_tables import CaseRow, HoldRow
from server.planning.tables import PlanRow, PlanTeamRow, VisitRow
from server.refusals import AGENCY_MISSING, NOT_FOUND, Refused
from server.registry.tables import AgencyRow, InspectorRow
from server.visits.tables import CheckInRow


def about(agency: str, visit: str) -> dict[str, str | None]:
    """What a form named, as far as it exists; a visit brings its place."""
    row = db.session.get(VisitRow, visit) if is_id(visit) else None
    if visit and row is None:
        raise Refused(NOT_FOUND)
    if agency and db.session.get(AgencyRow, agency) is None:
        raise Refused(AGENCY_MISSING)
    return {
        "agency_id": agency or (row.agency_id if row else None),
        "visit_id": row.id if row else None,
        "premises_id": row.premises_id if row else None,
    }


def known(inspector: str) -> str | None:
    """An inspector's id, if there is such an inspector."""
    row = db.session.get(InspectorRow, inspector) if is_id(inspector) else None
    return row.id if row else None


def of_case(case: CaseRow) -> Sequence[InspectorRow]:
    """The inspectors of the visit; without a visit, nobody in particular."""
    if case.visit_id is None:
        return []
    planned = (
        select(PlanTeamRow.inspector_id)
        .join(PlanRow, PlanRow.id == PlanTeamRow.plan_id)
        .where(PlanRow.visit_id == case.visit_id)
    )
    entered = select(CheckInRow.inspector_id).where(CheckInRow.visit_id == case.visit_id)
    return db.session.scalars(
        select(InspectorRow).where(InspectorRow.id.in_(planned.union(entered))).order_by(InspectorRow.name)
    ).all()


def hold(case_id: str) -> HoldRow | None:
    """The hold on the visit's evidence, standing or released."""
    return db.session.scalar(select(HoldRow).where(HoldRow.case_id == case_id))
