"""Whether the team of a plan that was filed can come on another day: free, still of its agency, with valid badges."""

from datetime import date

from server.planning import admission, bookings, roster, windows
from server.planning.admission import Member
from server.planning.tables import PlanRow
from server.vocabulary import TeamRole, Window


def can_come(plan: PlanRow, day: date) -> bool:
    """Whether everybody is free on a day and has a badge that is valid."""
    team = team_on(plan, day)
    badged = all(admission.badge_on(each, day) for each in team if each.role is TeamRole.INSPECTOR)
    return not busy(plan, day) and badged and len(team) == len(plan.team)


def busy(plan: PlanRow, day: date) -> list[str]:
    """Those of a plan's team who are expected elsewhere on a day at a time that overlaps."""
    team, window = [each.inspector_id for each in plan.team], window_of(plan)
    booked = bookings.elsewhere(team, day, plan.premises_id)
    return [who for who in team if not windows.fits(window, [b.window for b in booked if b.inspector_id == who])]


def require_can_come(plan: PlanRow, day: date) -> None:
    """Refuses a day on which somebody of the team cannot come, and says who."""
    team = team_on(plan, day)
    admission.require_team(team, day)
    bookings.require_free(window_of(plan), team, day, plan.premises, plan.agency_id)


def team_on(plan: PlanRow, day: date) -> list[Member]:
    """Those of a plan's team who belong to its agency on a day."""
    named = [(each.inspector_id, TeamRole(each.role)) for each in plan.team]
    return roster.team_of(plan.agency_id, named, day)


def window_of(plan: PlanRow) -> Window | None:
    """The time of day that a plan fixes, if any."""
    return Window(plan.window) if plan.window else None
