"""Alarms count what was noticed: within their days, from their threshold on, by whoever the rule is about."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from server.oversight import alarm_rules
from server.oversight.alarm_rules import Seen
from server.oversight.alarms import presets
from server.vocabulary import Irregularity

TODAY = date(2026, 11, 23)


def seen(number: int = 1, **facts) -> Seen:
    about = {"kind": "no_plan", "on": TODAY, "agency": "fire", "inspector": "wang", "enterprise": "restaurant"}
    return Seen(**{"id": f"{number}", "rule": None, "is_open": True} | about | facts)


def raised(code: str, *noticed: Seen, **changed):
    return alarm_rules.raised([replace(presets()[code], **changed)], noticed, TODAY)


@pytest.mark.parametrize("code", sorted(presets()))
def test_every_rule_is_silent_below_its_threshold_and_raised_at_it(code):
    rule = presets()[code]
    kind = sorted(rule.kinds)[0]
    noticed = [seen(number, kind=kind, rule=rule.rule or None) for number in range(rule.at_least)]

    assert raised(code, *noticed[1:]) == []
    [alarm] = raised(code, *noticed)
    assert [each.id for each in alarm.seen] == [str(number) for number in range(rule.at_least)]


def test_what_lies_outside_the_days_is_not_counted():
    old = TODAY - timedelta(days=90)

    assert raised("clock_suspect", *[seen(n, kind="clock_suspect", on=old) for n in range(3)]) == []
    assert raised("clock_suspect", *[seen(n, kind="clock_suspect", on=old + timedelta(days=1)) for n in range(3)])


def test_two_agencies_are_counted_apart():
    noticed = [seen(1, agency="fire"), seen(2, agency="market")]

    assert raised("hainan_no_code", *noticed) == []


def test_nobody_in_particular_sets_off_no_alarm():
    assert raised("shenzhen_no_scan", seen(agency=None)) == []


def test_an_alarm_whose_every_cause_was_decided_is_raised_no_more():
    noticed = [seen(1, is_open=False), seen(2, is_open=False)]

    assert raised("hainan_no_code", *noticed) == []
    assert raised("hainan_no_code", *noticed, seen(3)), "what was decided still counts when something new comes"


def test_a_rule_about_a_frequency_counts_only_what_that_one_set_off():
    other = [seen(n, kind="too_frequent", rule="chengdu_day") for n in range(3)]

    assert raised("hainan_60_days", *other) == []


def test_a_rule_that_was_switched_off_is_silent():
    assert raised("shenzhen_no_scan", seen(), active=False) == []


def test_a_changed_threshold_counts():
    rule = presets()["shenzhen_no_scan"]

    [changed] = alarm_rules.changed([rule], {rule.code: (True, 5, 30)})

    assert (changed.at_least, changed.days, changed.active) == (5, 30, True)


@pytest.mark.parametrize(("at_least", "days"), [(0, 30), (100, 30), (1, 0), (1, 367), (-1, 30)])
def test_a_threshold_out_of_range_is_none(at_least, days):
    assert not alarm_rules.in_range(at_least, days)


def test_every_kind_a_rule_counts_exists_and_every_kind_worth_counting_has_a_rule():
    counted = {kind for rule in presets().values() for kind in rule.kinds}

    assert counted <= set(Irregularity)
    assert {
        "no_plan", "quiet_period", "badge_expired", "one_inspector", "late_sync", "clock_suspect", "over_cap",
        "no_finding_series", "too_frequent", "rating_asked", "no_code",
    } <= counted  # fmt: skip
