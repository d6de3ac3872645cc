"""Which plans were filed when, over the past half-year and for the coming days: the same for the same seed and day."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from server.clock import LOCAL
from server.demo.rosters import Rows, shipped
from server.vocabulary import Cause, Channel

HALF_YEAR, COMING = 180, 14
QUARTER = timedelta(days=90)  # since when the district does better than before
NEAR = timedelta(days=16)
VISITS, OF_ENTERPRISES = 600, 2000  # a larger district has more visits, though not in proportion
COMING_SHARE = 0.12
GREEN = (
    (Cause.TIP_OFF, "转办单"),
    (Cause.SUPERIOR_ORDER, "青安办发"),
    (Cause.EMERGENCY, "应急值班记录"),
    (Cause.OTHER, "局长办公会纪要"),
)
# Percent of plans on the green channel, before and lately, and of the others those filed too late, which is refused.
GREEN_PERCENT, GREEN_LATELY = 11, 6
LATE_PERCENT = 3
ITEMS_AT_ONCE = (60, 30, 10)  # percent of plans with one, two and three items
# Percent of visits wanted by one, two and three agencies, before and lately.
AGENCIES_AT_ONCE, TOGETHER_LATELY = (78, 17, 5), (62, 27, 11)


@dataclass(frozen=True, slots=True)
class Filing:
    """One plan as an agency's officer files it."""

    filed_at: datetime
    agency: str
    credit_code: str
    premises: int
    items: tuple[str, ...]
    visit_on: date
    team: tuple[str, ...]
    channel: Channel = Channel.ORDINARY
    cause: Cause | None = None
    reference: str | None = None


@dataclass(frozen=True)
class District:
    """What plans are made of: standing premises, the items of each industry, and who can go."""

    premises: Rows
    agency_of: Mapping[str, str]
    by_industry: Mapping[str, Sequence[str]]
    inspectors: Rows

    def items_of(self, industry: str) -> dict[str, list[str]]:
        """The items that concern an industry, by agency."""
        by_agency: dict[str, list[str]] = {}
        for code in self.by_industry[industry]:
            by_agency.setdefault(self.agency_of[code], []).append(code)
        return by_agency

    def staff(self, agency: str, day: date) -> list[str]:
        """The badge numbers of an agency that are valid on a day, in the roster's order."""
        return [
            one["badge_number"]
            for one in self.inspectors
            if one["agency"] == agency and one["valid_from"] <= day.isoformat() <= one["valid_until"]
        ]


def district(enterprises: Rows, inspectors: Rows) -> District:
    """The district that roster rows describe, without the enterprises that have ended."""
    return District(
        premises=[row for row in enterprises if not row["ended_on"]],
        agency_of={item["code"]: item["agency"] for item in shipped("items.csv")},
        by_industry={industry["code"]: industry["items"].split() for industry in shipped("industries.csv")},
        inspectors=inspectors,
    )


def filings(known: District, seed: int, day: date, visits: int, besides: frozenset[str] = frozenset()) -> list[Filing]:
    """All plans in the order filed; enterprises named in `besides` are left alone."""
    random = Random(f"wanted {seed} {day}")
    objects = [row for row in known.premises if row["credit_code"] not in besides]
    past = [day - timedelta(days=random.randrange(1, HALF_YEAR)) for _ in range(visits)]
    coming = [day + timedelta(days=random.randrange(COMING + 1)) for _ in range(round(visits * COMING_SHARE))]
    days = ((_workday(one), one >= day - QUARTER) for one in [*past, *coming])
    wanted = (_wanted(random, known, random.choice(objects), one, lately) for one, lately in days)
    plans = [plan for plan in _apart(plan for group in wanted for plan in group) if plan.filed_at.date() < day]
    return sorted(plans, key=lambda plan: (plan.filed_at, plan.credit_code, plan.agency))


def visits_for(enterprises: int) -> int:
    """How many visits a district of this size gets in the half-year."""
    size = enterprises / OF_ENTERPRISES
    return round(VISITS * (size**0.5 if size < 1 else size**0.25))


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day where the inspections happen."""
    return datetime.combine(day, time(hour, minute), LOCAL)


def _apart(plans: Iterable[Filing]) -> Iterator[Filing]:
    """No agency asks for an enterprise again while its last visit there is near."""
    asked: dict[tuple[str, str, int], list[date]] = defaultdict(list)
    for plan in plans:
        days = asked[plan.agency, plan.credit_code, plan.premises]
        if all(abs(plan.visit_on - other) > NEAR for other in days):
            days.append(plan.visit_on)
            yield plan


def _wanted(
    random: Random, known: District, row: Mapping[str, str], day: date, lately: bool
) -> Iterator[Filing]:  # fmt: skip
    by_agency = known.items_of(row["industry"])
    able = [agency for agency in by_agency if len(known.staff(agency, day)) >= 2]
    count = random.choices((1, 2, 3), TOGETHER_LATELY if lately else AGENCIES_AT_ONCE)[0]
    chosen = random.sample(able, min(count, len(able)))
    for place, agency in enumerate(chosen):
        asked = day if place == 0 else _workday(day + timedelta(days=random.randrange(-4, 5)))
        green = random.randrange(100) < (GREEN_LATELY if lately else GREEN_PERCENT)
        yield _filing(random, known, agency, row, asked, _some(random, by_agency[agency]), green=green)


def _filing(
    random: Random, known: District, agency: str, row: Mapping[str, str], asked: date, items: tuple[str, ...], *,
    green: bool,
) -> Filing:  # fmt: skip
    late = random.randrange(100) < LATE_PERCENT
    days = random.randrange(3) if green else random.randrange(2, 7) if late else random.randrange(8, 21)
    cause, kind = random.choice(GREEN)
    team = random.sample(known.staff(agency, asked), 2)
    return Filing(
        filed_at=moment(asked - timedelta(days=days), random.randrange(8, 17) if days else 7, random.randrange(60)),
        agency=agency, credit_code=row["credit_code"], premises=int(row["premises"]), items=items, visit_on=asked,
        team=tuple(team), channel=Channel.GREEN if green else Channel.ORDINARY, cause=cause if green else None,
        reference=f"{kind}〔{asked.year}〕{random.randrange(1, 400)}号" if green else None,
    )  # fmt: skip


def _some(random: Random, items: Sequence[str]) -> tuple[str, ...]:
    count = random.choices((1, 2, 3), ITEMS_AT_ONCE)[0]
    return tuple(sorted(random.sample(items, min(count, len(items)))))


def _workday(day: date) -> date:
    return day - timedelta(days=max(0, day.weekday() - 4))
