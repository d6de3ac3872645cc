"""The agency lead approves emergencies after they were filed, within a day where the district asks for it."""

from datetime import timedelta

from sqlalchemy import select

from server import clock, trail
from server.db import db, transaction
from server.planning import commands, queries
from server.planning.tables import PlanApprovalRow, PlanRow
from server.refusals import NOTHING_TO_APPROVE, Refused
from server.registry.tables import SettingVersionRow
from server.vocabulary import Cause, Irregularity, PlanState

TIME_TO_APPROVE = timedelta(hours=24)  # 应急检查24小时内补办审批


def approve(plan_id: str, *, account_id: str | None) -> None:
    """Approves an emergency; one that comes late is kept too, beside the irregularity it caused."""
    with transaction():
        plan = queries.plan_or_refuse(plan_id)
        commands.lock_object(plan.premises)
        row = db.session.get(PlanApprovalRow, plan_id) or PlanApprovalRow(plan_id=plan_id)
        if plan.cause != Cause.EMERGENCY or plan.state == PlanState.REFUSED or row.approved_at:
            raise Refused(NOTHING_TO_APPROVE)
        row.approved_at, row.account_id = clock.now(), account_id
        db.session.add(row)
        facts = {"visit": plan.visit_id, "late": row.missed_at is not None}
        trail.append("plan.approved", "plan", plan_id, facts, account_id=account_id, agency_id=plan.agency_id)


def note_missed() -> int:
    """Notices every emergency whose approval is overdue, each once, and says how many there were."""
    with transaction():
        overdue = [plan for plan in waiting_too_long() if was_required(plan.setting_version)]
        for plan in overdue:
            db.session.add(PlanApprovalRow(plan_id=plan.id, missed_at=clock.now()))
            facts = {
                "kind": Irregularity.APPROVAL_OVERDUE, "agency": plan.agency_id, "operation": None, "plan": plan.id,
                "filed_at": plan.filed_at.isoformat(),
            }  # fmt: skip
            trail.append("irregularity.noticed", "visit", str(plan.visit_id), facts, agency_id=plan.agency_id)
    return len(overdue)


def waiting_too_long() -> list[PlanRow]:
    """The emergencies filed more than a day ago that nobody has approved or noticed."""
    unanswered = (
        select(PlanRow)
        .outerjoin(PlanApprovalRow, PlanApprovalRow.plan_id == PlanRow.id)
        .where(
            PlanRow.cause == Cause.EMERGENCY, PlanRow.state == PlanState.FILED,
            PlanRow.filed_at < clock.now() - TIME_TO_APPROVE, PlanApprovalRow.plan_id.is_(None),
        )
        .order_by(PlanRow.id)
    )  # fmt: skip
    return list(db.session.scalars(unanswered))


def was_required(setting_version: int | None) -> bool:
    """Whether the settings that judged a plan ask for the lead's approval; by default they do not."""
    row = db.session.get(SettingVersionRow, setting_version) if setting_version else None
    return bool(row and row.values.get("approval", {}).get("required"))
