"""What the district's trail tells beside the filings: each act as a line of the replay format."""

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

import orjson
from sqlalchemy import func, select

from server.db import db
from server.planning import rules
from server.planning.tables import VisitRow
from server.trail.tables import TrailEntryRow


class Event(NamedTuple):
    """One line of the log; what happened at one moment stands in its order, a visit's steps after its plan."""

    at: datetime
    order: str
    step: int
    fields: dict[str, Any]


def withdrawals(filed: Mapping[str, str]) -> Iterator[Event]:
    """The plans that were withdrawn."""
    for entry in entries("plan.withdrawn"):
        if entry.entity_id in filed:
            yield Event(entry.received_at, entry.id, 0, {"event": "plan.withdrawn", "plan": entry.entity_id})


def moves(names: Mapping[str, str]) -> Iterator[Event]:
    """The visits that were moved to another day, by their lead or because all consented to a proposal."""
    for entry in entries("visit.moved"):
        if entry.entity_id in names:
            yield moved(entry, [names[entry.entity_id]], facts_of(entry)["visit_on"])
    for entry in entries("visit.gathered"):
        facts = facts_of(entry)
        named = [each["visit"] for each in facts["before"]]
        if facts["into"] == entry.entity_id and all(each in names for each in named):
            yield moved(entry, [names[each] for each in named], facts["visit_on"])


def moved(entry: Any, visits: list[str], day: str) -> Event:
    """One visit on another day, or several that became one on it."""
    what: dict[str, Any] = {"event": "visit.moved", "visit": visits[0], "visit_on": day}
    if len(visits) > 1:
        what = {"event": "visit.gathered", "visits": visits, "visit_on": day}
    return Event(entry.received_at, entry.id, 0, what)


def lapses() -> Iterator[Event]:
    """The moments at which visits were seen to have lapsed, so that a replay sees it too."""
    for at in sorted({entry.received_at for entry in entries("visit.lapsed")}):
        yield Event(at, "", 0, {"event": "clock"})


def steps(names: Mapping[str, str], filed: Mapping[str, str]) -> Iterator[Event]:
    """The visits that were started in time and those of them that were completed.

    A visit counts from when the server knew of it: until then filings were judged as if it stood.
    """
    opened = first_opened()
    for visit in db.session.execute(
        select(VisitRow.id, VisitRow.visit_on, VisitRow.founding_plan_id, VisitRow.started_at, VisitRow.completed_at)
        .where(VisitRow.started_at.is_not(None))
    ):  # fmt: skip
        at = opened.get(visit.id, visit.started_at)
        in_time = (at.astimezone(rules.LOCAL).date() - visit.visit_on) <= timedelta(days=rules.DAYS_TO_START)
        if visit.id not in names or not in_time:
            continue
        name, order = names[visit.id], filed[visit.founding_plan_id]
        yield Event(at, order, 1, {"event": "visit.started", "visit": name})
        if visit.completed_at:
            yield Event(max(at, visit.completed_at), order, 2, {"event": "visit.completed", "visit": name})


def first_opened() -> dict[str, datetime]:
    """When the server first knew of each visit that it was opened."""
    about, at = TrailEntryRow.entity_id, func.min(TrailEntryRow.received_at)
    wanted = TrailEntryRow.kind == "visit.opened", TrailEntryRow.entity == "visit"
    rows = db.session.execute(select(about, at).where(*wanted).group_by(about))
    return {row[0]: row[1] for row in rows}


def entries(kind: str) -> Iterator[Any]:
    """The trail's entries of a kind, in their order."""
    named = TrailEntryRow.id, TrailEntryRow.entity_id, TrailEntryRow.received_at, TrailEntryRow.body
    yield from db.session.execute(select(*named).where(TrailEntryRow.kind == kind).order_by(TrailEntryRow.id))


def facts_of(entry: Any) -> dict[str, Any]:
    """What an entry made at a desk says."""
    return dict(orjson.loads(entry.body)["body"])
