"""`mashang restore`: a backup into an empty place, and a new epoch that says in the open what came back."""

import shutil
import sqlite3
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from flask import Flask
from sqlalchemy import func, select

from server import config, trail
from server.accounts import two_people
from server.app import create_app
from server.backup import checking, database
from server.backup.taking import DATABASE
from server.backup.vault import Damaged, Unusable, Vault
from server.db import bring_up_to_date, db, transaction
from server.sync import restoring
from server.trail import checkpoints, notes
from server.trail.tables import EpochRow, LeafRow

NAMED = "SELECT origin FROM log_epoch ORDER BY number DESC LIMIT 1"


class PutBack(NamedTuple):
    """What came back: the new epoch, what was signed last, how many entries are here, and what is not."""

    epoch: str
    signed: notes.Checkpoint | None
    held: int
    lost: list[str]


class Wish(NamedTuple):
    """Where to, who stands for it, and a signed state that somebody kept and the backup may not know."""

    to: Path
    confirmed_by: Sequence[str]
    kept: str | None = None
    anyway: bool = False


def put_back(settings: config.Settings, vault: Vault, manifest: dict[str, Any], wish: Wish) -> PutBack:
    """Everything or nothing: the folder is there when the new epoch has begun."""
    if wish.to.exists() and any(wish.to.iterdir()):
        raise Unusable(f"{wish.to} is not empty: a backup is put back into an empty folder only")
    draft = wish.to.with_name(f"{wish.to.name}.unfinished")
    shutil.rmtree(draft, ignore_errors=True)
    database.require_room(settings, manifest["kind"])
    there = database.settings_at(settings, draft)
    with checking.opened(vault, manifest) as (connection, folder):
        people = two_people.confirmed(wish.confirmed_by, _asking(connection))
        if not wish.anyway:
            _require_same_name(settings, connection)
        _fill(vault, manifest, draft, anyway=wish.anyway)
        if wish.kept:
            _take_over(connection, wish.kept, draft)
        database.put_back(there, folder / DATABASE)
    told = _begun(there, manifest, people)
    if wish.to.exists():
        wish.to.rmdir()
    draft.replace(wish.to)
    return told


def _asking(connection: sqlite3.Connection) -> Any:
    def look(query: str, values: dict[str, str]) -> str | None:
        found = connection.execute(query, values).fetchone()
        return found[0] if found else None

    return look


def _require_same_name(settings: config.Settings, connection: sqlite3.Connection) -> None:
    """The new log is to go on under the host people know, and not under that of whoever types."""
    found = connection.execute(NAMED).fetchone()
    host = found[0].rpartition("/log/")[0] if found else None
    if host not in (None, checkpoints.host_of(settings)):
        raise Unusable(f"the log is named {host}: set PUBLIC_ORIGIN as for serve, or say --anyway for a new name")


def _fill(vault: Vault, manifest: dict[str, Any], draft: Path, *, anyway: bool) -> None:
    draft.mkdir(parents=True, mode=0o700)
    for name in manifest["files"]:
        if name != DATABASE:
            try:
                checking.extract(vault, manifest, name, draft / name)
            except Damaged:
                if not anyway:
                    raise
                (draft / name).unlink(missing_ok=True)


def _take_over(connection: sqlite3.Connection, kept: str, draft: Path) -> None:
    """A younger signed state than the backup's, from a witness or the old disk: the new epoch quotes it."""
    number, keys, _ = connection.execute(checking.SIGNED).fetchone() or (0, "", None)
    try:
        note = notes.read_note(kept)
        told = notes.read_checkpoint(note.text)
        signed = notes.verified(note, [notes.read_key(key) for key in keys.split()])
    except notes.Malformed as error:
        raise Unusable(f"the signed state given is none: {error}") from None
    path = draft / "log" / str(number) / "checkpoint"
    known = notes.read_checkpoint(notes.read_note(path.read_text()).text) if path.exists() else None
    if not signed or (known and told.origin != known.origin):
        raise Unusable("the signed state given is not one of this log")
    if known is None or told.size > known.size:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.write_text(kept)


def _begun(settings: config.Settings, manifest: dict[str, Any], people: list[str]) -> PutBack:
    app = create_app(settings)
    bring_up_to_date(app)
    with app.app_context():
        held = db.session.scalar(select(func.count()).select_from(LeafRow)) or 0
        last = db.session.scalars(select(EpochRow).order_by(EpochRow.number.desc()).limit(1)).first()
        signed = checkpoints.remembered(settings, last.number) if last else None
        with transaction():
            epoch, lost = restoring.begin_anew()
            checkpoints.begin_anew(settings)
            facts = {"backup": manifest["made_at"], "held": held, "signed": signed.size if signed else 0}
            trail.append("backup.restored", "backup", epoch, {**facts, "confirmed_by": people})
        _let_go(app)
    return PutBack(epoch, signed, held, lost)


def _let_go(app: Flask) -> None:
    """The folder is about to be moved: nothing may hold it open."""
    db.session.remove()
    db.engine.dispose()
    app.extensions.pop("settings", None)
