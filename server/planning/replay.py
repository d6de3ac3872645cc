"""Replays a log of filings so that anyone can recompute every decision: lines in, decisions and visits out."""

from collections.abc import Iterable, Iterator
from itertools import count, islice

from server.planning.share import Share
from server.planning.values import Settings

LINES_AT_ONCE = 4096


class ReplayError(Exception):
    """A line of the log that is broken or cannot have happened: its number, from 1, and why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


def replay(lines: Iterable[bytes | str], settings: Settings) -> Iterator[str]:
    """A decision for each `plan.*` line in turn, then one line for each visit; the work of one process."""
    whole = Share(settings)
    for first, some in numbered(lines):
        judged = whole.judge(some, first)
        yield from judged.answers.values()
        if judged.error:
            raise ReplayError(*judged.error)
    for told in whole.visits():
        yield from told.values()


def numbered(lines: Iterable[bytes | str]) -> Iterator[tuple[int, list[bytes | str]]]:
    """The lines, some at a time, with the number of the first of them."""
    following = iter(lines)
    for first in count(1, LINES_AT_ONCE):
        some = list(islice(following, LINES_AT_ONCE))
        if not some:
            return
        yield first, some
