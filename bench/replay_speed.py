"""Replays a made-up year with the `mashang` command and prints plans a second and the most memory it took in all."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import filing_log

PLANS_A_SECOND = 100_000
MOST_MEMORY = 1_000  # MB
A_LOOK = 0.2  # seconds between two looks at the memory


def show(plans: int, objects: int) -> None:
    """One line of figures."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.jsonl"
        with log.open("w") as out:
            out.writelines(filing_log.lines(plans, objects))
        started = time.perf_counter()
        memory = most_memory(
            subprocess.Popen([sys.executable, "-m", "server.cli", "replay", log], stdout=subprocess.DEVNULL)
        )
        took = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    busy = used.ru_utime + used.ru_stime
    print(
        f"replay of {plans:,} plans over {objects:,} objects: {plans / took:,.0f} plans/s by the clock "
        f"(budget {PLANS_A_SECOND:,}), {busy / plans * 1e6:.1f} µs of a processor a plan, {busy / took:.1f} processors "
        f"of {os.cpu_count()} busy, {memory:,.0f} MB at most in all (budget {MOST_MEMORY:,}), "
        f"load of the machine {os.getloadavg()[0]:.1f}"
    )


def most_memory(replay: subprocess.Popen[bytes]) -> float:
    """The megabytes that a command and its helpers held together at the worst moment, looked at while it runs."""
    most = 0.0
    while replay.poll() is None:
        most = max(most, sum(memory_of(process) for process in [replay.pid, *helpers_of(replay.pid)]))
        time.sleep(A_LOOK)
    if replay.returncode:
        raise subprocess.CalledProcessError(replay.returncode, replay.args)
    return most


def helpers_of(process: int) -> list[int]:
    """The processes that a process has started."""
    try:
        return [int(each) for each in Path(f"/proc/{process}/task/{process}/children").read_text().split()]
    except OSError:
        return []


def memory_of(process: int) -> float:
    """The megabytes a process holds, its part of what it shares with others counted."""
    try:
        lines = Path(f"/proc/{process}/smaps_rollup").read_text().splitlines()
    except OSError:
        return 0
    return sum(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024
