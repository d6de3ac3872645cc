"""A fresh copy of the district for each run: SQLite in its data folder, or a PostgreSQL database of its own."""

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import psycopg

from fault import district
from server.ids import new_id
from tests.databases import PostgresServer


@dataclass(frozen=True)
class Place:
    """Where an installation keeps everything; an empty address is SQLite in the folder."""

    data: Path
    database_url: str = ""


class Databases(Protocol):
    name: str

    def place(self, folder: Path) -> Place: ...
    def close(self) -> None: ...


class Sqlite:
    """One file, built once and copied."""

    name = "sqlite"

    def __init__(self, folder: Path) -> None:
        self.built = folder / "sqlite"
        district.build(self.built)

    def place(self, folder: Path) -> Place:
        shutil.copytree(self.built, folder / "data")
        return Place(folder / "data")

    def close(self) -> None:
        return


class Postgres:
    """One database built once and copied by the server itself: a server of our own, or the one at `base`."""

    name = "postgresql"

    def __init__(self, folder: Path, base: str = "") -> None:
        self.data, self.server = folder / "postgresql", None if base else PostgresServer()
        self.base = self.server.start() if self.server else base
        self.made: list[str] = []
        self.built = self._made()
        district.build(self.data, f"{self.base}/{self.built}")

    def place(self, folder: Path) -> Place:
        shutil.copytree(self.data, folder / "data")
        return Place(folder / "data", f"{self.base}/{self._made(f'TEMPLATE {self.built}')}")

    def close(self) -> None:
        if self.server:
            self.server.stop()
            return
        for name in self.made:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def _made(self, how: str = "") -> str:
        self.made.append(f"fault_{new_id().replace('-', '')}")
        self._run(f"CREATE DATABASE {self.made[-1]} {how}")
        return self.made[-1]

    def _run(self, statement: str) -> None:
        with psycopg.connect(f"{self.base}/postgres", autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]


KINDS = {"sqlite": Sqlite, "postgresql": Postgres}
