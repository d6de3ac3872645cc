"""What became of complaints and reports, for everybody: whole quarters only, and no number below five."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select

from server import clock
from server.db import db
from server.oversight.case_tables import CaseRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import CaseOrigin, CaseOutcome, CaseState

LEAST = 5
FROM_OUTSIDE = (CaseOrigin.COMPLAINT, CaseOrigin.TIP, CaseOrigin.NO_CODE)
SETTLED = ("case.close", "case.decline")


@dataclass(frozen=True)
class Outcomes:
    """How many were settled before a day, by outcome; none where there are fewer than five.

    No sum is given, so that a number held back cannot be worked out from the others.
    """

    before: date
    counts: Mapping[CaseOutcome | CaseState, int | None]


def outcomes() -> Outcomes:
    """As they stood when the running quarter began."""
    before = quarter_of(clock.today())
    counted = Counter(_settled(datetime.combine(before, datetime.min.time(), clock.LOCAL)))
    every: list[CaseOutcome | CaseState] = [*CaseOutcome, CaseState.DECLINED]
    return Outcomes(before, {each: told(counted[each]) for each in every})


def told(count: int) -> int | None:
    """A number, unless it is so small that it points to somebody."""
    return count if count >= LEAST else None


def quarter_of(day: date) -> date:
    """The first day of a day's quarter."""
    return day.replace(month=day.month - (day.month - 1) % 3, day=1)


def _settled(before: datetime) -> list[CaseOutcome | CaseState]:
    last = select(func.max(TrailEntryRow.received_at)).where(
        TrailEntryRow.entity == "oversight_case", TrailEntryRow.entity_id == CaseRow.id, TrailEntryRow.kind.in_(SETTLED)
    )
    rows = select(CaseRow.state, CaseRow.outcome).where(
        CaseRow.origin.in_(FROM_OUTSIDE),
        CaseRow.state.in_((CaseState.CLOSED, CaseState.DECLINED)),
        last.scalar_subquery() < before,
    )
    return [
        CaseState.DECLINED if state == CaseState.DECLINED else CaseOutcome(str(outcome))
        for state, outcome in db.session.execute(rows)
        if outcome or state == CaseState.DECLINED
    ]
