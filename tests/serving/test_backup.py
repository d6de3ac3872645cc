"""A backup is taken while others write, proved, put back in the open, and filled up by the phones."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server.accounts.two_people import NotTwo
from server.app import create_app
from server.backup import checking, putting_back, taking, vault
from server.backup.vault import Damaged, Unusable, Vault
from server.config import Settings
from server.db import db
from server.evidence import store
from server.sync import epoch
from server.trail import checkpoints, exporting, verifier
from server.trail.tables import EpochRow, TrailEntryRow
from tests.field import Field, a_field
from tests.serving import backups
from tests.serving.backups import DIGEST, PEOPLE, PHOTO, WORDS


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(vault, "COST", {"n": 2**10, "r": 8, "p": 1})
    backups.use_the_servers_programs(monkeypatch)


@pytest.fixture
def signing(settings: Settings, app: Flask) -> Settings:
    """The installation with its data in a folder of its own, so that the backup lies beside it."""
    told = replace(settings, data=settings.data / "data")
    told.data.mkdir()
    app.extensions["settings"] = told
    return told


@pytest.fixture
def field(signing: Settings, client: FlaskClient) -> Field:
    field = a_field(client)
    backups.work(field, signing)
    return field


@pytest.fixture
def there(field: Field, signing: Settings, tmp_path: Path) -> Vault:
    there = vault.create(tmp_path / "backup", WORDS)
    taking.take(signing, there)
    return there


def stored(phone_id: str) -> list[str]:
    rows = select(TrailEntryRow.body).where(TrailEntryRow.device_id == phone_id).order_by(TrailEntryRow.dseq)
    return [bytes(body).decode() for body in db.session.scalars(rows)]


def verified(settings: Settings, file: Path) -> int:
    exporting.write(file, settings.photos)
    return verifier.main([str(file)])


@pytest.fixture
def restored(field: Field, signing: Settings, app: Flask, tmp_path: Path) -> Iterator[tuple[Field, Settings, str]]:
    """A backup taken while others write, more work, the machine lost, and the backup put back on another."""
    there = vault.create(tmp_path / "backup", WORDS)
    with backups.writing(app):
        taking.take(signing, there)
    backups.work_on(field, signing)
    assert verified(signing, tmp_path / "before.zip") == 0
    last = (signing.data / "log" / "1" / "checkpoint").read_text()
    known = epoch.current()
    db.session.remove()
    shutil.rmtree(signing.data)
    with backups.elsewhere(signing, tmp_path / "new") as new:
        wish = putting_back.Wish(new.data, PEOPLE, last)
        putting_back.put_back(new, there, checking.chosen(there, None), wish)
        again = create_app(new)
        again.testing, again.test_client_class = True, app.test_client_class
        with again.app_context():
            field.phone.client = again.test_client()
            yield field, new, known
            db.session.remove()
            db.engine.dispose()


def test_the_drill_phones_fill_what_the_backup_lacks_and_both_epochs_hold(
    restored: tuple[Field, Settings, str], tmp_path: Path
):
    field, new, known = restored
    assert epoch.current() != known
    assert len(stored(field.phone.device)) < len(field.phone.operations)

    backups.refill(field.phone)
    checkpoints.make(new)

    assert stored(field.phone.device) == field.phone.operations
    assert store.path(DIGEST).read_bytes() == PHOTO
    assert verified(new, tmp_path / "after.zip") == 0
    assert verifier.main([str(tmp_path / "before.zip")]) == 0
    row = db.session.scalars(select(EpochRow).where(EpochRow.number == 2)).one()
    quoted = checkpoints.remembered(new, 1)
    assert quoted
    [begun] = db.session.scalars(select(TrailEntryRow.body).where(TrailEntryRow.entity_id == row.origin))
    assert quoted.text().replace("\n", "\\n") in bytes(begun).decode()
    [told] = db.session.scalars(select(TrailEntryRow.body).where(TrailEntryRow.kind == "backup.restored"))
    facts = json.loads(told)["body"]
    assert len(facts["confirmed_by"]) == 2
    assert facts["held"] < facts["signed"] == quoted.size


def test_a_backup_is_whole_and_the_next_holds_only_what_is_new(there: Vault, signing: Settings):
    told = checking.check(there, checking.chosen(there, None))

    assert told[2] == "1 photos"
    again = taking.take(signing, there)
    assert again.new < again.size
    assert there.names() == sorted(there.names())
    assert len(there.names()) == 2
    assert taking.take(signing, there, keep=1).forgotten == 2
    checking.check(there, checking.chosen(there, None))
    assert (signing.data / "last-backup").exists()


def test_whatever_is_damaged_is_found_and_named(there: Vault):
    manifest = checking.chosen(there, None)
    for name, entry in manifest["files"].items():
        path = there.folder / "pieces" / entry["pieces"][0][:2] / entry["pieces"][0]
        whole = path.read_bytes()
        path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
        with pytest.raises(Damaged, match=name):
            checking.check(there, manifest)
        path.write_bytes(whole)
    assert {name.partition("/")[0] for name in manifest["files"]} == {".database", "keys", "log", "photos"}


def test_nothing_in_a_sealed_folder_can_be_read_or_guessed(there: Vault):
    kept = [path for path in there.folder.rglob("*") if path.is_file()]

    assert not any(PHOTO[:100] in path.read_bytes() or b"SQLite" in path.read_bytes() for path in kept)
    assert not any(DIGEST in path.name for path in kept)
    with pytest.raises(Unusable):
        vault.opened(there.folder, "another passphrase")
    with pytest.raises(Unusable):
        vault.opened(there.folder, None)


def test_a_backup_that_broke_off_is_none_and_is_taken_up_again(there: Vault, signing: Settings, monkeypatch):
    first = there.names()
    with monkeypatch.context() as patch:
        patch.setattr(Vault, "finish", lambda *_: (_ for _ in ()).throw(OSError("full")))
        with pytest.raises(OSError, match="full"):
            taking.take(signing, there)

    assert there.names() == first
    assert (there.folder / taking.UNFINISHED).exists()
    taking.take(signing, there)
    assert not (there.folder / taking.UNFINISHED).exists()


def test_entries_changed_before_the_backup_are_found_by_the_check(field: Field, signing: Settings, tmp_path: Path):
    row = db.session.scalars(select(TrailEntryRow).where(TrailEntryRow.device_id == field.phone.device)).first()
    assert row
    row.body = row.body.replace(b"visit", b"vizit")
    db.session.commit()
    there = vault.create(tmp_path / "backup", WORDS)
    taking.take(signing, there)

    with pytest.raises(Damaged, match="log: entry"):
        checking.check(there, checking.chosen(there, None))


def test_a_photo_damaged_here_is_told_and_not_taken(field: Field, signing: Settings, tmp_path: Path):
    store.path(DIGEST).write_bytes(b"other bytes")
    there = vault.create(tmp_path / "backup", WORDS)

    done = taking.take(signing, there)

    assert done.damaged == [f"photos/{DIGEST[:2]}/{DIGEST}"]
    with pytest.raises(Damaged, match=DIGEST):
        checking.check(there, checking.chosen(there, None))


@pytest.mark.one_database
def test_nobody_puts_a_backup_back_alone_or_over_something(there: Vault, signing: Settings, tmp_path: Path):
    manifest, to = checking.chosen(there, None), tmp_path / "new"
    for names in ((PEOPLE[0],), (PEOPLE[0], PEOPLE[0]), (PEOPLE[0], "nobody")):
        with pytest.raises(NotTwo):
            putting_back.put_back(signing, there, manifest, putting_back.Wish(to, names))
    elsewhere = replace(signing, public_origin="https://elsewhere.example")
    with pytest.raises(Unusable, match="localhost: set PUBLIC_ORIGIN"):
        putting_back.put_back(elsewhere, there, manifest, putting_back.Wish(to, PEOPLE))
    with pytest.raises(Unusable, match="not empty"):
        putting_back.put_back(signing, there, manifest, putting_back.Wish(signing.data, PEOPLE))

    assert not to.exists()
