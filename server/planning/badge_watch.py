"""An expired badge leaves the teams of visits to come, and who is left too few is flagged."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import exists, select

from server import clock, trail
from server.db import db, transaction
from server.planning import admission, commands, roster
from server.planning.tables import PlanRow, PlanTeamRow, VisitRow
from server.registry.tables import BadgeRow, InspectorRow
from server.vocabulary import Irregularity, PlanState, TeamRole, VisitState


def leave_expired() -> int:
    """Takes everybody out of teams to come whose badge has expired or who left, and says how many places that were."""
    with transaction():
        left = [row for row in without_badge(clock.today()) if not keeps_place(row, clock.today())]
        for row in left:
            leave(row)
    return len(left)


def without_badge(today: date) -> Sequence[PlanTeamRow]:
    """The places in teams of open visits to come whose badge is not valid on the visit's day any more."""
    valid = exists().where(
        BadgeRow.inspector_id == PlanTeamRow.inspector_id,
        BadgeRow.number == PlanTeamRow.badge_number,
        BadgeRow.valid_from <= VisitRow.visit_on,
        BadgeRow.valid_until >= VisitRow.visit_on,
    )
    gone = InspectorRow.ended_on.is_not(None) & (InspectorRow.ended_on <= today)
    return db.session.scalars(
        select(PlanTeamRow)
        .join(PlanRow, PlanRow.id == PlanTeamRow.plan_id)
        .join(VisitRow, VisitRow.id == PlanRow.visit_id)
        .join(InspectorRow, InspectorRow.id == PlanTeamRow.inspector_id)
        .where(
            PlanRow.state == PlanState.FILED,
            VisitRow.state == VisitState.OPEN,
            VisitRow.visit_on >= today,
            PlanTeamRow.role == TeamRole.INSPECTOR,
            ~valid | gone,
        )
        .order_by(PlanRow.number, PlanTeamRow.position)
    ).all()


def keeps_place(row: PlanTeamRow, today: date) -> bool:
    """Whether somebody goes all the same: with another badge, or because his still may be renewed before the day."""
    if row.inspector.ended_on and row.inspector.ended_on <= today:
        return False
    plan = db.session.get_one(PlanRow, row.plan_id)
    badge = admission.badge_on(roster.member(row.inspector, TeamRole.INSPECTOR), day_of(plan))
    if badge and badge.number != row.badge_number:
        row.badge_number = badge.number
        tell(plan, "plan.badge_changed", row)
    return badge is not None or any(each.valid_until >= today for each in row.inspector.badges)


def leave(row: PlanTeamRow) -> None:
    """Somebody leaves a team; the first time fewer than two inspectors are left is an irregularity."""
    plan = db.session.get_one(PlanRow, row.plan_id)
    commands.lock_object(plan.premises)
    tell(plan, "plan.team_left", row)
    db.session.delete(row)
    db.session.flush()
    db.session.refresh(plan, ["team"])
    left = sum(member.role == TeamRole.INSPECTOR for member in plan.team)
    if left == admission.SMALLEST_TEAM - 1:
        facts = {
            "kind": Irregularity.TEAM_INCOMPLETE, "agency": plan.agency_id, "inspector": row.inspector_id,
            "operation": None, "plan": plan.id, "present": left,
        }  # fmt: skip
        trail.append("irregularity.noticed", "visit", str(plan.visit_id), facts, agency_id=plan.agency_id)


def tell(plan: PlanRow, kind: str, row: PlanTeamRow) -> None:
    """Tells the trail and the phones about a team that changed."""
    facts = {"inspector": row.inspector_id, "badge_number": row.badge_number}
    trail.append(kind, "plan", plan.id, facts, agency_id=plan.agency_id)
    trail.touched("visit", str(plan.visit_id))


def day_of(plan: PlanRow) -> date:
    """The day of the visit that holds a plan."""
    return plan.visit.visit_on if plan.visit else plan.visit_on
