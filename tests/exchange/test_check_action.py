"""The check-action record: what the national validator refuses is refused here, with the column named."""

import json
from pathlib import Path
from typing import Any

import pytest

from server.exchange.check_action import check_result, nature, problems
from server.vocabulary import LineValue, Outcome

pytestmark = pytest.mark.one_database

SHARED = json.loads((Path(__file__).parents[1] / "cases/exchange/check_actions.json").read_text("utf-8"))


@pytest.mark.parametrize("case", SHARED["cases"], ids=lambda case: json.dumps(case["change"], ensure_ascii=False)[:60])
def test_a_record_is_refused_column_by_column(case: dict[str, Any]):
    found = problems({**SHARED["right"], **case["change"]})

    assert [f"{each.column} {each.wrong}" for each in found] == case["wrong"]


@pytest.mark.parametrize(
    ("outcome", "values", "result"),
    [
        (None, [], "未检查"),
        (Outcome.NO_PROBLEM, ["conforming", "not_applicable"], "合格"),
        (Outcome.NO_PROBLEM, ["not_applicable", "not_inspected"], "合理缺项"),
        (Outcome.NO_PROBLEM, [], "合格"),
        (Outcome.PROBLEMS_FOUND, ["not_applicable"], "不合格"),
        (Outcome.CORRECTION_ORDERED, ["nonconforming"], "不合格"),
    ],
)
def test_an_items_result_is_one_of_the_four_national_words(outcome: Outcome | None, values: list[str], result: str):
    assert check_result(outcome, [LineValue(value) for value in values]).zh == result


def test_the_nature_of_the_party_is_read_from_its_credit_code():
    codes = ["91370211MA3C0AAA10", "92370211MA3C0AAA10", "93370211MA3C0AAA10", ""]

    assert [nature(code) for code in codes] == ["法人", "其他组织", "法人", "其他组织"]
