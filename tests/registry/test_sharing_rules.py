"""A shared line stands for the same lines, and counts for the same agencies, on the phone and on the server."""

import json
from pathlib import Path

import pytest

from server.registry.sharing_rules import OnVisit, line_of, places

CASES = json.loads((Path(__file__).parents[1] / "cases" / "shared_lines.json").read_text())


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_an_answer_stands_for_the_lines_of_the_items_that_came(case):
    found = places(case["shared"], [OnVisit(**each) for each in case["items"]], case["own"])

    assert [list(each) for each in found] == case["places"]


def test_a_line_is_the_agreed_one_by_its_words_wherever_it_stands():
    member = {"item": "fire-exit", "line": "1", "content": "灭火器有效", "standard": "指针在绿区"}
    moved = [{"line": "7", "content": "灭火器有效", "standard": "指针在绿区"}]
    rewritten = [{"line": "1", "content": "灭火器有效", "standard": "一年内检验"}]

    assert line_of(member, "fire-exit", moved) == "7"
    assert line_of(member, "fire-exit", rewritten) is None
    assert line_of(member, "fire-duty", moved) is None
