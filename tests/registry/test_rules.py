"""Validity of what stands in the registry, and how laws and checklists are written."""

from datetime import date

import pytest

from server.refusals import Refused
from server.registry import item_text, rules

TODAY = date(2026, 11, 23)


@pytest.mark.parametrize(
    ("until", "day", "valid"),
    [
        (None, date(2026, 1, 1), True),
        (None, date(2025, 12, 31), False),
        (date(2026, 12, 31), date(2026, 12, 31), True),
        (date(2026, 12, 31), date(2027, 1, 1), False),
    ],
)
def test_both_ends_of_a_validity_belong_to_it(until: date | None, day: date, valid: bool):
    assert rules.is_valid(date(2026, 1, 1), until, day) is valid


def test_the_day_of_its_end_is_the_first_day_without_an_enterprise():
    assert rules.stands(TODAY, date(2026, 11, 22))
    assert not rules.stands(TODAY, TODAY)


@pytest.mark.parametrize(
    ("asked", "starts"),
    [(None, TODAY), (date(2020, 1, 1), TODAY), (date(2027, 1, 1), date(2027, 1, 1))],
)
def test_a_new_version_never_reaches_back(asked: date | None, starts: date):
    assert rules.successor_starts_on(asked, TODAY) == starts


def test_the_old_version_ends_the_day_before_unless_it_ended_earlier():
    assert rules.predecessor_ends_on(None, TODAY) == date(2026, 11, 22)
    assert rules.predecessor_ends_on(date(2026, 3, 1), TODAY) == date(2026, 3, 1)


def test_a_validity_that_ends_before_it_begins_is_refused():
    with pytest.raises(Refused) as refused:
        rules.require_in_order(TODAY, date(2026, 11, 22))

    assert refused.value.reason.code == "end_before_start"


def test_legal_bases_are_taken_apart_into_law_article_and_text():
    text = "《中华人民共和国消防法》第五十三条：监督检查 | 《山东省消防条例》第六十条第一款"

    bases, unread = item_text.read_legal_basis(text)

    assert unread == ""
    assert bases == [
        {"law": "中华人民共和国消防法", "article": "第五十三条", "text": "监督检查"},
        {"law": "山东省消防条例", "article": "第六十条第一款", "text": ""},
    ]


def test_legal_bases_read_back_as_they_were_written():
    bases, _ = item_text.read_legal_basis("《消防法》第十六条：甲；乙\n《旅游法》第八十三条：丙")

    assert item_text.read_legal_basis(item_text.write_legal_basis(bases)) == (bases, "")


def test_a_basis_without_a_law_is_pointed_out():
    assert item_text.read_legal_basis("《消防法》第十六条 | 消防法第二条")[1] == "消防法第二条"


def test_checklist_lines_are_numbered_and_read_back():
    lines = item_text.read_lines("安全出口未上锁 | 逐个试开\n\n标志完好")

    assert lines == [
        {"line": "1", "content": "安全出口未上锁", "standard": "逐个试开"},
        {"line": "2", "content": "标志完好", "standard": ""},
    ]
    assert item_text.read_lines(item_text.write_lines(lines)) == lines
