"""Which plans were filed when, over the past half-year and for the coming days: the same for the same seed and day."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from random import Random

from server.clock import LOCAL
from server.demo.rosters import Rows, shipped
from server.vocabulary import Cause, Channel

HALF_YEAR, COMING = 180, 14
VISITS, OF_ENTERPRISES = 600, 2000  # a larger district has more visits, though not in proportion
COMING_SHARE = 0.12
GREEN = (
    (Cause.TIP_OFF, "转办单"),
    (Cause.SUPERIOR_ORDER, "青安办发"),
    (Cause.EMERGENCY, "应急值班记录"),
    (Cause.OTHER, "局长办公会纪要"),
)
GREEN_PERCENT = 8
ITEMS_AT_ONCE = (60, 30, 10)  # percent of plans with one, two and three items
AGENCIES_AT_ONCE = (70, 22, 8)  # percent of visits wanted by one, two and three agencies


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
    random = Random(f"plans {seed} {day}")
    objects = [row for row in known.premises if row["credit_code"] not in besides]
    past = [day - timedelta(days=random.randrange(1, HALF_YEAR)) for _ in range(visits)]
    coming = [day + timedelta(days=random.randrange(COMING + 1)) for _ in range(round(visits * COMING_SHARE))]
    wanted = (_wanted(random, known, random.choice(objects), _workday(one)) for one in [*past, *coming])
    plans = [plan for group in wanted for plan in group if plan.filed_at.date() < day]
    return sorted(plans, key=lambda plan: (plan.filed_at, plan.credit_code, plan.agency))


def visits_for(enterprises: int) -> int:
    """How many visits a district of this size gets in the half-year."""
    size = enterprises / OF_ENTERPRISES
    return round(VISITS * (size**0.5 if size < 1 else size**0.25))


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """A moment of a day where the inspections happen."""
    return datetime.combine(day, time(hour, minute), LOCAL)


def _wanted(random: Random, known: District, row: Mapping[str, str], day: date) -> Iterator[Filing]:
    by_agency = known.items_of(row["industry"])
    able = [agency for agency in by_agency if len(known.staff(agency, day)) >= 2]
    count = random.choices((1, 2, 3), AGENCIES_AT_ONCE)[0]
    chosen = random.sample(able, min(count, len(able)))
    for place, agency in enumerate(chosen):
        asked = day if place == 0 else _workday(day + timedelta(days=random.randrange(-4, 5)))
        yield _filing(random, known, agency, row, asked, _some(random, by_agency[agency]))


def _filing(
    random: Random, known: District, agency: str, row: Mapping[str, str], asked: date, items: tuple[str, ...]
) -> Filing:
    green = random.randrange(100) < GREEN_PERCENT
    days = random.randrange(3) if green else random.randrange(8, 21)
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
