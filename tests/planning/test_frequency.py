"""How often is too often: caps and alarms."""

from datetime import date, timedelta

import pytest

from server.planning import frequency
from server.planning.frequency import PRESETS, Alarm, Seen
from server.planning.settings import BadSettings
from server.vocabulary import Cause, Channel

MONDAY = date(2026, 10, 12)


def seen(day, visit=None, agency="fire", cause=None, items=("exit",)):
    channel = Channel.GREEN if cause else Channel.ORDINARY
    return Seen(visit or f"on {day}", day, agency, channel, cause, frozenset(items))


def at(*days):
    return [seen(MONDAY + timedelta(days=day), f"at {n}") for n, day in enumerate(days)]


def alarms(new, others, preset):
    return [(count.code, count.count) for count in frequency.alarms(new, others, PRESETS[preset])]


@pytest.mark.parametrize(
    ("others", "expected"),
    [
        ((0,), [("chengdu_day", 2)]),
        ((1, 2), [("chengdu_week", 3)]),
        ((-1, -2), []),
        ((-11, 8, 16), [("chengdu_month", 4)]),
        ((-11, 8), []),
    ],
)
def test_chengdu_warns_of_more_than_one_a_day_two_a_week_three_a_month(others, expected):
    assert alarms(seen(MONDAY, "new"), at(*others), "chengdu") == expected


@pytest.mark.parametrize(
    ("others", "expected"),
    [((-30, -59), [("hainan_60_days", 3)]), ((-30, -60), []), ((-30, 29), [("hainan_60_days", 3)]), ((-30, 30), [])],
)
def test_hainan_warns_of_the_third_visit_within_sixty_days(others, expected):
    assert alarms(seen(MONDAY, "new"), at(*others), "hainan") == expected


def test_hainan_does_not_count_visits_that_something_caused():
    tip_off = seen(MONDAY, "caused", cause=Cause.TIP_OFF)

    assert alarms(tip_off, at(-1, -2), "hainan") == []
    assert alarms(seen(MONDAY, "new"), [*at(-1), tip_off], "hainan") == []


def test_joining_a_visit_that_stands_sets_off_no_alarm():
    assert alarms(seen(MONDAY, "at 0"), at(0, 0, 0), "chengdu") == []


def test_the_cap_counts_an_agencys_visits_of_the_year_but_not_what_a_superior_ordered():
    others = [
        seen(date(2026, 1, 1)), seen(date(2026, 12, 31), cause=Cause.TIP_OFF), seen(date(2025, 12, 31)),
        seen(date(2026, 5, 1), agency="market"), seen(date(2026, 6, 1), cause=Cause.SUPERIOR_ORDER),
    ]  # fmt: skip

    counts = frequency.caps(seen(MONDAY, "new"), others, jurisdiction=2, of_items={"exit": 4})

    assert [(count.count, count.most, count.item, count.is_over) for count in counts] == [
        (3, 2, None, True),
        (3, 4, "exit", False),
    ]
    assert frequency.caps(seen(MONDAY, cause=Cause.SUPERIOR_ORDER), others, 1, {}) == []


def test_a_series_without_a_finding_is_told_by_person():
    counts = frequency.series({"wang": 3, "li": 2}, PRESETS["chengdu"])

    assert [(count.who, count.count) for count in counts] == [("wang", 3)]


def test_limits_are_data():
    limits = frequency.limits_from({"yearly_cap": 2, "alarms": ["hainan", {"code": "own", "most": 1, "days": 90}]})

    assert limits.yearly_cap == 2
    assert limits.alarms == (*PRESETS["hainan"], Alarm("own", most=1, days=90))


@pytest.mark.parametrize(
    "given", [[], {"cap": 1}, {"yearly_cap": 0}, {"yearly_cap": "2"}, {"alarms": ["beijing"]}, {"refuse_over_cap": 1},
              {"alarms": [{"code": "x", "most": 1, "span": "decade"}]}],
)  # fmt: skip
def test_broken_limits_are_refused(given):
    with pytest.raises(BadSettings):
        frequency.limits_from(given)


def test_an_alarm_of_ones_own_counts_one_agencys_visits_alone():
    rule = (Alarm("own_own_month", most=1, span="month", own=True),)
    others = [seen(MONDAY + timedelta(days=1), agency="market"), seen(MONDAY + timedelta(days=2), agency="market")]

    assert frequency.alarms(seen(MONDAY, "new"), others, rule) == []
    assert frequency.alarms(seen(MONDAY, "new", agency="market"), others, rule)[0].count == 3
