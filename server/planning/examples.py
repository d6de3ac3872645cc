"""Worked examples of the rules: what is filed when, told with the decisions that the engine comes to."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from server.planning import calculating, effects, merging
from server.planning.rules import LOCAL
from server.planning.sentences import sentence
from server.planning.values import Decision, Settings, Visit
from server.planning.variants import VARIANTS


class Filing(NamedTuple):
    """A plan of a kind, filed on a day of October 2026 at an hour for another day of it."""

    on: int
    asked: int
    variant: str = "ordinary"
    hour: int = 9


class Example(NamedTuple):
    """What an example shows, and the filings in turn."""

    shows: Any
    filings: tuple[Filing, ...]


class Told(NamedTuple):
    """One filing of an example, with what became of it."""

    agency: str
    filed_at: datetime
    asked_on: Any
    variant: Any
    outcome: str
    sentence: str


EXAMPLES = (
    Example(_l("先提报优先，后提报的合并进来"), (Filing(1, 12), Filing(2, 15), Filing(3, 26))),
    Example(_l("合并以既定检查日为准，不会一个接一个地推远"), (Filing(1, 12), Filing(2, 19), Filing(3, 26))),
    Example(_l("没有提前足够的天数"), (Filing(2, 8),)),
    Example(_l("并入已有的检查，不需要另外提前"), (Filing(1, 12), Filing(8, 12))),
    Example(_l("错过了合并，就要等静默期结束"), (Filing(1, 12), Filing(11, 18, hour=19))),
    Example(_l("应急优先，并带上附近的计划"), (Filing(1, 12), Filing(2, 19), Filing(9, 11, "emergency"))),
    Example(_l("紧急的投诉举报不受静默期限制"), (Filing(1, 12), Filing(12, 13, "tip_off"))),
)


def told(example: Example, settings: Settings, language: str) -> Iterator[Told]:
    """The filings of an example with their decisions under these settings."""
    visits: list[Visit] = []
    for number, filing in enumerate(example.filings):
        at, decision = _filed(filing, number, visits, settings)
        yield Told(
            calculating.agency_name(number, language), at, _day(filing.asked).date(), VARIANTS[filing.variant].words,
            decision.outcome, sentence(decision.as_document(), calculating.agency_names(language), language),
        )  # fmt: skip


def _filed(filing: Filing, number: int, visits: list[Visit], settings: Settings) -> tuple[datetime, Decision]:
    """Files into the visits as they stand, which change."""
    at = _day(filing.on, filing.hour)
    plan = VARIANTS[filing.variant].plan(f"p{number}", str(number), _day(filing.asked).date(), number)
    decision = merging.decide(plan, visits, settings, at)
    changed = {visit.id: visit for visit in effects.filed(plan, decision, visits, f"v{number}")}
    visits[:] = [changed.pop(visit.id, visit) for visit in visits] + list(changed.values())
    return at, decision


def _day(day: int, hour: int = 9) -> datetime:
    return datetime(2026, 10, day, hour, tzinfo=LOCAL)
