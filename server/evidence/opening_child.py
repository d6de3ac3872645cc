"""The process that opens strangers' pictures: it may use little memory and time, holds no secrets, and may die.

Started as `python -m server.evidence.opening_child FILE_DESCRIPTOR`, it is sent what is wanted and a picture's bytes,
and answers with a receipt and then with what it made of them.
"""

import json
import resource
import sys
import time
from collections.abc import Callable
from multiprocessing.connection import Connection

from PIL import Image

from . import engines, opening_codes, opening_small

MEMORY = 200 * 1024 * 1024  # beyond what the bare process takes, so that all of it stays under 256 MB
CPU_LIMIT = 3
RECEIVED = b"received"
MOST_PIXELS = 100_000_000  # Twice as many end in an error before anything is decoded.
DOES: dict[bytes, Callable[[bytes], bytes]] = {b"codes": opening_codes.told, b"small": opening_small.made}


def main(arguments: list[str]) -> None:
    """Serves the parent until it closes its end."""
    if arguments == ["--engines"]:
        print(json.dumps(engines.alive()))
        return
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    _limit_memory()
    with Connection(int(arguments[0])) as parent:
        while what := _next(parent):
            picture = _next(parent)
            parent.send_bytes(RECEIVED)
            _limit_time()
            parent.send_bytes(DOES[what](picture))


def _next(parent: Connection) -> bytes:
    try:
        return parent.recv_bytes()
    except EOFError:
        return b""


def _limit_time() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (int(time.process_time()) + CPU_LIMIT, resource.RLIM_INFINITY))


def _limit_memory() -> None:
    with open("/proc/self/statm") as sizes:
        held = int(sizes.read().split()[0]) * resource.getpagesize()
    resource.setrlimit(resource.RLIMIT_AS, (held + MEMORY, held + MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(sys.argv[1:])
