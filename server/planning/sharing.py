"""A replay on several cores: each process judges its share of the enterprises, and the first tells all in order."""

import os
import signal
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from fcntl import F_SETPIPE_SZ, fcntl
from multiprocessing import get_context
from multiprocessing.connection import Connection
from operator import itemgetter
from typing import Any

import orjson

from server.planning.replay import ReplayError
from server.planning.share import FIRST, Judged, Share
from server.planning.shared_log import SharedLog
from server.planning.values import Settings

MOST = 8  # every process reads the whole log, so that more of them would only read
AHEAD = 1_000_000  # bytes that a process may have answered before the first takes them; Linux gives no more unasked


def processes_for(log: SharedLog) -> int:
    """As many processes as there are cores, and one for a small log."""
    return 1 if log.is_small or log.descriptor is None else min(MOST, len(os.sched_getaffinity(0)))


def told(log: SharedLog, settings: Settings, processes: int) -> Iterator[str]:
    """What a replay says, some lines at a time."""
    others = helpers(log, settings, processes)
    share = Share(settings, FIRST, processes)
    for first, lines in log.chunks():
        judged = share.judge(lines, first)
        error = taken_together(judged, others)
        yield as_lines([text for number, text in judged.answers.items() if not error or number < error[0]])
        if error:
            raise ReplayError(*error)
    yield from visits(share, others)


def taken_together(judged: Judged, others: Sequence[Connection]) -> tuple[int, str] | None:
    """Fills in what the other processes answered, and finds the first bad line of all."""
    errors = [judged.error] if judged.error else []
    for number, other in enumerate(others, start=FIRST + 1):
        error, answers = heard(other)
        judged.answers.update(zip(judged.others.get(number, ()), answers, strict=False))
        if error:
            # Of two errors of one line a helper's comes first: who judges a line reads it before who only notes it.
            errors.insert(0, error)
    return min(errors, key=itemgetter(0), default=None)


def heard(other: Connection) -> tuple[Any, list[str]]:
    """What another process says next: facts, and lines that are ready to be told."""
    try:
        facts, _, lines = other.recv_bytes().partition(b"\n")
    except EOFError as error:
        raise ChildProcessError("a process of the replay ended before its time") from error
    return orjson.loads(facts), lines.decode().split("\n")


def said(facts: Any, lines: Iterable[str]) -> bytes:
    """What a process says at once; lines are sent as they are, for in JSON every quote of theirs would be doubled."""
    return orjson.dumps(facts) + b"\n" + "\n".join(lines).encode()


def visits(share: Share, others: Sequence[Connection]) -> Iterator[str]:
    """Every visit as the log leaves it, sorted by id."""
    sources = {FIRST: share.visits()} | dict(enumerate(map(visits_told, others), start=FIRST + 1))
    waiting: dict[str, str] = {}
    reached = dict.fromkeys(sources, "")  # the id up to which each process has told of its visits
    while reached:
        behind = min(reached, key=reached.__getitem__)
        if some := next(sources[behind], None):
            waiting |= some
            reached[behind] = next(reversed(some))
        else:
            del reached[behind]
        known_to = min(reached.values(), default=None)
        ready = sorted([visit_id for visit_id in waiting if known_to is None or visit_id <= known_to])
        yield as_lines([waiting.pop(visit_id) for visit_id in ready])


def visits_told(other: Connection) -> Iterator[dict[str, str]]:
    """The visits another process tells of."""
    while (some := heard(other))[0]:
        yield dict(zip(*some, strict=True))


def helpers(log: SharedLog, settings: Settings, processes: int) -> list[Connection]:
    """Starts the other processes: what each of them tells."""
    forked = get_context("fork")
    others: list[Connection] = []
    for number in range(FIRST + 1, processes):
        hears, tells = forked.Pipe(duplex=False)
        with suppress(PermissionError):
            fcntl(hears.fileno(), F_SETPIPE_SZ, AHEAD)
        others.append(hears)
        share = Share(settings, number, processes)
        forked.Process(target=help_out, args=(log, share, tells, others), daemon=True).start()
        tells.close()
    return others


def help_out(log: SharedLog, share: Share, tells: Connection, others: Sequence[Connection]) -> None:
    """Judges a share in another process, for as long as anybody listens."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    for other in others:
        other.close()
    with suppress(BrokenPipeError):
        for answered in what_it_says(log, share):
            tells.send_bytes(answered)


def what_it_says(log: SharedLog, share: Share) -> Iterator[bytes]:
    """Of each part of the log its error and its answers; then its visits, some at a time until there are none."""
    for first, lines in log.chunks():
        judged = share.judge(lines, first)
        yield said(judged.error, judged.answers.values())
        if judged.error:
            return
    for some in share.visits():
        yield said(list(some), some.values())
    yield said([], [])


def as_lines(texts: Sequence[str]) -> str:
    """Texts, each on a line of its own."""
    return "\n".join([*texts, ""])
