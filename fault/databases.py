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
    """One server of our own, one database built once and copied by the server itself."""

    name = "postgresql"

    def __init__(self, folder: Path) -> None:
        self.built, self.server = folder / "postgresql", PostgresServer()
        self.base = self.server.start()
        self._run("CREATE DATABASE built")
        district.build(self.built, f"{self.base}/built")

    def place(self, folder: Path) -> Place:
        name = f"fault_{new_id().replace('-', '')}"
        self._run(f"CREATE DATABASE {name} TEMPLATE built")
        shutil.copytree(self.built, folder / "data")
        return Place(folder / "data", f"{self.base}/{name}")

    def close(self) -> None:
        self.server.stop()

    def _run(self, statement: str) -> None:
        with psycopg.connect(f"{self.base}/postgres", autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]


KINDS = {"sqlite": Sqlite, "postgresql": Postgres}
