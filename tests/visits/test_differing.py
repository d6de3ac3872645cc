"""Whatever the order in which answers and settlements arrive, the same lines differ and the same value counts."""

import json
import random
from pathlib import Path

import pytest

from server.visits.differing import Line, Said, differences

AT = Line("fire-exit", "1")
CASES = json.loads((Path(__file__).parents[1] / "cases" / "differences.json").read_text())
KINDS = ("answers", "settlements")


def said(operation: str, value: str, *settles: str) -> Said:
    return Said(operation, AT, value, settles)


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_a_settlement_counts_where_it_knew_of_everybody_who_says_something_else(case):
    answers, settlements = ([said(e["operation"], e["value"], *e["settles"]) for e in case[k]] for k in KINDS)

    [found] = differences(answers, settlements)

    assert found.value == case["value"]


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
