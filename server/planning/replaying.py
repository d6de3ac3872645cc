"""The `replay` command at work: from a stream to a stream, on as many cores as it pays."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, BinaryIO

from server.planning import sharing
from server.planning.replay import ReplayError
from server.planning.shared_log import SharedLog
from server.planning.values import Settings


def run(
    stream_in: BinaryIO, stream_out: BinaryIO, stream_err: IO[str], settings: Settings, processes: int | None = None
) -> int:
    """Replays a log as JSON Lines; the exit status is 2 when a line is bad, and nothing follows it."""
    log = SharedLog(stream_in)
    try:
        with no_search_for_cycles():
            for text in sharing.told(log, settings, processes or sharing.processes_for(log)):
                stream_out.write(text.encode())
    except ReplayError as error:
        stream_err.write(f"{error}\n")
        return 2
    return 0


@contextmanager
def no_search_for_cycles() -> Iterator[None]:
    """A replay makes no reference cycles, and looking for them among a million plans takes longer than judging them."""
    searching = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searching:
            gc.enable()
