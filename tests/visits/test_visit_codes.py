"""A code is believed only when everything about it is right; the table of cases is shared with the phone."""

import json
import random
from dataclasses import asdict
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from server import p256
from server.visits.issuer import issuers, key_list
from server.visits.verifying import Reason, Trusted, Verifier, verdict
from server.visits.visit_code import CHALLENGES, TEXTS, digits, packed, read
from tests.visits.visit_code_cases import TABLE, cases, told
from tests.visits.visit_codes import (
    ADDRESS,
    HALF,
    TEN,
    a_certificate,
    a_code,
    a_verifier,
    without_visit,
    written,
)

CASES = json.loads(TABLE.read_text("utf-8"))
CODE = a_code()
BELIEVED = (Reason.GENUINE, Reason.NO_PLAN)


def verifier(by: dict[str, Any]) -> Verifier:
    keys = {name: bytes.fromhex(key) for name, key in by["trusted"]["keys"].items()}
    return Verifier(**{**by, "trusted": Trusted(**{**by["trusted"], "keys": keys})})


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["name"])
def test_a_code_is_judged_as_the_table_says(case: dict[str, Any]):
    found = verdict(case["text"], verifier(case["by"]))

    assert {"reason": found.reason, "seconds": found.seconds} == case["expect"]


def test_the_table_is_what_its_writer_says():
    expected = [(name, reason, told(a_verifier(**changed))) for name, reason, _, changed in cases()]

    assert [(case["name"], case["expect"]["reason"]) for case in CASES] == [each[:2] for each in expected]
    fixed = ("now", "credit_code", "premises", "challenge")
    assert [{key: case["by"][key] for key in fixed} for case in CASES] == [
        {key: by[key] for key in fixed} for _, _, by in expected
    ]


def test_a_green_code_says_who_comes_why_and_until_when():
    found = verdict(written(CODE), a_verifier())

    assert found.reason is Reason.GENUINE
    assert found.code
    assert asdict(found.code.certificate) == asdict(a_certificate())
    assert found.code.certificate.until == HALF + 12 * 3600


def test_no_bit_of_a_code_can_be_another():
    believed = [at for at in range(8 * len(CODE)) if _judged(written(_flipped(CODE, at))) in BELIEVED]

    assert believed == []


def test_no_sign_of_what_is_scanned_can_be_another():
    text, chance = written(CODE), random.Random(1)
    changed = [
        text[:at] + chr(ord(text[at]) ^ 1 << bit) + text[at + 1 :] for at in range(len(text)) for bit in range(7)
    ]
    digit = [text[:at] + chance.choice("0123456789") + text[at + 1 :] for at in range(len(ADDRESS), len(text))]

    assert [each for each in changed + digit if each != text and _judged(each) in BELIEVED] == []


@given(st.binary(max_size=400))
def test_bytes_of_any_kind_are_no_code_and_no_fault(data: bytes):
    assert _judged(written(data)) not in BELIEVED


@given(st.text(max_size=60))
def test_text_of_any_kind_is_no_code_and_no_fault(text: str):
    assert _judged(text) not in BELIEVED
    assert _judged(ADDRESS + text) not in BELIEVED


@settings(max_examples=200)
@given(st.data())
def test_a_code_spoilt_anywhere_is_never_green(data: st.DataObject):
    at = data.draw(st.integers(0, len(CODE)))
    piece, cut = data.draw(st.binary(max_size=8)), data.draw(st.integers(0, 8))
    spoilt = CODE[:at] + piece + CODE[at + cut :]

    assert spoilt == CODE or _judged(written(spoilt)) not in BELIEVED


@given(
    st.text(max_size=40), st.text(max_size=60), st.integers(0, 2**32 - 1), st.integers(0, CHALLENGES - 1) | st.none()
)
def test_what_is_packed_is_read_again(name: str, agency: str, made_at: int, challenge: int | None):
    certificate = a_certificate(name=name, agency=agency)

    code = read(digits(packed(certificate) + bytes(64) + made_at.to_bytes(4) + _asked(challenge) + bytes(64)))

    assert code
    assert (code.made_at, code.challenge) == (made_at, challenge)
    assert packed(code.certificate) == packed(certificate)
    assert len(code.certificate.name.encode()) <= TEXTS["name"]


def test_whatever_the_clocks_say_nothing_wrong_is_green_and_nothing_right_is_red():
    """Two phones whose clocks differ by up to a minute and a half: what is right asks for a number at the worst."""
    attacks = [case for case in cases() if case[1] not in (*BELIEVED, "clock", "expired", "old_list")]
    offsets = range(-90, 91, 30)

    honest = [
        verdict(
            written(a_code(a_certificate(), TEN, challenge)), a_verifier(now=TEN + age + offset, challenge=challenge)
        )
        for offset in range(-90, 91)
        for age in (0, 7, 15)
        for challenge in (None, 123456)
    ]
    green = [
        (name, offset) for name, _, text, changed in attacks for offset in offsets
        if verdict(text, a_verifier(**{**changed, "now": changed.get("now", TEN + 5) + offset})).reason in BELIEVED
    ]  # fmt: skip

    assert {each.reason for each in honest} == {Reason.GENUINE, Reason.CLOCK}
    assert len(attacks) * len(offsets) >= 60 and green == []


def test_every_moment_of_a_minute_is_green_and_none_after():
    green = [s for s in range(-200, 200) if verdict(written(CODE), a_verifier(now=TEN + s)).reason is Reason.GENUINE]

    assert green == list(range(-30, 61))


def test_without_a_visit_nothing_is_green():
    text = written(a_code(without_visit()))

    assert {verdict(text, a_verifier(now=TEN + s)).reason for s in range(-200, 200)}.isdisjoint({Reason.GENUINE})


def test_the_servers_key_is_made_once_and_only_its_owner_reads_it(tmp_path):
    [first] = issuers(tmp_path)
    [again] = issuers(tmp_path)

    assert first.public == again.public
    [file] = (tmp_path / "visit-codes").iterdir()
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_new_key_signs_and_the_list_is_signed_by_both(tmp_path):
    [old] = issuers(tmp_path)
    other = issuers(tmp_path / "other")[0]
    (tmp_path / "other" / "visit-codes" / "0001.pem").rename(tmp_path / "visit-codes" / "0002.pem")

    known = issuers(tmp_path)
    signed = key_list(known, ADDRESS, HALF, ["b", "a"])

    assert [each.public for each in known] == [old.public, other.public]
    for each in known:
        text, signature = str(signed["list"]).encode(), bytes.fromhex(signed["signatures"][each.id.hex()])
        assert p256.is_signed(each.public, signature, b"mashang visit code keys v1\0" + text)
    assert json.loads(str(signed["list"]))["revoked"] == ["a", "b"]


def _judged(text: str) -> Reason:
    return verdict(text, a_verifier()).reason


def _flipped(data: bytes, at: int) -> bytes:
    spoilt = bytearray(data)
    spoilt[at // 8] ^= 1 << at % 8
    return bytes(spoilt)


def _asked(challenge: int | None) -> bytes:
    return (0xFFFFFF if challenge is None else challenge).to_bytes(3)
