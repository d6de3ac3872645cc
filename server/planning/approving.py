"""The agency lead's approval of what is filed: beforehand it comes with the filing, for emergencies within a day."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import Select, select

from server import clock, trail
from server.db import db, transaction
from server.planning import approval, commands, queries
from server.planning.tables import EMERGENCIES, PlanApprovalRow, PlanRow
from server.refusals import NOTHING_TO_APPROVE, Refused
from server.registry.tables import SettingVersionRow
from server.vocabulary import Cause, Irregularity, PlanState

TIME_TO_APPROVE = timedelta(hours=24)  # 应急检查24小时内补办审批
LATELY = timedelta(days=30)  # by then each has been noticed to lack its approval, even if the jobs stood still


def approve(plan_id: str, *, account_id: str | None) -> None:
    """Approves an emergency; one that comes late is kept too, beside the irregularity it caused."""
    with transaction():
        plan = queries.plan_or_refuse(plan_id)
        commands.lock_object(plan.premises)
        row = db.session.get(PlanApprovalRow, plan_id)
        if plan.cause != Cause.EMERGENCY or plan.state == PlanState.REFUSED or (row and row.approved_at):
            raise Refused(NOTHING_TO_APPROVE)
        note(plan, account_id)


def note(plan: PlanRow, account_id: str | None) -> None:
    """Keeps who approved a plan, in the caller's transaction, and leaves the trail entry."""
    row = db.session.get(PlanApprovalRow, plan.id) or PlanApprovalRow(plan_id=plan.id)
    row.approved_at, row.account_id = clock.now(), account_id
    db.session.add(row)
    facts = {"visit": plan.visit_id, "late": row.missed_at is not None}
    trail.append("plan.approved", "plan", plan.id, facts, account_id=account_id, agency_id=plan.agency_id)


def of(plan_id: str) -> PlanApprovalRow | None:
    """The approval of a plan, if it was given."""
    row = db.session.get(PlanApprovalRow, plan_id)
    return row if row and row.approved_at else None


def note_missed() -> int:
    """Notices every emergency whose approval is overdue, each once, and says how many there were."""
    with transaction():
        overdue = [plan for plan in waiting_too_long() if approval.was_required(plan.setting_version)]
        for plan in overdue:
            db.session.add(PlanApprovalRow(plan_id=plan.id, missed_at=clock.now()))
            facts = {
                "kind": Irregularity.APPROVAL_OVERDUE, "agency": plan.agency_id, "operation": None, "plan": plan.id,
                "filed_at": plan.filed_at.isoformat(),
            }  # fmt: skip
            trail.append("irregularity.noticed", "visit", str(plan.visit_id), facts, agency_id=plan.agency_id)
    return len(overdue)


def waiting_too_long() -> Sequence[PlanRow]:
    """The emergencies filed more than a day ago that nobody has approved or noticed."""
    late = PlanRow.filed_at < clock.now() - TIME_TO_APPROVE
    return db.session.scalars(_emergencies().where(late, PlanApprovalRow.plan_id.is_(None))).all()


def waiting(agency_ids: Iterable[str] | None) -> list[PlanRow]:
    """The emergencies of these agencies, or of all, that their lead still has to approve, the oldest first."""
    unapproved = _emergencies().where(PlanApprovalRow.approved_at.is_(None), PlanRow.id.in_(_lately_or_missed()))
    if agency_ids is not None:
        unapproved = unapproved.where(PlanRow.agency_id.in_(agency_ids))
    judged_by = SettingVersionRow.id == PlanRow.setting_version
    rows = db.session.execute(unapproved.join(SettingVersionRow, judged_by).add_columns(SettingVersionRow.values))
    return [plan for plan, values in rows if approval.is_asked_for(values)]


def due_at(plan: PlanRow) -> datetime:
    """Until when an emergency is to be approved."""
    return plan.filed_at + TIME_TO_APPROVE


def _lately_or_missed() -> Sequence[str]:
    """Those that can still wait for approval: looked for first, as a city has tens of thousands that were approved."""
    lately = select(PlanRow.id).where(EMERGENCIES, PlanRow.filed_at >= clock.now() - LATELY)
    missed = select(PlanApprovalRow.plan_id).where(
        PlanApprovalRow.missed_at.is_not(None), PlanApprovalRow.approved_at.is_(None)
    )
    return [*db.session.scalars(lately), *db.session.scalars(missed)]


def _emergencies() -> Select[PlanRow]:
    return (
        select(PlanRow)
        .outerjoin(PlanApprovalRow, PlanApprovalRow.plan_id == PlanRow.id)
        .where(EMERGENCIES, PlanRow.state == PlanState.FILED)
        .order_by(PlanRow.filed_at, PlanRow.id)
    )
