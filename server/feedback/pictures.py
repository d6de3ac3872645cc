"""Which pictures an enterprise's manager may open: what visits to it recorded, and who comes."""

from sqlalchemy import Select, exists, or_, select

from server.db import db
from server.planning.tables import PlanRow, PlanTeamRow, VisitRow
from server.registry.tables import InspectorRow, PremisesRow
from server.visits.correction_tables import CorrectionPhotoRow, CorrectionRow
from server.visits.tables import CheckInRow, EvidenceRow
from server.vocabulary import Cause, VisitState


def shows_picture(enterprise_id: str, sha256: str) -> bool:
    """Whether the picture was taken on a visit to this enterprise, or shows someone of a team it may know of."""
    found = (_evidence, _corrections, _planned_portraits, _portraits_of_present)
    wanted = [exists(each(enterprise_id, sha256)) for each in found]
    return bool(db.session.scalar(select(or_(*wanted))))


def _evidence(enterprise_id: str, sha256: str) -> Select[str]:
    return (
        select(EvidenceRow.id)
        .join(VisitRow, VisitRow.id == EvidenceRow.visit_id)
        .join(PremisesRow, PremisesRow.id == VisitRow.premises_id)
        .where(EvidenceRow.sha256 == sha256, PremisesRow.enterprise_id == enterprise_id)
    )


def _corrections(enterprise_id: str, sha256: str) -> Select[str]:
    return (
        select(CorrectionPhotoRow.correction_id)
        .join(CorrectionRow, CorrectionRow.id == CorrectionPhotoRow.correction_id)
        .join(VisitRow, VisitRow.id == CorrectionRow.visit_id)
        .join(PremisesRow, PremisesRow.id == VisitRow.premises_id)
        .where(CorrectionPhotoRow.sha256 == sha256, PremisesRow.enterprise_id == enterprise_id)
    )


def _planned_portraits(enterprise_id: str, sha256: str) -> Select[str]:
    begun = VisitRow.state.in_((VisitState.STARTED, VisitState.COMPLETED))
    return (
        select(InspectorRow.id)
        .join(PlanTeamRow, PlanTeamRow.inspector_id == InspectorRow.id)
        .join(PlanRow, PlanRow.id == PlanTeamRow.plan_id)
        .join(VisitRow, VisitRow.id == PlanRow.visit_id)
        .join(PremisesRow, PremisesRow.id == PlanRow.premises_id)
        .where(
            InspectorRow.photo == sha256,
            PremisesRow.enterprise_id == enterprise_id,
            or_(PlanRow.cause.is_(None), PlanRow.cause != Cause.COVERT, begun),
        )
    )


def _portraits_of_present(enterprise_id: str, sha256: str) -> Select[str]:
    return (
        select(InspectorRow.id)
        .join(CheckInRow, CheckInRow.inspector_id == InspectorRow.id)
        .join(VisitRow, VisitRow.id == CheckInRow.visit_id)
        .join(PremisesRow, PremisesRow.id == VisitRow.premises_id)
        .where(InspectorRow.photo == sha256, PremisesRow.enterprise_id == enterprise_id)
    )
