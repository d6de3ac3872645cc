"""Until when a visit can be rated, and what is left of a badge number."""

from datetime import date

import pytest

from server.feedback.rules import badge_tail, require_may_be_rated
from server.refusals import NOT_FINISHED, RATING_CLOSED, Refused
from server.vocabulary import VisitState

COMPLETED = date(2026, 11, 1)


def test_a_visit_can_be_rated_on_the_fifteenth_day_after_it_ended():
    require_may_be_rated(VisitState.COMPLETED, COMPLETED, date(2026, 11, 16))


def test_on_the_sixteenth_day_rating_has_closed_and_the_last_day_is_told():
    with pytest.raises(Refused) as refused:
        require_may_be_rated(VisitState.COMPLETED, COMPLETED, date(2026, 11, 17))

    assert refused.value.reason is RATING_CLOSED
    assert refused.value.facts == {"until": date(2026, 11, 16)}


@pytest.mark.parametrize("state", [VisitState.OPEN, VisitState.STARTED, VisitState.CANCELLED, VisitState.LAPSED])
def test_a_visit_that_has_not_ended_cannot_be_rated(state):
    with pytest.raises(Refused) as refused:
        require_may_be_rated(state, None, COMPLETED)

    assert refused.value.reason is NOT_FINISHED


@pytest.mark.parametrize(("number", "tail"), [("15020214521", "4521"), ("1502", "02"), ("", "")])
def test_a_passer_by_reads_only_the_end_of_a_badge_number(number, tail):
    assert badge_tail(number) == tail
