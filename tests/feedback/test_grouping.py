"""Which ratings are told together, and that nothing told depends on which visit was rated how."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server.feedback.grouping import (
    LEAST_RATINGS,
    LEAST_SILENT,
    LEAST_VISITS,
    WEEK,
    Group,
    Said,
    figures,
    groups,
    is_over,
    told,
    week_of,
)
from server.vocabulary import RatingTag

MONDAY = date(2026, 6, 1)


def said(process: int = 5, result: int = 5, *tags: str) -> Said:
    return Said("", process, result, frozenset(tags))


def weeks(*of: list[Said | None]) -> dict[date, list[Said | None]]:
    """Weeks in a row, each with what was said of its visits."""
    return {MONDAY + number * WEEK: visits for number, visits in enumerate(of)}


def rated(count: int, of: int, process: int = 5) -> list[Said | None]:
    return [*[said(process)] * count, *[None] * (of - count)]


def spans(of: dict[date, list[Said | None]]) -> list[tuple[date, date, int, int]]:
    return [(each.first, each.last, each.visits, len(each.said)) for each in groups(of)]


def test_ten_visits_of_which_five_are_rated_are_told():
    assert spans(weeks(rated(5, of=10))) == [(MONDAY, date(2026, 6, 7), 10, 5)]


def test_four_ratings_wait_for_the_weeks_to_come():
    assert spans(weeks(rated(4, of=10))) == []
    assert spans(weeks(rated(4, of=10), rated(1, of=10))) == [(MONDAY, date(2026, 6, 14), 20, 5)]


def test_a_week_of_few_visits_never_decides_alone():
    """A fifth rating in a week of one visit would have told that this visit was rated."""
    assert spans(weeks(rated(4, of=12), rated(1, of=1))) == []


def test_where_nearly_all_were_rated_nothing_is_told_yet():
    assert spans(weeks(rated(9, of=10))) == []
    assert spans(weeks(rated(9, of=10), rated(2, of=10))) == [(MONDAY, date(2026, 6, 14), 20, 11)]


def test_the_newest_weeks_of_a_group_have_visits_without_a_rating():
    assert spans(weeks(rated(0, of=10), rated(10, of=10))) == []


def test_agencies_with_few_visits_are_told_once_enough_weeks_have_passed():
    assert spans(weeks(*[rated(1, of=2)] * 5)) == [(MONDAY, date(2026, 7, 5), 10, 5)]


def test_what_was_told_is_not_told_again():
    first, second = spans(weeks(rated(6, of=10), rated(7, of=11)))

    assert first[1] < second[0]
    assert (first[2:], second[2:]) == ((10, 6), (11, 7))


@pytest.mark.parametrize(
    ("holds", "of", "range_told"),
    [(0, 5, (0, 1)), (1, 5, (0, 1)), (2, 5, (2, 2)), (3, 5, (3, 3)), (4, 5, (4, 5)), (5, 5, (4, 5))],
)
def test_one_is_never_told_from_none_nor_all_from_all_but_one(holds, of, range_told):
    assert told([True] * holds + [False] * (of - holds)) == range_told


def test_a_week_is_over_when_its_sunday_can_be_rated_no_more():
    assert not is_over(MONDAY, date(2026, 6, 22))
    assert is_over(MONDAY, date(2026, 6, 23))
    assert week_of(date(2026, 6, 7)) == MONDAY


RATINGS = st.one_of(
    st.none(),
    st.builds(
        Said,
        st.just(""),
        st.integers(1, 5),
        st.integers(1, 5),
        st.frozensets(st.sampled_from([tag.value for tag in RatingTag])),
    ),
)
WEEKS = st.lists(st.lists(RATINGS, max_size=14), max_size=12).map(lambda found: weeks(*found))


def published(of: dict[date, list[Said | None]]) -> list[tuple[object, ...]]:
    """All that leaves the platform of these weeks."""
    return [(each.first, each.last, each.visits, len(each.said), figures(each.said)) for each in groups(of)]


@settings(max_examples=150, deadline=None)
@given(WEEKS)
def test_every_group_keeps_its_promises_and_no_visit_is_in_two(of):
    found = list(groups(of))

    for group in found:
        visits = within(of, group)
        assert len(group.said) >= LEAST_RATINGS
        assert group.visits == len(visits) >= LEAST_VISITS
        assert visits.count(None) >= LEAST_SILENT
    assert all(before.last < after.first for before, after in pairwise(found))


@settings(max_examples=150, deadline=None)
@given(WEEKS, st.randoms(use_true_random=False))
def test_who_rated_and_who_said_what_may_be_swapped_within_a_group_unseen(of, random):
    """Whoever knows all visits of the agency and every figure ever told can but guess."""
    shuffled = dict(of)
    for week, visits in of.items():
        shuffled[week] = random.sample(visits, len(visits))

    assert published(shuffled) == published(of)


@settings(max_examples=150, deadline=None)
@given(WEEKS, st.data())
def test_one_dissent_or_the_last_missing_agreement_is_never_seen(of, data):
    """Where all agree but one, what that one said may be anything: the figures stay as they are."""
    for group in groups(of):
        if sum(each.process >= 4 for each in group.said) in (0, len(group.said)):
            other = data.draw(st.integers(1, 5))
            [*rest, last] = group.said
            changed = [*rest, Said(last.rating, other, last.result, last.tags)]
            assert figures(changed)["process"] == figures(group.said)["process"]


@settings(max_examples=100, deadline=None)
@given(WEEKS, st.lists(RATINGS, max_size=14))
def test_weeks_to_come_change_nothing_that_was_told(of, more):
    later = {**of, MONDAY + len(of) * WEEK: more}

    assert published(later)[: len(published(of))] == published(of)


def within(of: dict[date, list[Said | None]], group: Group) -> list[Said | None]:
    return [each for week, visits in of.items() if group.first <= week <= group.last for each in visits]


def test_a_group_runs_from_a_monday_to_a_sunday():
    (group,) = groups(weeks(rated(5, of=10)))

    assert group.first.weekday() == 0
    assert group.last - group.first == timedelta(days=6)
