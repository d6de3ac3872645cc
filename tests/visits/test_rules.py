"""What was recorded is judged by plain conditions."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.visits.rules import (
    Breach,
    CheckIn,
    Inspected,
    Planned,
    breaches,
    happened_at,
    is_complete,
    outcome,
    overall,
    six_months_before,
    time_breaches,
)
from server.vocabulary import Irregularity, LineValue, Outcome

DAY = date(2026, 11, 23)
NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
PLANNED = Planned(visit_on=DAY, credit_code="A", team=frozenset({"a", "b"}))
ENTERED = CheckIn(inspector="a", on=DAY, present=frozenset({"a", "b"}), credit_code="A")


def kinds(found: list[Breach]) -> list[Irregularity]:
    return [breach.kind for breach in found]


def test_two_inspectors_of_the_team_on_the_day_at_the_right_enterprise_breach_nothing():
    assert breaches(ENTERED, PLANNED) == []


@pytest.mark.parametrize(
    ("entered", "planned", "kind"),
    [
        (ENTERED, Planned(DAY, "A", filed=False), Irregularity.NO_PLAN),
        (CheckIn("a", date(2026, 11, 24), frozenset({"a", "b"})), PLANNED, Irregularity.WRONG_DAY),
        (CheckIn("a", DAY, frozenset({"a", "c"})), PLANNED, Irregularity.NOT_IN_TEAM),
        (CheckIn("a", DAY, frozenset({"a"})), PLANNED, Irregularity.ONE_INSPECTOR),
        (CheckIn("a", DAY, frozenset({"a", "b"}), badge_valid=False), PLANNED, Irregularity.BADGE_EXPIRED),
        (CheckIn("a", DAY, frozenset({"a", "b"}), "B"), PLANNED, Irregularity.OTHER_ENTERPRISE),
    ],
)
def test_each_departure_from_the_plan_is_one_breach(entered: CheckIn, planned: Planned, kind: Irregularity):
    assert kinds(breaches(entered, planned)) == [kind]


@pytest.mark.parametrize(
    ("made_at", "skew_ms", "expected"),
    [
        (NOW - timedelta(hours=3), 0, []),
        (NOW - timedelta(days=10), 0, []),
        (NOW - timedelta(days=10, seconds=1), 0, [Irregularity.LATE_SYNC]),
        (NOW + timedelta(minutes=6), 0, [Irregularity.CLOCK_SUSPECT]),
        (NOW, 121_000, [Irregularity.CLOCK_SUSPECT]),
        (NOW, None, []),
        (datetime(1970, 1, 1, tzinfo=UTC), 0, [Irregularity.CLOCK_SUSPECT]),
    ],
)
def test_the_clock_and_the_delay_are_looked_at(made_at: datetime, skew_ms: int | None, expected: list[Irregularity]):
    assert kinds(time_breaches(made_at, NOW, skew_ms)) == expected


def test_when_it_was_is_the_phones_word_corrected_or_our_receipt():
    assert happened_at(NOW + timedelta(hours=2), NOW, 7_200_000) == NOW
    assert happened_at(datetime(1970, 1, 1, tzinfo=UTC), NOW, 0) == NOW


@pytest.mark.parametrize(
    ("inspected", "expected"),
    [
        (Inspected((LineValue.CONFORMING, LineValue.NOT_INSPECTED)), Outcome.NO_PROBLEM),
        (Inspected((LineValue.NONCONFORMING,)), Outcome.PROBLEMS_FOUND),
        (Inspected((), findings=1), Outcome.PROBLEMS_FOUND),
        (Inspected((LineValue.NONCONFORMING,), findings=2, corrections=1), Outcome.CORRECTION_ORDERED),
        (Inspected((LineValue.NOT_INSPECTED,)), None),
        (Inspected(stated=Outcome.NO_PROBLEM), Outcome.NO_PROBLEM),
    ],
)
def test_the_result_of_an_item_follows_from_what_was_recorded(inspected: Inspected, expected: Outcome | None):
    assert outcome(inspected) is expected


def test_the_gravest_outcome_stands_for_all():
    assert overall([Outcome.NO_PROBLEM, Outcome.CORRECTION_ORDERED]) is Outcome.CORRECTION_ORDERED
    assert overall([]) is Outcome.NO_PROBLEM


def test_a_visit_is_complete_when_every_agency_that_entered_has_closed():
    assert not is_complete({"a", "b"}, {"a"})
    assert is_complete({"a", "b"}, {"b", "a"})


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)))
def test_six_months_before_is_the_same_day_or_the_last_of_its_month(day: date):
    earlier = six_months_before(day)

    assert (day.year * 12 + day.month) - (earlier.year * 12 + earlier.month) == 6
    assert earlier.day == day.day or (earlier.day < day.day and (earlier + timedelta(days=1)).day == 1)
