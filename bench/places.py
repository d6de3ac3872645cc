"""Databases to measure on: SQLite in a folder of its own, PostgreSQL started for this, or one named by its address."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

import psycopg
from flask import Flask

from server import config, tables  # noqa: F401
from server.app import create_app
from server.db import bring_up_to_date
from tests.databases import PostgresServer


class Place(NamedTuple):
    """A database, and a folder for what is kept in files."""

    url: str
    folder: Path

    @property
    def kind(self) -> str:
        """SQLite or PostgreSQL."""
        return "SQLite" if self.url.startswith("sqlite") else "PostgreSQL"


@contextmanager
def place(named: str) -> Iterator[Place]:
    """A database for as long as it is measured; one named by its address stays."""
    with tempfile.TemporaryDirectory(prefix="mashang-bench-") as folder:
        if named == "postgresql":
            with started() as url:
                yield Place(url, Path(folder))
        else:
            yield Place(f"sqlite:///{folder}/district.sqlite" if named == "sqlite" else named, Path(folder))


@contextmanager
def started() -> Iterator[str]:
    """A new database on a PostgreSQL server that writes to disk before it answers, as a district's does."""
    server = PostgresServer()
    base = server.start(durable=True)
    try:
        with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
            connection.execute("CREATE DATABASE district")
        yield f"{base}/district"
    finally:
        server.stop()


def app_on(place: Place) -> Flask:
    """The application on a database, brought up to date."""
    app = create_app(config.Settings(data=place.folder, database_url=place.url, secret="secret", front_end=False))
    bring_up_to_date(app)
    return app
