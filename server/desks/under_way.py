"""Who is where now: the visits begun and not over, who went in, since when, and when their phones were last heard."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import bindparam, func, literal_column, select

from server import clock
from server.accounts.tables import DeviceRow
from server.db import ask
from server.planning.tables import PlanRow, VisitRow
from server.registry.tables import AgencyRow, EnterpriseRow, InspectorRow, PremisesRow
from server.trail.tables import TrailEntryRow
from server.visits.tables import CheckInRow
from server.vocabulary import PlanState, VisitState

LOOKED_BACK = timedelta(days=7)  # a visit begun earlier and never closed is told among what is late
MOST = 200
SILENT = timedelta(minutes=30)
THESE: Any = bindparam("visits", expanding=True)
STARTED = VisitRow.state == literal_column(f"'{VisitState.STARTED}'")
BEGUN = (
    select(VisitRow.id, VisitRow.visit_on, VisitRow.started_at, EnterpriseRow.name, PremisesRow.sub_district)
    .outerjoin(PremisesRow, PremisesRow.id == VisitRow.premises_id)
    .outerjoin(EnterpriseRow, EnterpriseRow.id == PremisesRow.enterprise_id)
    .where(VisitRow.visit_on.between(bindparam("first"), bindparam("last")), STARTED)
    .order_by(VisitRow.visit_on, VisitRow.started_at)
)
ENTERED = (
    select(CheckInRow.visit_id, CheckInRow.inspector_id, CheckInRow.present, CheckInRow.agency_id,
           CheckInRow.operation_id)
    .where(CheckInRow.visit_id.in_(THESE))
    .order_by(CheckInRow.made_at)
)  # fmt: skip
PLANNED_BY = (
    select(PlanRow.visit_id, PlanRow.agency_id)
    .where(PlanRow.visit_id.in_(THESE), PlanRow.state == PlanState.FILED)
    .order_by(PlanRow.number)
)
# When the phones that checked in were heard last: they sent something, or asked what is new.
HEARD = (
    select(CheckInRow.visit_id, CheckInRow.agency_id, func.max(DeviceRow.heard_at).label("heard_at"))
    .join(TrailEntryRow, TrailEntryRow.id == CheckInRow.operation_id)
    .join(DeviceRow, DeviceRow.id == TrailEntryRow.device_id)
    .where(CheckInRow.visit_id.in_(THESE))
    .group_by(CheckInRow.visit_id, CheckInRow.agency_id)
)


@dataclass(frozen=True)
class There:
    """People of one agency at one place."""

    visit: str
    enterprise: str
    sub_district: str
    agency: str
    together: Sequence[str]
    people: Sequence[str]
    since: datetime | None
    heard: datetime | None
    earlier: bool

    @property
    def silent(self) -> bool:
        """Whether nothing has come from their phones for a while."""
        return self.heard is None or clock.now() - self.heard > SILENT


def under_way(agencies: Collection[str] | None = None) -> list[There]:
    """Everybody who is inspecting, or those of these agencies: who began longest ago first."""
    today = clock.today()
    begun = ask(BEGUN, {"first": today - LOOKED_BACK, "last": today}).all()
    visits = {"visits": [row.id for row in begun]}
    entered = _by_visit(ask(ENTERED, visits) if begun else ())
    found = [(row, agency, came) for row in begun for agency, came in _agencies(entered[row.id], agencies)]
    return _told(found[:MOST], visits)


def _agencies(entered: Iterable[Any], wanted: Collection[str] | None) -> Iterable[tuple[str, list[Any]]]:
    came: dict[str, list[Any]] = defaultdict(list)
    for each in entered:
        if wanted is None or each.agency_id in wanted:
            came[each.agency_id].append(each)
    return came.items()


def _told(found: Sequence[tuple[Any, str, list[Any]]], visits: Mapping[str, list[str]]) -> list[There]:
    if not found:
        return []
    people = _names(found)
    agencies = _short_names()
    planned = _by_visit(ask(PLANNED_BY, visits))
    heard = {(row.visit_id, row.agency_id): row.heard_at for row in ask(HEARD, visits)}
    return [
        There(
            row.id, row.name or "", row.sub_district or "", agencies[agency],
            [agencies[each] for each in dict.fromkeys(plan.agency_id for plan in planned[row.id]) if each != agency],
            [people[each].name for each in _present(came) if people[each].agency_id == agency],
            row.started_at, heard.get((row.id, agency)), row.visit_on < clock.today(),
        )
        for row, agency, came in found
    ]  # fmt: skip


def _present(came: Iterable[Any]) -> list[str]:
    """Whoever scanned, and who he said had come with him."""
    return list(dict.fromkeys(one for each in came for one in (each.inspector_id, *each.present)))


def _names(found: Sequence[tuple[Any, str, list[Any]]]) -> Mapping[str, Any]:
    ids = sorted({one for _, _, came in found for one in _present(came)})
    named = select(InspectorRow.id, InspectorRow.name, InspectorRow.agency_id).where(InspectorRow.id.in_(ids))
    return {row.id: row for row in ask(named)}


def _short_names() -> Mapping[str, str]:
    return defaultdict(lambda: "—", {row.id: row.short_name for row in ask(select(AgencyRow.id, AgencyRow.short_name))})


def _by_visit(rows: Iterable[Any]) -> Mapping[str, list[Any]]:
    grouped: dict[str, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[row.visit_id].append(row)
    return grouped
