"""Credit codes are judged as GB 32100 says; the table is shared with the phone."""

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from server.registry import credit_code

CASES = json.loads((Path(__file__).parents[1] / "cases" / "credit_codes.json").read_text("utf-8"))

letters = st.text(credit_code.ALPHABET, min_size=17, max_size=17).map(lambda text: text[:2] + "370211" + text[8:])


@pytest.mark.parametrize("case", CASES["credit_codes"], ids=lambda case: f"{case['name']} {case['text']}")
def test_a_credit_code_is_judged_as_the_table_says(case: dict[str, Any]) -> None:
    code = credit_code.normalise(case["text"])

    assert code == case["normalised"]
    assert credit_code.is_well_formed(code) == case["well_formed"]
    assert credit_code.check_digit_ok(code) == case["check_digit_ok"]
    assert credit_code.organisation_code_ok(code[8:17]) == case["organisation_code_ok"]
    assert credit_code.suggestions(case["text"]) == case["suggestions"]


@pytest.mark.parametrize("case", CASES["registration_numbers"], ids=lambda case: case["text"])
def test_a_registration_number_is_judged_as_the_table_says(case: dict[str, Any]) -> None:
    assert credit_code.is_registration_number(case["text"]) == case["shape"]
    assert credit_code.registration_number_ok(case["text"]) == case["ok"]


@given(letters, st.integers(0, 16), st.sampled_from(credit_code.ALPHABET))
def test_every_single_wrong_character_is_noticed(first_17: str, place: int, other: str) -> None:
    assume(first_17[place] != other)
    code = first_17 + credit_code.check_character(first_17)

    assert not credit_code.check_digit_ok(code[:place] + other + code[place + 1 :])


@given(st.text())
def test_every_text_has_an_answer_and_every_suggestion_is_right(text: str) -> None:
    assert all(credit_code.check_digit_ok(code) for code in credit_code.suggestions(text))
