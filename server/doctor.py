"""What is alive: database, code readers, disk, backup, clock, keys, front end."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from flask import Flask
from sqlalchemy import func, select, text

from server import assets, clock, config, narrowing
from server.db import db
from server.evidence import opening
from server.exchange import document_files, document_templates
from server.trail.tables import TrailEntryRow
from server.visits.issuer import FOLDER, issuers
from server.vocabulary import DocumentKind

BACKUP_MARK = "last-backup"
BACKUP_STANDS = timedelta(days=2)
CLOCK_TOLERANCE = timedelta(days=1)  # a clock that lost its battery is years off


@dataclass(frozen=True)
class Finding:
    """One line of the doctor's report; a part that is not needed may be missing."""

    part: str
    alive: bool
    detail: str
    needed: bool = True


def examine(app: Flask) -> list[Finding]:
    """Looks at every part, whatever the state of the others."""
    settings: config.Settings = app.extensions["settings"]
    with app.app_context():
        return [_safely("database", _database), *_readers(), *_rest(settings)]


def disk(settings: config.Settings) -> Finding:
    """Whether there is room."""
    return _safely("disk", lambda: _disk(settings))


def backup(settings: config.Settings) -> Finding:
    """Whether the data has been copied away lately; an installation without any is told so."""
    return _safely("backup", lambda: _backup(settings))


def time() -> Finding:
    """Whether the clock goes on: nothing has been recorded later than now."""
    return _safely("clock", _clock)


def _second_layer() -> str:
    """Whether PostgreSQL itself keeps agencies from one another's secrets; SQLite has one reader."""
    if db.engine.dialect.name != "postgresql":
        return "SQLite needs none"
    if not narrowing.is_ready(db.session.connection()):
        raise RuntimeError(f"make the role {narrowing.READER}, then mashang upgrade")
    return f"agencies read as {narrowing.READER}"


def _rest(settings: config.Settings) -> Iterator[Finding]:
    yield disk(settings)
    yield replace(backup(settings), needed=False)
    yield time()
    yield replace(_safely("second layer", _second_layer), needed=False)
    yield _safely("keys", lambda: _keys(settings))
    yield _safely("visit codes", lambda: _visit_codes(settings))
    yield _safely("documents", _documents)
    yield _safely("front end", _front_end)


def _safely(part: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(part, True, look())
    except Exception as error:
        return Finding(part, False, f"{type(error).__name__}: {str(error).partition(chr(10))[0]}")


def _database() -> str:
    version = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if db.engine.dialect.name != "sqlite":
        line: Any = db.session.connection().connection.driver_connection
        return f"{db.engine.dialect.name}, schema {version}, {line_to(line.info.host, line.pgconn.ssl_in_use)}"
    pragmas = {name: db.session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")}
    if pragmas != {"journal_mode": "wal", "synchronous": 2}:
        raise RuntimeError(f"commits may be lost: {pragmas}")
    return f"SQLite, schema {version}, WAL, synchronous FULL"


def line_to(host: str, encrypted: bool) -> str:
    """How the database is reached; a line to another machine that anybody on the way can read is a fault."""
    if not encrypted and not host.startswith("/") and host not in ("localhost", "127.0.0.1", "::1"):
        raise RuntimeError(f"the line to the database at {host} is not encrypted: add ?sslmode=verify-full to it")
    return "encrypted" if encrypted else "on this machine"


def _readers() -> list[Finding]:
    alive = opening.engines()
    return [
        Finding("zxing", bool(alive.get("zxing")), str(alive.get("zxing") or "not importable")),
        Finding("zbar", bool(alive.get("zbar")), str(alive.get("zbar") or "libzbar0 is missing"), needed=False),
    ]


def _disk(settings: config.Settings) -> str:
    free = shutil.disk_usage(settings.data).free
    if free < 1024**3:
        raise RuntimeError(f"only {free // 1024**2} MiB free at {settings.data}")
    return f"{free // 1024**3} GiB free at {settings.data}"


def _backup(settings: config.Settings) -> str:
    mark = settings.data / BACKUP_MARK
    if not mark.exists():
        raise RuntimeError(f"no backup of {settings.data} is known of: run mashang backup every night")
    age = clock.now().timestamp() - mark.stat().st_mtime
    if age > BACKUP_STANDS.total_seconds():
        raise RuntimeError(f"the last backup is {round(age / 86400)} days old")
    return f"the last backup is {round(age / 3600)} hours old"


def _clock() -> str:
    newest = db.session.scalar(select(func.max(TrailEntryRow.received_at)))
    if newest and newest - clock.now() > CLOCK_TOLERANCE:
        raise RuntimeError(f"the clock shows {clock.now():%Y-%m-%d %H:%M} UTC, but {newest:%Y-%m-%d %H:%M} has been")
    return f"{clock.now():%Y-%m-%d %H:%M} UTC"


def _keys(settings: config.Settings) -> str:
    if settings.secret:
        return "session key from the environment"
    path = settings.keys / "session"
    config.secret_key(settings)
    if path.stat().st_mode & 0o077:
        raise RuntimeError(f"{path} can be read by others")
    return f"session key at {path}"


def _visit_codes(settings: config.Settings) -> str:
    known = issuers(settings.keys)
    for path in (settings.keys / FOLDER).iterdir():
        if path.stat().st_mode & 0o077:
            raise RuntimeError(f"{path} can be read by others")
    return f"{len(known)} key(s) at {settings.keys / FOLDER}"


def _documents() -> str:
    for kind in DocumentKind:
        lines = document_templates.template(kind)
    return f"{len(document_files.drawn(lines, '码')) // 1024} KiB of PDF with its Chinese font"


def _front_end() -> str:
    try:
        assets.require_current(assets.standing_build())
    except SystemExit as error:
        raise RuntimeError(str(error)) from error
    return f"build {assets.build_stamp()}"
