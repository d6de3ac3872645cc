"""What merging saved in a period, what it could still save, and the proposals that would: asked of the database."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta

from server import clock
from server.planning import standing, what_if
from server.planning.rules import Period
from server.planning.standing import Places, Where
from server.planning.values import Settings
from server.planning.what_if import Comparison, Proposal


@dataclass(frozen=True)
class Compared:
    """The numbers, and the proposals that save most first."""

    numbers: Comparison
    proposals: list[Proposal]

    @property
    def possible(self) -> int:
        """How many visits fewer if everybody agrees to everything."""
        return sum(each.saved for each in self.proposals)


def compared(where: Where, reach: int, settings: Settings) -> Compared:
    """Compares what was filed, merged and possible; only reads."""
    with collector_at_rest():
        places = standing.places(where, settings)
        numbers = what_if.compare(places, settings.merge_days, reach, standing.alone(where, settings))
        return Compared(numbers, proposals(places, where, reach, settings))


@contextmanager
def collector_at_rest() -> Iterator[None]:
    """A year's plans live until the answer is there; looking for garbage among them took two fifths of the time."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def proposals(places: Places, where: Where, reach: int, settings: Settings) -> list[Proposal]:
    """The proposals whose visits stand in the period; an agency sees those that it is a member of."""
    at, days = clock.now(), Period(where.since, where.until)
    first_day = what_if.first_open_day(settings, at)
    several = [place for place, visits in places.items() if sum(visit.visit_on >= first_day for visit in visits) > 1]
    beyond = timedelta(days=settings.quiet_days)
    near = standing.around(
        several, min(first_day, clock.today()) - beyond, where.until + beyond + timedelta(days=reach), settings
    )
    found = (
        proposal
        for place, visits in near.items()
        for proposal in what_if.proposals(place, visits, settings, at, reach, days)
    )
    return sorted(_concerning(found, where.agency), key=lambda each: (-each.saved, each.day, each.place))


def _concerning(found: Iterable[Proposal], agency: str | None) -> Iterable[Proposal]:
    return (each for each in found if agency is None or any(p.agency == agency for v in each.visits for p in v.plans))
