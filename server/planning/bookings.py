"""Where the people of a team are already expected on a day, at other places."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple, Protocol

from sqlalchemy import bindparam, select

from server.db import Asked, ask, db
from server.planning import rules, windows
from server.planning.admission import Member
from server.planning.place import Place
from server.planning.tables import PlanRow, PlanTeamRow, VisitRow
from server.refusals import INSPECTOR_BUSY, Refused
from server.registry.tables import EnterpriseRow, PremisesRow
from server.vocabulary import PlanState, Window

TIMED = (
    select(PlanRow.id)
    .join(VisitRow, VisitRow.id == PlanRow.visit_id)
    .where(
        PlanRow.agency_id == bindparam("agency"), PlanRow.window.is_not(None), VisitRow.visit_on == bindparam("day")
    )
    .limit(1)
)  # fmt: skip


class Expected(Protocol):
    """Somebody is expected somewhere."""

    @property
    def enterprise(self) -> str: ...
    @property
    def window(self) -> Window | None: ...


class Booking(NamedTuple):
    """One person expected at one place."""

    inspector_id: str
    enterprise: str
    window: Window | None


def require_free(window: Window | None, team: Sequence[Member], day: date, here: Place, agency_id: str) -> None:
    """Nobody of the team is expected elsewhere at a time that overlaps; who is already here for another plan is."""
    if window is None and not has_timed(agency_id, day):
        return
    booked = elsewhere([member.inspector_id for member in team], day, here.id)
    for member in team:
        require_time_for(member, window, day, [each for each in booked if each.inspector_id == member.inspector_id])


def require_time_for(member: Member, window: Window | None, day: date, elsewhere: Sequence[Expected]) -> None:
    """What a member of a team has to do elsewhere on a day leaves time for a plan."""
    if elsewhere and not windows.fits(window, [other.window for other in elsewhere]):
        raise Refused(INSPECTOR_BUSY, name=member.name, visit_on=day, enterprise=elsewhere[0].enterprise)


def timed_asked(agency_id: str, day: date) -> Asked:
    """What `has_timed` asks."""
    return TIMED, {"agency": agency_id, "day": day}


def has_timed(agency_id: str, day: date) -> bool:
    """Whether any plan of an agency for a day has its time fixed: where none has, open times never clash."""
    return ask(*timed_asked(agency_id, day)).first() is not None


def elsewhere(inspector_ids: Iterable[str], day: date, premises_id: str) -> list[Booking]:
    """What these people have to do on a day at other premises."""
    rows = db.session.execute(
        select(PlanTeamRow.inspector_id, EnterpriseRow.name, PlanRow.window)
        .join(PlanRow, PlanRow.id == PlanTeamRow.plan_id)
        .join(VisitRow, VisitRow.id == PlanRow.visit_id)
        .join(PremisesRow, PremisesRow.id == PlanRow.premises_id)
        .join(EnterpriseRow, EnterpriseRow.id == PremisesRow.enterprise_id)
        .where(
            PlanTeamRow.inspector_id.in_(list(inspector_ids)),
            PlanRow.state == PlanState.FILED,
            PlanRow.premises_id != premises_id,
            VisitRow.visit_on == day,
            VisitRow.state.in_(rules.UNFINISHED),
        )
        .order_by(PlanRow.number)
    )
    return [Booking(who, name, Window(window) if window else None) for who, name, window in rows]
