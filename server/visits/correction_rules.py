"""整改: how far a correction has come, by when it is due now, and when it may be given more time."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import NamedTuple

from server.refusals import DEADLINE_NOT_LATER, DEADLINE_TOO_FAR, Refused
from server.vocabulary import CorrectionStage, CorrectionState, CorrectionStep

LONGEST = timedelta(days=180)  # from the day it is given; what takes longer is a new order
SOON = timedelta(days=3)


class Reported(NamedTuple):
    """A report of the enterprise and what the agency said to it, when."""

    state: str
    answered_at: datetime | None


class Step(NamedTuple):
    """What the agency decided by itself."""

    kind: str
    made_at: datetime
    due: date | None = None


ANSWERED = {
    CorrectionState.ASKED_AGAIN: CorrectionStage.ASKED_AGAIN,
    CorrectionState.RECHECK: CorrectionStage.RECHECK,
}


def stage(corrected: bool, reports: Sequence[Reported], steps: Sequence[Step]) -> CorrectionStage:
    """The last word counts: a report that waits, else what the agency said last."""
    if corrected:
        return CorrectionStage.CLOSED
    if any(each.state == CorrectionState.WAITING for each in reports):
        return CorrectionStage.WAITING
    said = [
        (each.answered_at, ANSWERED[CorrectionState(each.state)])
        for each in reports
        if each.answered_at and each.state in ANSWERED
    ]
    said += [(each.made_at, CorrectionStage.RECHECK) for each in steps if each.kind == CorrectionStep.RECHECK]
    return max(said)[1] if said else CorrectionStage.OPEN


def due(first: date | None, steps: Sequence[Step]) -> date | None:
    """The deadline as it stands: the last one given."""
    given = [each.due for each in steps if each.kind == CorrectionStep.EXTENDED]
    return given[-1] if given else first


def is_overdue(reached: CorrectionStage, due_on: date | None, today: date) -> bool:
    """The enterprise is late; what waits for the agency is not the enterprise's delay."""
    waits_for_it = reached in (CorrectionStage.OPEN, CorrectionStage.ASKED_AGAIN)
    return waits_for_it and due_on is not None and today > due_on


def require_later(wished: date, due_on: date | None, today: date) -> None:
    """More time lies ahead of today and of the deadline, and is not without end."""
    if wished <= today or (due_on is not None and wished <= due_on):
        raise Refused(DEADLINE_NOT_LATER, due=due_on)
    if wished > today + LONGEST:
        raise Refused(DEADLINE_TOO_FAR, latest=today + LONGEST)
