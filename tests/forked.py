"""`mashang` commands in processes of their own, forked from one that has loaded the server once and for all."""

import multiprocessing
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

FORKING = multiprocessing.get_context("forkserver")
FORKING.set_forkserver_preload(["server.operating", "fault.breaking"])


class Forked:
    """A command that runs, to be asked and waited for as `subprocess.Popen` is, at the head of a session of its own."""

    def __init__(self, command: Sequence[str], environment: Mapping[str, str], log: Path = Path(os.devnull)) -> None:
        self._process = FORKING.Process(target=_run, args=(list(command), dict(environment), str(log)))
        self._process.start()
        assert self._process.pid
        self.pid = self._process.pid

    def poll(self) -> int | None:
        return self._process.exitcode

    def terminate(self) -> None:
        self._process.terminate()

    def wait(self, timeout: float | None = None) -> None:
        self._process.join(timeout)
        if self._process.is_alive():
            raise subprocess.TimeoutExpired("mashang", timeout or 0)


def _run(command: list[str], environment: dict[str, str], log: str) -> None:
    """In the new process: `server.cli …`, or `fault.broken HOW …`."""
    os.setsid()
    multiprocessing.set_start_method("fork", force=True)  # as it is where nothing else was chosen
    os.environ.clear()
    os.environ.update(environment)
    output = os.open(log, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.dup2(output, 1)
    os.dup2(output, 2)
    sys.argv = command
    from fault import broken
    from server import cli

    {"server.cli": cli.main, "fault.broken": broken.main}[command[0]]()
