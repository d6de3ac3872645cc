"""Replays a log of filings so that anyone can recompute every decision: lines in, decisions and visits out."""

import gc
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import IO

from server.planning import answers
from server.planning.district import District
from server.planning.lines import BadLine, Line, read_line, read_object, read_plan, words
from server.planning.values import Settings


class ReplayError(Exception):
    """A line of the log that is broken or cannot have happened: its number, from 1, and why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


def run(stream_in: IO[bytes], stream_out: IO[str], stream_err: IO[str], settings: Settings) -> int:
    """Replays a stream as JSON Lines; the exit status is 2 when a line is bad, and nothing follows it."""
    try:
        with no_search_for_cycles():
            for answer in replay(stream_in, settings):
                stream_out.write(answer + "\n")
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


def replay(lines: Iterable[bytes | str], settings: Settings) -> Iterator[str]:
    """A decision for each `plan.*` line in turn, then one line for each visit."""
    district = District(settings)
    before: datetime | None = None
    for number, text in enumerate(lines, start=1):
        if not text.strip():
            continue
        try:
            line = read_line(text)
            if before and line.at < before:
                raise BadLine("time runs backwards")
            answer = happen(line, district, number)
        except BadLine as error:
            raise ReplayError(number, str(error)) from error
        except OverflowError as error:
            raise ReplayError(number, "beyond the calendar") from error
        before = line.at
        if answer:
            yield answer
    if before:
        district.lapse_all(before)
    for visit_id in sorted(district.visits):
        yield answers.standing(district.visits[visit_id])


def happen(line: Line, district: District, number: int) -> str | None:
    """What one line does to the district, and the decision it calls for."""
    match line.event:
        case "plan.filed":
            plan = read_plan(line.facts, number)
            return answers.filing(number, plan, *district.file(plan, read_object(line.facts), line.at))
        case "plan.withdrawn":
            plan_id = words(line.facts, "plan")
            return answers.withdrawal(number, plan_id, *district.withdraw(plan_id, line.at))
        case "visit.started":
            district.start(words(line.facts, "visit"), line.at)
        case "visit.completed":
            district.complete(words(line.facts, "visit"), line.at)
    return None
