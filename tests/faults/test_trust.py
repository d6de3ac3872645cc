"""Attacks on the record, a few of each class, and honest visits; `script/fault trust` tries thousands."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from fault.trust import inside, on_the_way
from fault.trust.run import in_the_field, on_phones, on_the_log, quiet
from server.sync import signatures
from server.trail import comparing, verifier

pytestmark = [pytest.mark.one_database, pytest.mark.timeout(300)]


@pytest.fixture(autouse=True)
def no_noise() -> Iterator[None]:
    with quiet():
        yield


def named(attacks: Sequence[Any], name: str) -> list[Any]:
    return [each for each in attacks if each.name == name]


def test_no_attack_goes_unnoticed(tmp_path: Path):
    told = [*on_the_log(tmp_path / "log", 2), *on_phones(tmp_path, 2)]

    assert [each.name for each in told if each.missed] == []
    assert len(told) > 40


def test_no_honest_visit_looks_like_an_attack(tmp_path: Path):
    assert [str(each) for each in in_the_field(tmp_path, 30) if each.false] == []


def test_a_server_that_believes_any_signature_is_found_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(signatures.p256, "is_signed", lambda *_: True)

    [told] = on_phones(tmp_path, 2, named(on_the_way.ATTACKS, "foreign signature"))

    assert told.missed == 2


def test_a_log_nobody_compares_and_a_verifier_that_takes_what_is_unsigned_are_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(comparing, "first_bent", lambda: None)
    monkeypatch.setattr(verifier, "covered", lambda *_: None)
    wanted = ("edited column beside the bytes", "slipped-in unsigned row", "phone's signatures taken away")

    told = on_the_log(tmp_path, 1, [each for name in wanted for each in named(inside.ATTACKS, name)])

    assert [each.missed for each in told] == [1, 1, 1]
