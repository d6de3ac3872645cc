"""Who may rate a visit and until when; what a passer-by may read of a badge."""

from datetime import date, timedelta

from server.refusals import NOT_FINISHED, RATING_CLOSED, Refused
from server.vocabulary import VisitState

RATING_WINDOW = timedelta(days=15)  # 检查结束后15天内, where the district says nothing else
TAIL = 4


def rating_until(completed_on: date, window: timedelta = RATING_WINDOW) -> date:
    """The last day on which a visit completed on this day can be rated."""
    return completed_on + window


def may_be_rated(state: str, completed_on: date | None, today: date, window: timedelta = RATING_WINDOW) -> bool:
    """Whether a visit can be rated today."""
    return state == VisitState.COMPLETED and completed_on is not None and today <= rating_until(completed_on, window)


def require_may_be_rated(state: str, completed_on: date | None, today: date, window: timedelta = RATING_WINDOW) -> None:
    """A visit is rated after it ended, and not later than the district's days after."""
    if state != VisitState.COMPLETED or completed_on is None:
        raise Refused(NOT_FINISHED)
    if today > rating_until(completed_on, window):
        raise Refused(RATING_CLOSED, until=rating_until(completed_on, window))


def badge_tail(number: str) -> str:
    """The end of a badge number: enough to compare at the door, too little to copy."""
    return number[-TAIL:] if len(number) > TAIL * 2 else number[-2:]
