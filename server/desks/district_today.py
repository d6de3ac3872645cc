"""The district today: how many visits where and how they stand, how many are joint or came by the green channel."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import bindparam, func, select

from server import clock
from server.db import ask
from server.oversight.tables import IrregularityRow
from server.planning.tables import STANDS, PlanRow, VisitRow
from server.registry.tables import AgencyRow, PremisesRow
from server.statistics import naming
from server.statistics.asking import By
from server.statistics.measures import UNKNOWN
from server.vocabulary import Cause, Channel, VisitState

TODAY: Any = bindparam("day")
BY_PLACE = (
    select(PremisesRow.sub_district, VisitRow.state, func.count().label("visits"))
    .select_from(VisitRow)
    .outerjoin(PremisesRow, PremisesRow.id == VisitRow.premises_id)
    .where(VisitRow.visit_on == TODAY)
    .group_by(PremisesRow.sub_district, VisitRow.state)
)
CANCELLED = select(VisitRow.id).where(VisitRow.visit_on == TODAY, VisitRow.state == VisitState.CANCELLED)
# Agency by agency, as plans that stand are looked for by agency and day.
BY_KIND = select(PlanRow.visit_id, PlanRow.agency_id, PlanRow.channel, PlanRow.cause).where(
    PlanRow.agency_id.in_(select(AgencyRow.id)),
    PlanRow.stands_on == TODAY,
    STANDS,
    PlanRow.visit_id.not_in(CANCELLED),
)
IRREGULAR = (
    select(PremisesRow.sub_district, func.count(IrregularityRow.id).label("noticed"))
    .join(VisitRow, VisitRow.id == IrregularityRow.visit_id)
    .outerjoin(PremisesRow, PremisesRow.id == VisitRow.premises_id)
    .where(IrregularityRow.noticed_at >= bindparam("since"))
    .group_by(PremisesRow.sub_district)
)
BY_STATE = select(VisitRow.state, func.count()).where(VisitRow.visit_on == TODAY).group_by(VisitRow.state)
GONE = (VisitState.CANCELLED, VisitState.LAPSED)


@dataclass(frozen=True)
class Place:
    """A sub-district with its visits of today by state, and what was noticed there today."""

    name: str
    states: Counter[VisitState]
    irregular: int

    @property
    def visits(self) -> int:
        """Those that take or took place."""
        return sum(count for state, count in self.states.items() if state not in GONE)

    @property
    def under_way(self) -> int:
        return self.states[VisitState.STARTED]

    @property
    def completed(self) -> int:
        return self.states[VisitState.COMPLETED]


@dataclass(frozen=True)
class District:
    """The whole of it, place by place."""

    on: date
    places: Sequence[Place]
    joint: int
    green: Counter[Cause]

    @property
    def visits(self) -> int:
        return sum(each.visits for each in self.places)

    @property
    def under_way(self) -> int:
        return sum(each.under_way for each in self.places)

    @property
    def completed(self) -> int:
        return sum(each.completed for each in self.places)

    @property
    def irregular(self) -> int:
        return sum(each.irregular for each in self.places)


def visits_by_state() -> Counter[VisitState]:
    """How many visits of today stand how; those that do not take place are left out."""
    counts = Counter({VisitState(state): count for state, count in ask(BY_STATE, {"day": clock.today()})})
    return Counter({state: count for state, count in counts.items() if state not in GONE})


def district() -> District:
    """As it stands now, with every sub-district the figures know."""
    today = clock.today()
    since = datetime.combine(today, time.min, clock.LOCAL)
    noticed = {row.sub_district: row.noticed for row in ask(IRREGULAR, {"since": since})}
    known = (name for name in naming.names(By.SUB_DISTRICT) if name != UNKNOWN)
    counted: dict[str | None, Counter[VisitState]] = {name: Counter() for name in (*known, *noticed)}
    for row in ask(BY_PLACE, {"day": today}):
        counted.setdefault(row.sub_district, Counter())[VisitState(row.state)] += row.visits
    places = [Place(name or "", states, noticed.get(name, 0)) for name, states in counted.items()]
    joint, green = _kinds(ask(BY_KIND, {"day": today}).all())
    return District(today, places, joint, green)


def _kinds(plans: Sequence[Any]) -> tuple[int, Counter[Cause]]:
    """How many visits have several agencies, and how many have a plan of each cause of the green channel."""
    agencies: Mapping[str, set[str]] = {row.visit_id: set() for row in plans}
    for row in plans:
        agencies[row.visit_id].add(row.agency_id)
    caused = {(row.visit_id, row.cause) for row in plans if row.channel == Channel.GREEN and row.cause}
    return sum(len(each) > 1 for each in agencies.values()), Counter(Cause(cause) for _, cause in caused)
