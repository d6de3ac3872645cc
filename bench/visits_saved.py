"""Prints how many visits merging saves on a sparse load, with a day fixed at once and with one that stays open."""

from collections import defaultdict
from datetime import date, datetime, time, timedelta
from random import Random

from server.planning import what_if
from server.planning.district import District
from server.planning.rules import LOCAL
from server.planning.values import Plan, Settings, Visit
from server.vocabulary import Channel, VisitState

FIRST = date(2026, 1, 1)
YEAR, AHEAD = 365, (21, 180)
AGENCIES = 20


def show(plans: int, objects: int) -> None:
    """One line for each way to keep a visit's day, and the optimum."""
    log = filings(plans, objects)
    print(f"{plans:,} ordinary plans of a year for {objects:,} objects, each with a random day:")
    for policy in ("anchor", "open"):
        visits = lived_through(log, Settings(day_policy=policy))
        print(f"  day_policy = {policy}: {visits:,} visits, {saved(visits, plans)} saved")
    least = optimum(log)
    print(f"  the fewest if every plan may move 7 days: {least:,} visits, {saved(least, plans)} saved")


def saved(visits: int, plans: int) -> str:
    """The share of visits that nobody has to make."""
    return f"{(plans - visits) / plans:.1%}"


def filings(plans: int, objects: int) -> list[tuple[datetime, int, Plan]]:
    """Plans in the order filed, each for an object: nobody knows of the others when he chooses a day."""
    chance = Random(3)
    drawn = []
    for number in range(plans):
        day = FIRST + timedelta(days=chance.randrange(YEAR))
        filed = datetime.combine(day - timedelta(days=chance.randint(*AHEAD)), time(9, chance.randrange(60)), LOCAL)
        drawn.append((filed, chance.randrange(objects), number, day))
    return [
        (filed, place, a_plan(number, day, filed_no))
        for filed_no, (filed, place, number, day) in enumerate(sorted(drawn))
    ]


def a_plan(number: int, day: date, filed_no: int) -> Plan:
    """An ordinary plan of one of the agencies, for an item of its own."""
    agency = f"agency-{number % AGENCIES}"
    return Plan(str(number), agency, frozenset({str(number)}), Channel.ORDINARY, day, filed_no)


def lived_through(log: list[tuple[datetime, int, Plan]], settings: Settings) -> int:
    """How many visits are left when every plan has been filed; each visit is made on its day."""
    district = District(settings)
    for filed, place, plan in log:
        district.file(plan, (str(place), 1), filed)
    return sum(visit.state is not VisitState.CANCELLED for visit in district.visits.values())


def optimum(log: list[tuple[datetime, int, Plan]]) -> int:
    """The fewest visits, had everything been known from the beginning."""
    places: dict[int, list[Visit]] = defaultdict(list)
    for _, place, plan in log:
        places[place].append(Visit(plan.id, plan.visit_on, plan.filed_no, (plan,)))
    return sum(what_if.fewest(visits, Settings().merge_days) for visits in places.values())
