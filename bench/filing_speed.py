"""How long filing one more plan takes in a city's database, the way people file: prompts asked and answered."""

import os
import statistics
import time
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from random import Random
from typing import NamedTuple

from bench import city, places
from bench.city import Party
from server import clock
from server.db import db
from server.planning import filing
from server.planning.values import Answer, NewPlan
from server.refusals import HALF_YEAR_ANSWER_MISSING, Refused
from server.vocabulary import Reply

NOW = datetime(2026, 11, 2, 1, tzinfo=UTC)
BUDGET = (5, 50)


class Took(NamedTuple):
    """Milliseconds of one filing: by the clock, and of this process's own processor time."""

    clock: float
    processor: float


def show(enterprises: int, visits: int, filings: int, database: str) -> None:
    """One line of figures for a database: `sqlite` or `postgresql` made for this, or the address of one."""
    with ExitStack() as stack:
        place = stack.enter_context(places.place(database))
        stack.enter_context(places.app_on(place).app_context())
        parties = city.fill(enterprises, visits)
        took = [each for each in times(filings, enterprises, parties) if each]
        db.session.remove()
        db.engine.dispose()
    by_clock, own = [each.clock for each in took], [each.processor for each in took]
    print(
        f"filing one plan among {enterprises:,} enterprises and {visits:,} visits on {place.kind}: "
        f"p50 {statistics.median(by_clock):.1f} ms, p99 {percentile(by_clock):.1f} ms of {len(took):,} "
        f"(budget {BUDGET[0]}/{BUDGET[1]} ms); processor time p50 {statistics.median(own):.1f} ms, "
        f"p99 {percentile(own):.1f} ms; load of the machine {os.getloadavg()[0]:.1f}"
    )


def percentile(values: list[float]) -> float:
    """What 99 of 100 stay below."""
    return statistics.quantiles(values, n=100)[98]


def times(filings: int, enterprises: int, parties: list[Party]) -> Iterator[Took | None]:
    """What each plan filed took; those that the rules or an earlier result refuse are left out."""
    chance = Random()
    for _ in range(filings):
        party, number = chance.choice(parties), chance.randrange(enterprises)
        item, _ = chance.choice(party.items)
        day = city.TODAY + timedelta(days=chance.randint(7, 200))
        yield one(NewPlan(city.credit_code(number), 1, (item,), party.as_team, day), party.agency)


def one(new: NewPlan, agency: str) -> Took | None:
    """What one plan took, in a session of its own as a request has; asked about results, its filer goes on."""
    started, used = time.perf_counter(), time.thread_time()
    try:
        with clock.at(NOW):
            filing.file_plan(new, agency_id=agency, account_id=None)
    except Refused as refused:
        if refused.reason is not HALF_YEAR_ANSWER_MISSING or new.answers:
            return None
        results = [str(each["result"]) for each in refused.facts["results"]]
    else:
        return Took((time.perf_counter() - started) * 1000, (time.thread_time() - used) * 1000)
    finally:
        db.session.remove()
    return one(replace(new, answers=tuple(Answer(each, Reply.GO_ON, "年度计划") for each in results)), agency)
