"""From a scanned code to the enterprise, to one's own visits there today and to the quiet period that stands."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from server.db import db
from server.planning import queries as planning
from server.planning import rules
from server.planning.tables import PlanRow, PlanTeamRow, VisitRow
from server.registry import queries as registry
from server.registry.license_code import LicenseCode
from server.registry.tables import EnterpriseRow, PremisesRow
from server.visits import aliases
from server.vocabulary import PlanState

DAY = timedelta(days=1)


@dataclass(frozen=True)
class Named:
    """Whom a code names: a door code one place, any other the enterprise with all its standing places."""

    enterprise: EnterpriseRow
    premises: Sequence[PremisesRow]


def named_by(code: LicenseCode) -> Named | None:
    """Whom the code names in our registry; a door code is asked first, for it says most."""
    if code.door_token and (premises := registry.premises_by_door_token(code.door_token)):
        return Named(premises.enterprise, [premises])
    enterprise = _enterprise(code)
    if enterprise is None:
        return None
    return Named(enterprise, [premises for premises in enterprise.premises if premises.ended_on is None])


def due_visits(named: Named, inspector_id: str | None, today: date) -> list[str]:
    """The visits there that this inspector may start or go on with today."""
    team = select(PlanRow.visit_id).join(PlanTeamRow, PlanTeamRow.plan_id == PlanRow.id)
    mine = team.where(PlanTeamRow.inspector_id == inspector_id, PlanRow.state == PlanState.FILED)
    due = select(VisitRow.id).where(
        VisitRow.premises_id.in_([premises.id for premises in named.premises]),
        VisitRow.state.in_(rules.UNFINISHED),
        VisitRow.visit_on.between(today - rules.DAYS_TO_START * DAY, today),
        VisitRow.id.in_(mine),
    )
    return list(db.session.scalars(due.order_by(VisitRow.visit_on.desc(), VisitRow.id)))


def quiet_until(named: Named, own: Collection[str], today: date) -> date | None:
    """The last day on which none of these places may be visited without a plan; one's own visits do not bar."""
    ends = [_quiet_until(premises, own, today) for premises in named.premises]
    standing = [end for end in ends if end is not None]
    return min(standing) if standing and len(standing) == len(ends) else None


def _quiet_until(premises: PremisesRow, own: Collection[str], today: date) -> date | None:
    _, settings = planning.settings_on(today)
    visits = [visit for visit in planning.visits_of(premises, settings, today) if visit.id not in own]
    free = rules.first_day_outside(rules.quiet_periods(visits, settings), today)
    return free - DAY if free > today else None


def _enterprise(code: LicenseCode) -> EnterpriseRow | None:
    by_code = (registry.enterprise_by_credit_code(each) for each in code.credit_codes)
    by_number = (registry.enterprise_by_registration_number(each) for each in code.registration_numbers)
    said_itself = next((found for found in (*by_code, *by_number) if found), None)
    return said_itself or (aliases.enterprise_of(code.opaque_key) if code.opaque_key else None)
