"""Replays a log of filings so that anyone can recompute every decision: lines in, decisions and visits out."""

import json
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import IO, Any

from server.planning import rules
from server.planning.district import District
from server.planning.kinds import is_emergency
from server.planning.lines import BadLine, Line, read_line, read_object, read_plan, words
from server.planning.values import Decision, Plan, Settings, Visit
from server.vocabulary import FilingOutcome

Fields = dict[str, Any]
as_json = json.JSONEncoder(ensure_ascii=False).encode


class ReplayError(Exception):
    """A line of the log that is broken or cannot have happened: its number, from 1, and why."""

    def __init__(self, line: int, reason: str) -> None:
        super().__init__(f"line {line}: {reason}")
        self.line = line
        self.reason = reason


def run(stream_in: IO[bytes], stream_out: IO[str], stream_err: IO[str], settings: Settings) -> int:
    """Replays a stream as JSON Lines; the exit status is 2 when a line is bad, and nothing follows it."""
    try:
        for fields in replay(stream_in, settings):
            stream_out.write(as_json(fields) + "\n")
    except ReplayError as error:
        stream_err.write(f"{error}\n")
        return 2
    return 0


def replay(lines: Iterable[bytes | str], settings: Settings) -> Iterator[Fields]:
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
            decided = happen(line, district, number)
        except BadLine as error:
            raise ReplayError(number, str(error)) from error
        except OverflowError as error:
            raise ReplayError(number, "beyond the calendar") from error
        before = line.at
        if decided:
            yield decided
    if before:
        district.lapse_all(before)
    yield from (visit_line(visit) for _, visit in sorted(district.visits.items()))


def happen(line: Line, district: District, number: int) -> Fields | None:
    """What one line does to the district, and the decision it calls for."""
    match line.event:
        case "plan.filed":
            plan = read_plan(line.facts, number)
            visit_id, decision = district.file(plan, read_object(line.facts), line.at)
            return filing_line(number, plan, visit_id, decision)
        case "plan.withdrawn":
            plan_id = words(line.facts, "plan")
            return withdrawal_line(number, plan_id, *district.withdraw(plan_id, line.at))
        case "visit.started":
            district.start(words(line.facts, "visit"), line.at)
        case "visit.completed":
            district.complete(words(line.facts, "visit"), line.at)
    return None


def filing_line(number: int, plan: Plan, visit_id: str | None, decision: Decision) -> Fields:
    """The decision on a filing, as a line."""
    fields: Fields = {"line": number, "plan": plan.id, "outcome": decision.outcome}
    if decision.outcome is FilingOutcome.REFUSED:
        return fields | refusal(decision)
    fields |= {"visit": visit_id, "visit_on": str(decision.visit_on)}
    if is_emergency(plan):
        fields["pulled"] = decision.pulled
    return fields


def refusal(decision: Decision) -> Fields:
    """Why not, and the day that would do instead."""
    days = {name: str(day) for name, day in decision.facts.items() if name in ("earliest", "first_free")}
    return {"because": decision.because} | days


def withdrawal_line(number: int, plan_id: str, left: Visit | None, decision: Decision) -> Fields:
    """The decision on a withdrawal, as a line."""
    fields = {"line": number, "plan": plan_id, "outcome": decision.outcome}
    return fields | ({"visit": left.id, "visit_state": left.state} if left else refusal(decision))


def visit_line(visit: Visit) -> Fields:
    """A visit as the log leaves it."""
    lead = rules.leading(visit.plans)
    return {
        "visit": visit.id,
        "visit_on": str(visit.visit_on),
        "state": visit.state,
        "plans": sorted(plan.id for plan in visit.plans),
        "lead": lead.id if lead else None,
    }
