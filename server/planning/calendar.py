"""The weeks around a day with the visits and quiet periods of an enterprise that an agency may see."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from server import clock, dates
from server.db import db
from server.frame import listed
from server.planning import queries, roster, rules
from server.planning.rules import Period
from server.planning.tables import VisitRow
from server.planning.values import Plan, Settings, Visit
from server.registry.tables import PremisesRow
from server.vocabulary import VisitState

AROUND = timedelta(days=21)
STAYS = timedelta(days=7)  # a day chosen this near to the middle leaves the calendar where it is


@dataclass(frozen=True)
class Shown:
    """A visit as the calendar shows it; at other premises of the enterprise it makes no quiet period here."""

    visit_on: date
    agencies: str
    state: VisitState
    own: bool
    place: str
    quiet: Period | None


@dataclass(frozen=True)
class Day:
    """One day of the calendar, with the words that say what it holds."""

    on: date
    visits: Sequence[Shown]
    quiet: bool
    past: bool
    chosen: bool
    lands: bool

    @property
    def words(self) -> str:
        """The day for who does not see it."""
        said = [_("%(agency)s检查", agency=visit.agencies) for visit in self.visits]
        said += [_("静默期")] if self.quiet else []
        said += [_("检查日")] if self.lands else []
        return listed([dates.day(self.on), *said])


@dataclass(frozen=True)
class Calendar:
    """Whole weeks from Monday, and the visits in them in order."""

    middle: date
    weeks: Sequence[Sequence[Day]]
    visits: Sequence[Shown]


def calendar(
    premises: PremisesRow, agency_id: str, settings: Settings, chosen: date, lands: date | None, middle: date | None,
    moving: str = "",
) -> Calendar:  # fmt: skip
    """The three weeks before and after a day; it stays put while the days chosen are near its middle.

    A visit that is being moved is shown without its quiet period, which moves with it.
    """
    middle = middle if middle and abs(chosen - middle) <= STAYS else chosen
    first = middle - AROUND - timedelta(days=(middle - AROUND).weekday())
    days = [first + timedelta(days=count) for count in range(((middle + AROUND - first).days // 7 + 1) * 7)]
    visits = shown(premises, agency_id, settings, Period(days[0], days[-1]), moving)
    cells = [_day(day, visits, chosen, lands) for day in days]
    weeks = [cells[start : start + 7] for start in range(0, len(cells), 7)]
    return Calendar(middle, weeks, [visit for visit in visits if days[0] <= visit.visit_on <= days[-1]])


def visits_around(premises: PremisesRow, agency_id: str, day: date) -> list[Shown]:
    """The visits of the three weeks before and after a day."""
    _, settings = queries.settings_on(clock.today())
    days = Period(day - AROUND, day + AROUND)
    return [visit for visit in shown(premises, agency_id, settings, days) if visit.visit_on in days]


def _day(on: date, visits: Iterable[Shown], chosen: date, lands: date | None) -> Day:
    here = [visit for visit in visits if visit.visit_on == on]
    quiet = any(on in visit.quiet for visit in visits if visit.quiet)
    return Day(on, here, quiet, on < clock.today(), on == chosen, on == lands and lands != chosen)


def shown(premises: PremisesRow, agency_id: str, settings: Settings, days: Period, moving: str = "") -> list[Shown]:
    """The visits that stand at an enterprise in or near the days; other agencies' sealed ones are not there."""
    reach = timedelta(days=settings.quiet_days)
    rows = db.session.scalars(
        select(VisitRow)
        .join(PremisesRow, PremisesRow.id == VisitRow.premises_id)
        .where(
            PremisesRow.enterprise_id == premises.enterprise_id,
            VisitRow.state.in_(rules.HELD),
            VisitRow.visit_on.between(days.first - reach, days.last + reach),
        )
        .order_by(VisitRow.visit_on, VisitRow.id)
    ).all()
    plans = queries.plans_in([row.id for row in rows])
    names = roster.short_names({plan.agency for each in plans.values() for plan in each} | _leads(rows))
    pairs = [(row, Visit(row.id, row.visit_on, 0, tuple(plans[row.id]), VisitState(row.state))) for row in rows]
    return [
        _shown(row, visit, names, premises, agency_id, settings, keeps_quiet=row.id != moving)
        for row, visit in pairs
        if _seen(visit, agency_id)
    ]


def _leads(rows: Iterable[VisitRow]) -> set[str]:
    return {row.agency_id for row in rows if row.agency_id}


def _seen(visit: Visit, agency_id: str) -> bool:
    if rules.has_lapsed(visit, clock.today()):
        return False
    sealed = visit.state is VisitState.OPEN and rules.is_sealed(visit)
    return not sealed or any(plan.agency == agency_id for plan in visit.plans)


def _shown(
    row: VisitRow, visit: Visit, names: dict[str, str], premises: PremisesRow, agency_id: str, settings: Settings,
    *, keeps_quiet: bool,
) -> Shown:  # fmt: skip
    here = settings.object_scope != "premises" or row.premises_id == premises.id
    return Shown(
        visit_on=visit.visit_on,
        agencies=_agencies(visit.plans, row.agency_id, names),
        state=visit.state,
        own=any(plan.agency == agency_id for plan in visit.plans),
        place="" if row.premises_id == premises.id or row.premises is None else row.premises.address,
        quiet=rules.quiet_period(visit, settings) if here and keeps_quiet and rules.makes_quiet(visit) else None,
    )


def _agencies(plans: Iterable[Plan], lead: str | None, names: dict[str, str]) -> str:
    everybody = dict.fromkeys([plan.agency for plan in plans] or ([lead] if lead else []))
    return listed(names[agency] for agency in everybody if agency in names)
