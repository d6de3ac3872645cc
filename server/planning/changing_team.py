"""The team of a filed plan is changed until its visit begins: two valid badges stay, and nobody is in two places."""

from collections.abc import Sequence

from server import trail
from server.db import ask, db, transaction
from server.planning import admission, bookings, commands, queries, roster, teams
from server.planning.admission import Member
from server.planning.tables import PlanRow
from server.refusals import TEAM_NOT_CHANGEABLE, Refused
from server.vocabulary import PlanState, TeamRole, VisitState

Named = Sequence[tuple[str, TeamRole]]


def change_team(plan_id: str, named: Named, *, account_id: str | None) -> None:
    """Puts the people named in the place of a plan's team; what they may not be is refused and changes nothing."""
    with transaction():
        row = queries.plan_or_refuse(plan_id)
        commands.lock_object(row.premises)
        db.session.refresh(row)
        require_changeable(row)
        team = team_for(row, named)
        before = {(each.inspector_id, each.badge_number, TeamRole(each.role)) for each in row.team}
        keep(row, team)
        if before != {(each.inspector_id, each.badge_number, TeamRole(each.role)) for each in row.team}:
            tell(row, {inspector_id for inspector_id, *_ in before}, account_id)


def require_changeable(row: PlanRow) -> None:
    """Who comes is settled once the visit has begun, and nobody comes for a plan that does not stand."""
    if row.state != PlanState.FILED or row.visit is None or row.visit.state != VisitState.OPEN:
        raise Refused(TEAM_NOT_CHANGEABLE)


def team_for(row: PlanRow, named: Named) -> list[Member]:
    """The people named as members of the team, on the day the visit has now."""
    assert row.visit is not None
    day = row.visit.visit_on
    team = roster.team_of(row.agency_id, named, day)
    admission.require_known([inspector_id for inspector_id, _ in named], team)
    admission.require_team(team, day)
    bookings.require_free(teams.window_of(row), team, day, row.premises, row.agency_id)
    return team


def keep(row: PlanRow, team: Sequence[Member]) -> None:
    """Keeps the team in the order named, each with the badge he goes with."""
    assert row.visit is not None
    for each in row.team:
        db.session.delete(each)
    db.session.flush()
    ask(commands.PLAN_TEAM, commands.team_rows(row.id, team, row.visit.visit_on))
    db.session.refresh(row, ["team"])


def tell(row: PlanRow, before: set[str], account_id: str | None) -> None:
    """Tells the trail and the phones who joined and who left."""
    now = [each.inspector_id for each in row.team]
    facts = {
        "team": now,
        "joined": [who for who in now if who not in before],
        "left": sorted(before - set(now)),
    }
    trail.append("plan.team_changed", "plan", row.id, facts, account_id=account_id, agency_id=row.agency_id)
    trail.touched("visit", str(row.visit_id))
