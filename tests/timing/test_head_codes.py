"""What phones show at the door is read as they write it; the phone's own test reads the same cases."""

import json
from pathlib import Path

import pytest

from server.timing.head_code import Head, read, written

CASES = json.loads((Path(__file__).parents[1] / "cases" / "head_codes.json").read_text())


@pytest.mark.parametrize("case", CASES)
def test_digits_say_the_head_they_were_written_for(case):
    signature = bytes.fromhex(case["signature"]) if case["signature"] else None
    head = Head(case["device"], case["dseq"], case["head"], signature)

    assert read(case["digits"]) == head
    assert written(head) == case["digits"]


@pytest.mark.parametrize("digits", ["", "0", "12345", "x", CASES[0]["digits"] + "0", "0" + CASES[0]["digits"]])
def test_other_digits_say_nothing(digits):
    assert read(digits) is None
