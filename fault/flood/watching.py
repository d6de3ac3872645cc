"""What a server's processes cost while it works: who died, the most memory, the computing, and how others fare."""

import os
import threading
import time
from contextlib import suppress
from pathlib import Path

from fault.client.link import Link, Trouble
from fault.hostile import _processes
from fault.serving import Server

TICK = os.sysconf("SC_CLK_TCK")
APART = ("opening_child", "workbook_child")
EVERY, ASKED_EVERY = 0.1, 0.5


class Watch:
    """Over the processes of one server; those that open strangers' files may die, the others may not."""

    def __init__(self, server: Server) -> None:
        self.workers = [each for each in _processes(server) if not _is_apart(each)]
        self.peak = self.peak_apart = 0
        self.waits: list[float] = []
        self._link, self._over = server.url, threading.Event()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._weigh, self._ask)]
        for each in self._threads:
            each.start()

    def computed(self) -> float:
        """The seconds that all of them, and those they waited for, have computed."""
        return sum(map(_seconds, [*self.workers, *self._apart()]))

    def dead(self) -> int:
        return sum(not Path(f"/proc/{each}").exists() for each in self.workers)

    def stop(self) -> None:
        self._over.set()
        for each in self._threads:
            each.join()

    def p95(self) -> float:
        """Of an ordinary page for somebody else, in milliseconds."""
        return sorted(self.waits)[int(len(self.waits) * 0.95)] * 1000 if self.waits else 0.0

    def _apart(self) -> list[int]:
        return [child for each in self.workers for child in _children(each) if child not in self.workers]

    def _weigh(self) -> None:
        while not self._over.wait(EVERY):
            self.peak = max([self.peak, *map(_memory, self.workers)])
            self.peak_apart = max([self.peak_apart, *map(_memory, self._apart())])

    def _ask(self) -> None:
        """By a connection of its own each time, so that any of the workers may have to answer."""
        while not self._over.wait(ASKED_EVERY):
            self.waits.append(ordinary(self._link))


def ordinary(url: str) -> float:
    """How long an ordinary page takes."""
    began, link = time.perf_counter(), Link(url)
    with suppress(Trouble):
        link.ask("GET", "/catalogue")
    link.close()
    return time.perf_counter() - began


def _is_apart(process: int) -> bool:
    with suppress(OSError):
        command = Path(f"/proc/{process}/cmdline").read_text()
        return any(each in command for each in APART)
    return False


def _children(process: int) -> list[int]:
    with suppress(OSError):
        tasks = Path(f"/proc/{process}/task").iterdir()
        return [int(word) for task in tasks for word in (task / "children").read_text().split()]
    return []


def _seconds(process: int) -> float:
    with suppress(OSError):
        told = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
        return sum(map(int, told[11:15])) / TICK
    return 0.0


def _memory(process: int) -> int:
    """The most it ever held since it was last forgotten, in MB."""
    with suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text().splitlines():
            if line.startswith("VmHWM"):
                return int(line.split()[1]) >> 10
    return 0
