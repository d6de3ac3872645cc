"""Which earlier results a filer must answer, and which settle an item."""

from datetime import date, timedelta

import pytest

from server.planning import earlier
from server.planning.earlier import EarlierResult, Line
from server.planning.values import Answer, NewPlan
from server.refusals import Refused
from server.vocabulary import Cause, Channel, Reply, Trigger

NOTHING = {}


def a_result(on, items=("exit",), competence="fire", code="r"):
    lines = tuple(Line(item, item, "no_problem") for item in items)
    return EarlierResult(code, on, "p", "fire-rescue", "消防", competence, lines, 0)


def a_plan(*answers, items=("exit", "alarm"), **facts):
    return NewPlan("9137", 1, items, (), date(2026, 10, 12), answers=answers, **facts)


@pytest.mark.parametrize(
    ("day", "since"),
    [
        (date(2026, 8, 31), date(2026, 2, 28)),
        (date(2028, 8, 31), date(2028, 2, 29)),
        (date(2026, 3, 31), date(2025, 9, 30)),
        (date(2026, 10, 12), date(2026, 4, 12)),
    ],
)
def test_half_a_year_is_six_calendar_months_to_the_day_or_the_months_end(day, since):
    results = [a_result(date.fromordinal(since.toordinal() - days)) for days in (0, 1)]

    assert earlier.half_year(results, {"fire"}, day) == results[:1]


def test_results_of_other_competences_are_not_asked_about():
    assert earlier.half_year([a_result(date(2026, 9, 1), competence="market")], {"fire"}, date(2026, 10, 12)) == []


def test_declared_equivalents_count_as_equal():
    equals = {"exit": frozenset({"escape"})}

    assert earlier.equal_items(a_result(date(2026, 9, 1), ["escape"]), ["exit", "alarm"], equals) == ["exit"]


@pytest.mark.parametrize(
    ("months", "on", "settles"),
    [(6, date(2026, 4, 12), True), (6, date(2026, 4, 11), False), (12, date(2025, 10, 12), True)],
)
def test_a_result_settles_its_items_while_it_is_valid(months, on, settles):
    found = earlier.settled(["exit"], [a_result(on)], {"exit": months}, NOTHING, date(2026, 10, 12))

    assert [each.item for each in found] == (["exit"] if settles else [])


def test_an_item_that_the_registry_does_not_know_that_day_is_settled_by_nothing():
    assert earlier.settled(["exit"], [a_result(date(2026, 10, 1))], {}, NOTHING, date(2026, 10, 12)) == []


def test_every_result_needs_an_answer_and_going_on_a_reason():
    asked = [a_result(date(2026, 9, 1), code="one"), a_result(date(2026, 8, 1), code="other")]

    with pytest.raises(Refused) as refused:
        earlier.require_answers(asked, [Answer("one", Reply.ACCEPT), Answer("other", Reply.GO_ON, " ")])

    assert refused.value.reason.code == "half_year_answer_missing"
    assert [each["result"] for each in refused.value.facts["results"]] == ["other"]


@pytest.mark.parametrize(
    ("reply", "left"), [("drop", ("alarm",)), ("accept", ("alarm",)), ("go_on", ("exit", "alarm"))]
)
def test_what_is_dropped_or_accepted_is_not_inspected_again(reply, left):
    new = a_plan(Answer("r", Reply(reply), "风险"))

    assert earlier.items_left(new, [a_result(date(2026, 9, 1))], NOTHING) == left


def test_an_unrelated_result_has_nothing_to_drop_but_can_be_accepted():
    unrelated = [a_result(date(2026, 9, 1), ["kitchen"])]

    assert earlier.items_left(a_plan(Answer("r", Reply.ACCEPT)), unrelated, NOTHING) == ("exit", "alarm")
    with pytest.raises(Refused, match="nothing_to_drop"):
        earlier.items_left(a_plan(Answer("r", Reply.DROP)), unrelated, NOTHING)


@pytest.mark.parametrize(
    ("facts", "trigger"),
    [
        ({}, None),
        ({"channel": Channel.RECHECK}, Trigger.FAILED_CORRECTION),
        ({"channel": Channel.GREEN, "cause": Cause.TIP_OFF}, Trigger.TIP_OFF),
        ({"channel": Channel.GREEN, "cause": Cause.EMERGENCY}, Trigger.ACCIDENT),
        ({"channel": Channel.GREEN, "cause": Cause.COVERT}, None),
        ({"channel": Channel.GREEN, "cause": Cause.SUPERIOR_ORDER}, None),
    ],
)
def test_a_tip_off_an_emergency_and_a_recheck_bring_their_own_trigger(facts, trigger):
    assert earlier.own_trigger(a_plan(**facts)) is trigger


@pytest.mark.parametrize(
    ("on", "months", "last"),
    [
        (date(2026, 10, 12), 6, date(2027, 4, 12)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2027, 2, 28), 6, date(2027, 8, 31)),
        (date(2026, 12, 15), 1, date(2027, 1, 15)),
    ],
)
def test_a_result_is_valid_up_to_and_on_the_last_day_that_still_settles(on, months, last):
    assert earlier.valid_until(on, months) == last
    assert earlier.months_before(last, months) <= on < earlier.months_before(last + timedelta(days=1), months)
