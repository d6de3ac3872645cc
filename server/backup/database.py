"""The database as one file: SQLite by its own online backup, PostgreSQL by pg_dump, both while the platform serves."""

import os
import shutil
import sqlite3
import subprocess
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import make_url

from server.backup.vault import Unusable
from server.config import Settings

SQLITE, POSTGRESQL = "sqlite", "postgresql"
ENVIRONMENT = {
    "host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "password": "PGPASSWORD", "dbname": "PGDATABASE",
    "sslmode": "PGSSLMODE",
}  # fmt: skip
EMPTY = "SELECT count(*) FROM information_schema.tables WHERE table_schema = 'public'"


def kind(settings: Settings) -> str:
    return SQLITE if settings.database.startswith("sqlite") else POSTGRESQL


def lies_at(settings: Settings) -> Path:
    """The file of a SQLite database."""
    return Path(make_url(settings.database).database or "")


def take(settings: Settings, draft: Path) -> None:
    """Writes the state of this moment to a file only the owner reads."""
    draft.touch(mode=0o600)
    if kind(settings) == POSTGRESQL:
        run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={draft}", settings=settings)
        return
    with closing(sqlite3.connect(lies_at(settings))) as live, closing(sqlite3.connect(draft)) as copy:
        live.backup(copy)
        copy.execute("PRAGMA journal_mode=DELETE")


def require_room(settings: Settings, taken: str) -> None:
    """A backup goes back into the kind of database it came from, and only into an empty one."""
    if kind(settings) != taken:
        raise Unusable(f"this backup is of a {taken} database: set DATABASE_URL accordingly")
    if taken == POSTGRESQL:
        with psycopg.connect(_address(settings)) as connection:
            found = connection.execute(EMPTY).fetchone()
        if found and found[0]:
            raise Unusable("the database of DATABASE_URL is not empty: name one that is")


def settings_at(settings: Settings, folder: Path) -> Settings:
    """An installation in this folder; SQLite's file lies inside, wherever the old one was."""
    inside = kind(settings) == SQLITE
    return replace(settings, data=folder, front_end=False, database_url="" if inside else settings.database_url)


def put_back(settings: Settings, taken: Path) -> None:
    """Fills the empty database; all of it or nothing."""
    if kind(settings) == POSTGRESQL:
        run("pg_restore", "--no-owner", "--single-transaction", "--dbname=", str(taken), settings=settings)
    else:
        shutil.copyfile(taken, lies_at(settings))


def run(program: str, *arguments: str, settings: Settings | None = None) -> bytes:
    """Runs one of PostgreSQL's programs; what it needs to sign in is in its environment, where others cannot read."""
    found = shutil.which(program)
    if found is None:
        raise Unusable(f"{program} is not here: install PostgreSQL's client programs, of the server's version or newer")
    told = conninfo_to_dict(_address(settings)) if settings else {}
    known = {ENVIRONMENT[name]: str(value) for name, value in told.items() if name in ENVIRONMENT}
    done = subprocess.run([found, *arguments], env={**os.environ, **known}, capture_output=True)
    if done.returncode:
        raise Unusable(f"{program}: {done.stderr.decode(errors='replace').strip()}")
    return done.stdout


def _address(settings: Settings) -> str:
    return settings.database.replace("postgresql+psycopg://", "postgresql://")
