"""Every kind of licence code is taken apart as the table says; the table is shared with the phone."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from server.registry import credit_code
from server.registry.license_code import Family, preferred, read

CASES = json.loads((Path(__file__).parents[1] / "cases" / "license_codes.json").read_text("utf-8"))
NOTHING = asdict(read("")) | {"credit_codes": [], "registration_numbers": []}


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_code_is_taken_apart_as_the_table_says(case: dict[str, Any]) -> None:
    code = read(case["text"] * case.get("repeat", 1), case.get("own_hosts", ()))

    found = asdict(code) | {
        "credit_codes": list(code.credit_codes),
        "registration_numbers": list(code.registration_numbers),
    }
    expected = NOTHING | {"text": code.text} | case["expect"]
    assert found == expected


def test_the_table_is_broad_and_hostile() -> None:
    assert len(CASES) >= 60
    assert {case["expect"]["family"] for case in CASES} == set(Family)


@pytest.mark.parametrize(
    "other", ["http://zj.gsxt.gov.cn/%7b{}-1699999999999%7d", "https://zj.gsxt.gov.cn/{{{}-1528447396036}}"]
)
def test_the_same_licence_printed_twice_has_one_key(other: str) -> None:
    body = "9C5A2D70E1F84B36" * 8
    first = read(f"http://zj.gsxt.gov.cn/%7B{body}-1528447396036%7D")

    assert read(other.format(body)).opaque_key == first.opaque_key is not None


def test_two_licences_have_two_keys() -> None:
    keys = {read(f"http://zj.gsxt.gov.cn/%7B{'9C5A' * 30}{n}-1528447396036%7D").opaque_key for n in range(9)}

    assert len(keys) == 9


def test_of_two_codes_in_one_picture_the_licence_is_chosen() -> None:
    code = preferred(["https://u.wechat.com/EJmnzJ2gQwVYx1T5Cq", "91370211MA3C4XK29U"])

    assert code is not None
    assert code.family is Family.CREDIT_CODE


@given(st.text() | st.from_regex(r"https?://(www\.)?gsxt\.gov\.cn.*", fullmatch=True))
def test_every_text_has_an_answer(text: str) -> None:
    code = read(text)

    assert all(credit_code.is_well_formed(found) for found in code.credit_codes)
    assert code.url is None or code.url in code.text
