"""Runs the peers: installs their packages from npm, starts their servers, and times their own clients."""

import json
import os
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from bench.sync_processor import used
from bench.sync_wire import counted

SCRIPTS = Path(__file__).parent / "peers"


class Measured(NamedTuple):
    """What a step took, how many things it moved, what passed over the wire, and the server's processor time."""

    seconds: float
    count: int
    up: float = 0
    down: float = 0
    requests: int = 0
    processor: float = 0

    @property
    def rate(self) -> float:
        return self.count / self.seconds

    @property
    def wire(self) -> float:
        return self.up + self.down


class Missing(Exception):
    """The peers cannot be had on this machine; the text says why."""


def install(folder: Path) -> None:
    """Installs the peers' packages and our scripts for them into a folder."""
    if not shutil.which("npm") or not shutil.which("node"):
        raise Missing("there is no node or npm on the PATH")
    shutil.copytree(SCRIPTS, folder, dirs_exist_ok=True)
    if (folder / "node_modules" / ".package-lock.json").exists():
        return
    command = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--silent"]
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    if done.returncode:
        raise Missing(f"npm could not install them: {(done.stderr or done.stdout).strip()[-300:]}")


class Running(NamedTuple):
    """A server that runs: where it listens, and the process to count."""

    port: int
    pid: int


@contextmanager
def server(peers: Path, script: str, data: Path) -> Iterator[Running]:
    """A peer's server on a folder of its own."""
    data.mkdir(parents=True)
    process = subprocess.Popen(_node(peers, script, [data]), cwd=data, stdout=subprocess.PIPE, env=_production())
    try:
        assert process.stdout
        yield Running(int(json.loads(process.stdout.readline())["port"]), process.pid)
    finally:
        process.kill()
        process.wait()


def client(peers: Path, script: str, running: Running, arguments: Sequence[object], path: str) -> Measured:
    """One step of a peer's client: its script prints the seconds; `{url}` in the arguments is the counted address."""
    with counted(running.port) as wire:
        before = used(running.pid)
        filled = [str(each).replace("{url}", wire.url + path) for each in arguments]
        command = _node(peers, script, filled)
        done = subprocess.run(command, capture_output=True, text=True, env=_production(), check=False)
        if done.returncode:
            raise RuntimeError(f"{script} failed: {done.stderr[-2000:]}")
        said = json.loads(done.stdout.strip().splitlines()[-1])
        return Measured(said["seconds"], said["count"], *wire.passed, used(running.pid) - before)


def _node(peers: Path, script: str, arguments: Sequence[object]) -> list[str]:
    return ["node", str(peers / script), *map(str, arguments)]


def _production() -> dict[str, str]:
    return {**os.environ, "NODE_ENV": "production"}
