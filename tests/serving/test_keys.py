"""Keys beside the database: which there are, and that each gives way to a successor it has signed, for all to see."""

import json
import os
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from flask import Flask
from sqlalchemy import select

from server import config, p256, rotating, trail
from server.accounts.two_people import NotTwo
from server.cli import main
from server.config import Settings
from server.db import db, transaction
from server.feedback import receipts
from server.feedback.receipts import Receipt
from server.trail import checkpoints, exporting, notes, proving, verifier
from server.trail.tables import TrailEntryRow
from server.visits.issuer import issuers, key_list
from server.vocabulary import Role
from tests.builders import an_account
from tests.serving.backups import PEOPLE

pytestmark = pytest.mark.one_database


@pytest.fixture(autouse=True)
def two_people(app: Flask) -> None:
    for name, role in zip(PEOPLE, (Role.ADMIN, Role.SUPERVISOR), strict=True):
        an_account(role, sign_in_name=name)


def something_happens(settings: Settings) -> None:
    with transaction():
        trail.append("test.made", "test", "1", {})
    checkpoints.make(settings)


def told(name: str) -> dict[str, str]:
    [body] = db.session.scalars(select(TrailEntryRow.body).where(TrailEntryRow.entity_id == name))
    facts: dict[str, str] = json.loads(body)["body"]
    return facts


def test_a_new_key_of_visit_codes_is_vouched_for_by_the_old_one(settings: Settings):
    [old] = issuers(settings.keys)

    before, after = rotating.rotate(settings, rotating.CODES, PEOPLE)

    known, facts = issuers(settings.keys), told(rotating.CODES)
    assert [each.id.hex() for each in known] == [before, after] == [old.id.hex(), facts["after"]]
    assert p256.is_signed(old.public, bytes.fromhex(facts["signature"]), rotating.statement(facts))
    assert set(key_list(known, "here", 1, [])["signatures"]) == {before, after}  # type: ignore[call-overload]


def test_receipts_of_the_old_key_stay_valid(settings: Settings):
    receipt = Receipt("C-1", datetime(2026, 11, 23, tzinfo=UTC), "0" * 64)
    letters = receipts.issue(settings.keys, receipt)
    code = receipts.follow_code(settings.keys, "complaint")
    [old] = [each for each in rotating.held(settings) if each.name == rotating.RECEIPTS]

    rotating.rotate(settings, rotating.RECEIPTS, PEOPLE)

    assert receipts.check(settings.keys, letters) == receipt
    assert receipts.check(settings.keys, receipts.issue(settings.keys, receipt)) == receipt
    assert receipts.issue(settings.keys, receipt) != letters
    assert receipts.follow_code(settings.keys, "complaint") == code
    assert told(rotating.RECEIPTS)["before"] == old.id


def test_with_a_new_key_the_log_goes_on_in_a_new_epoch_and_both_hold(settings: Settings, tmp_path: Path):
    something_happens(settings)
    exporting.write(tmp_path / "before.zip")
    row = proving.newest()
    assert row
    old = checkpoints.keys(settings, row.origin)

    with pytest.raises(rotating.NotRotated, match="PUBLIC_ORIGIN"):
        rotating.rotate(replace(settings, public_origin="https://elsewhere.example"), rotating.LOG, PEOPLE)
    rotating.rotate(settings, rotating.LOG, PEOPLE)
    something_happens(settings)
    exporting.write(tmp_path / "after.zip")

    row = proving.newest()
    assert row
    new = checkpoints.keys(settings, row.origin)
    assert (row.origin, new.log.public != old.log.public) == ("localhost/log/2", True)
    assert checkpoints.keys(settings, "localhost/log/1").log == old.log
    assert set(notes.verified(notes.read_note(row.note), [new.log, new.clock])) == {new.log.told(), new.clock.told()}
    assert [verifier.main([str(tmp_path / name)]) for name in ("before.zip", "after.zip")] == [0, 0]
    assert verifier.main([str(tmp_path / "after.zip"), "--key", old.log.told()]) == 1
    facts = told(rotating.LOG)
    Ed25519PublicKey.from_public_bytes(old.log.public).verify(
        bytes.fromhex(facts["signature"]), rotating.statement(facts)
    )
    assert facts["public"] == new.log.public.hex()


def test_a_new_session_key_is_another_and_the_old_is_gone(settings: Settings):
    with pytest.raises(rotating.NotRotated, match="MASHANG_SECRET"):
        rotating.rotate(settings, rotating.SESSION, PEOPLE)
    settings = config.Settings(data=settings.data, database_url=settings.database_url)
    old = config.secret_key(settings)

    before, after = rotating.rotate(settings, rotating.SESSION, PEOPLE)

    assert config.secret_key(settings) != old
    assert (settings.keys / "session").stat().st_mode & 0o077 == 0
    assert before != after == next(each.id for each in rotating.held(settings) if each.name == rotating.SESSION)


def test_nobody_rotates_alone_nor_what_has_no_successor(settings: Settings):
    issuers(settings.keys)
    with pytest.raises(NotTwo):
        rotating.rotate(settings, rotating.CODES, PEOPLE[:1])
    for name in (rotating.PUSH, "nothing", rotating.RECEIPTS):
        with pytest.raises(rotating.NotRotated):
            rotating.rotate(settings, name, PEOPLE)

    assert len(issuers(settings.keys)) == 1


def test_the_list_names_every_key_and_shows_none(settings: Settings, monkeypatch: pytest.MonkeyPatch):
    something_happens(settings)
    issuers(settings.keys)
    monkeypatch.setenv("MASHANG_DATA", str(settings.data))
    monkeypatch.setenv("DATABASE_URL", settings.database)
    secret = config.secret_key(config.Settings(data=settings.data))
    os.utime(settings.keys / "session", (0, 0))

    shown = CliRunner().invoke(main, ["keys", "list"])

    assert shown.exit_code == 0
    assert [line.split()[0] for line in shown.output.splitlines()] == ["session", "log", "visit-codes"]
    assert [line.endswith("over a year: rotate it") for line in shown.output.splitlines()] == [True, False, False]
    assert secret not in shown.output
