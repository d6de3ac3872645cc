"""Whatever the order in which answers and settlements arrive, the same lines differ and the same value counts."""

import random

import pytest

from server.visits.differing import Line, Said, differences

AT = Line("fire-exit", "1")


def said(operation: str, value: str, *settles: str) -> Said:
    return Said(operation, AT, value, settles)


@pytest.mark.parametrize(
    ("settlements", "value"),
    [
        ([], None),
        ([said("s", "conforming", "a", "b")], "conforming"),
        ([said("s", "not_inspected", "a", "b")], "not_inspected"),
        ([said("s", "conforming", "a")], None),
        ([said("s", "nonconforming", "a")], "nonconforming"),
        ([said("s", "conforming", "a", "b"), said("t", "nonconforming", "a", "b")], None),
        ([said("s", "conforming", "a", "b"), said("t", "conforming", "a", "b")], "conforming"),
        ([said("s", "conforming", "a", "b"), said("t", "nonconforming", "a", "b", "s")], "nonconforming"),
    ],
    ids=["nobody", "one", "a third value", "half", "agreed", "two", "two alike", "a later one"],
)
def test_a_settlement_counts_where_it_knew_of_everybody_who_says_something_else(settlements, value):
    answers = [said("a", "conforming"), said("b", "nonconforming")]

    [found] = differences(answers, settlements)

    assert found.value == value


def test_who_answers_anew_after_the_settlement_opens_it_again():
    settled = [said("s", "conforming", "a", "b")]

    [found] = differences([said("a", "conforming"), said("c", "not_inspected")], settled)

    assert (found.value, found.operations) == (None, ("a", "c", "s"))


def test_answers_that_agree_are_no_difference():
    assert differences([said("a", "conforming"), said("b", "conforming")], []) == []


def test_the_order_of_arrival_changes_nothing():
    answers = [said("a", "conforming"), said("b", "nonconforming"), said("c", "not_applicable")]
    settlements = [said("s", "conforming", "a", "b"), said("t", "nonconforming", "s", "a", "b", "c")]
    for seed in range(20):
        chance = random.Random(seed)

        found = differences(chance.sample(answers, 3), chance.sample(settlements, 2))

        assert [(each.value, each.operations) for each in found] == [("nonconforming", ("a", "b", "c", "t"))]
