"""What is alive: database, code readers, disk, keys, front end."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from flask import Flask
from sqlalchemy import text

from server import assets, config
from server.db import db
from server.evidence import reading
from server.exchange import document_files
from server.visits.issuer import FOLDER, issuers
from server.vocabulary import DocumentKind


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


def _rest(settings: config.Settings) -> Iterator[Finding]:
    yield _safely("disk", lambda: _disk(settings))
    yield _safely("keys", lambda: _keys(settings))
    yield _safely("visit codes", lambda: _visit_codes(settings))
    yield _safely("documents", lambda: _documents(settings))
    yield _safely("front end", _front_end)


def _safely(part: str, look: Callable[[], str]) -> Finding:
    try:
        return Finding(part, True, look())
    except Exception as error:
        return Finding(part, False, f"{type(error).__name__}: {str(error).partition(chr(10))[0]}")


def _database() -> str:
    version = db.session.execute(text("SELECT version_num FROM alembic_version")).scalar()
    if db.engine.dialect.name != "sqlite":
        return f"{db.engine.dialect.name}, schema {version}"
    pragmas = {name: db.session.execute(text(f"PRAGMA {name}")).scalar() for name in ("journal_mode", "synchronous")}
    if pragmas != {"journal_mode": "wal", "synchronous": 2}:
        raise RuntimeError(f"commits may be lost: {pragmas}")
    return f"SQLite, schema {version}, WAL, synchronous FULL"


def _readers() -> list[Finding]:
    alive = reading.engines()
    return [
        Finding("zxing", bool(alive.get("zxing")), str(alive.get("zxing") or "not importable")),
        Finding("zbar", bool(alive.get("zbar")), str(alive.get("zbar") or "libzbar0 is missing"), needed=False),
    ]


def _disk(settings: config.Settings) -> str:
    free = shutil.disk_usage(settings.data).free
    if free < 1024**3:
        raise RuntimeError(f"only {free // 1024**2} MiB free at {settings.data}")
    return f"{free // 1024**3} GiB free at {settings.data}"


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


def _documents(settings: config.Settings) -> str:
    for kind in DocumentKind:
        lines = document_files.template(kind, settings.data)
    return f"{len(document_files.drawn(lines, '码')) // 1024} KiB of PDF with its Chinese font"


def _front_end() -> str:
    try:
        assets.require_current(assets.standing_build())
    except SystemExit as error:
        raise RuntimeError(str(error)) from error
    return f"build {assets.build_stamp()}"
