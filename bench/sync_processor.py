"""How much processor time a server and its workers have used, as Linux counts it."""

import os
from pathlib import Path

TICK = os.sysconf("SC_CLK_TCK")


def used(pid: int) -> float:
    """Seconds of a process and of all below it."""
    return _own(pid) + sum(used(int(child)) for child in _children(pid))


def _own(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def _children(pid: int) -> list[str]:
    return [child for task in Path(f"/proc/{pid}/task").iterdir() for child in (task / "children").read_text().split()]
