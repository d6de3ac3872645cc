"""Replays a made-up year with the `mashang` command and prints plans a second and the most memory it took."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from bench import filing_log

PLANS_A_SECOND = 100_000


def show(plans: int, objects: int) -> None:
    """One line of figures."""
    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "log.jsonl"
        with log.open("w") as out:
            out.writelines(filing_log.lines(plans, objects))
        started = time.perf_counter()
        subprocess.run([sys.executable, "-m", "server.cli", "replay", log], stdout=subprocess.DEVNULL, check=True)
        took = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    memory = used.ru_maxrss / 1024
    print(
        f"replay of {plans:,} plans over {objects:,} objects: {plans / took:,.0f} plans/s by the clock, "
        f"{plans / used.ru_utime:,.0f} by the processor (budget {PLANS_A_SECOND:,}), {memory:,.0f} MB at most, "
        f"load of the machine {os.getloadavg()[0]:.1f}"
    )
