"""The server as it is run: `mashang serve` in processes of its own, which can be stopped, killed and started again."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from fault.databases import Place
from tests.forked import Forked

ROOT = Path(__file__).parents[1]


class Server:
    """One installation on one port; `broken` names a fault of ours that is built into it, to prove that it is found."""

    def __init__(self, place: Place, broken: str = "", workers: int = 2, host: str = "127.0.0.1") -> None:
        self.place, self.broken, self.workers = place, broken, workers
        self.host, self.port = host, free_port()
        self.environment: dict[str, str] = {}
        self.namespace = ""
        self.process: subprocess.Popen[bytes] | Forked | None = None

    @property
    def url(self) -> str:
        return f"http://{self.host}:{self.port}"

    def start(self, wait: bool = True) -> "Server":
        log = self.place.data.parent / "server.log"
        around = self.environment or self.namespace
        self.process = self._loaded_anew(log) if around else Forked(self._command(), self._environment(), log)
        if wait:
            self.wait()
        return self

    def wait(self, seconds: float = 60) -> None:
        """Returns once it answers."""
        until = time.monotonic() + seconds
        while not self.answers():
            assert self.process and self.process.poll() is None, "the server stopped by itself"
            assert time.monotonic() < until, "the server did not start"
            time.sleep(0.05)

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=5) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def kill(self) -> None:
        """SIGKILL for the server and all its workers at once: nobody can finish anything."""
        self._signal(signal.SIGKILL)

    def stop(self) -> None:
        """Asks it to end, and after ten seconds makes it."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            with suppress(subprocess.TimeoutExpired):
                self.process.wait(10)
        self._signal(signal.SIGKILL)

    def command(self, *arguments: str) -> str:
        """Another `mashang` command on the same installation."""
        done = subprocess.run(
            [sys.executable, "-m", "server.cli", *arguments], env=self._environment(), cwd=ROOT,
            capture_output=True, text=True, check=True,
        )  # fmt: skip
        return done.stdout

    def _signal(self, number: int) -> None:
        if self.process:
            with suppress(ProcessLookupError):
                os.killpg(self.process.pid, number)
            self.process.wait()

    def _loaded_anew(self, log: Path) -> subprocess.Popen[bytes]:
        """In a network, or under a library, of its own."""
        within = ["ip", "netns", "exec", self.namespace] if self.namespace else []
        with log.open("ab") as output:
            return subprocess.Popen(
                [*within, sys.executable, "-m", *self._command()], env=self._environment(), stdout=output,
                stderr=output, stdin=subprocess.DEVNULL, start_new_session=True, cwd=ROOT,
            )  # fmt: skip

    def _command(self) -> Sequence[str]:
        program = ["fault.broken", self.broken] if self.broken else ["server.cli"]
        return [*program, "serve", "--host", self.host, "--port", str(self.port), "--workers", str(self.workers)]

    def _environment(self) -> Mapping[str, str]:
        own = {
            "MASHANG_DATA": str(self.place.data), "DATABASE_URL": self.place.database_url, "PASSWORD_SIGN_IN": "yes",
            "RATE_LIMITS": "no", "PUBLIC_ORIGIN": "",
        }  # fmt: skip
        return {**os.environ, **own, **self.environment}


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
