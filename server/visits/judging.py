"""Judging what was recorded: each breach is noticed once per visit, kind and inspector, for oversight."""

from collections.abc import Iterable
from typing import Any, NamedTuple

import orjson
from sqlalchemy import select

from server import clock, trail
from server.db import db
from server.planning.tables import VisitRow
from server.registry.tables import InspectorRow
from server.trail import Operation
from server.trail.tables import TrailEntryRow
from server.visits import rules
from server.visits.rules import Breach, Planned
from server.vocabulary import Irregularity, VisitState

NOTICED = "irregularity.noticed"


def judge_entry(
    operation: Operation, body: dict[str, Any], visit: VisitRow, planned: Planned, inspector: InspectorRow
) -> None:
    """Compares an entry with what had been filed."""
    day = clock.local_day(rules.happened_at(operation.made_at, operation.received_at, operation.skew_ms))
    check_in = rules.CheckIn(
        inspector=inspector.id,
        on=day,
        present=frozenset(body["present"]),
        credit_code=body["credit_code"],
        badge_valid=any(badge.valid_from <= day <= badge.valid_until for badge in inspector.badges),
    )
    _notice(operation, visit, rules.breaches(check_in, planned))
    judge_time(operation, visit)


def judge_time(operation: Operation, visit: VisitRow) -> None:
    """Looks at the phone's clock, at the delay, and at what was recorded after the visit was over."""
    claim = (operation.made_at, operation.received_at, operation.skew_ms)
    found = rules.time_breaches(*claim)
    over = visit.completed_at if visit.state == VisitState.COMPLETED and operation.kind != "visit.closed" else None
    if over and rules.happened_at(*claim) > over:
        found.append(Breach(Irregularity.VISIT_CLOSED, {"completed_at": over}))
    _notice(operation, visit, found)


def _notice(operation: Operation, visit: VisitRow, found: Iterable[Breach]) -> None:
    for breach in found:
        notice(visit.id, breach, Recorder(operation.id, operation.agency_id, operation.inspector_id))


class Recorder(NamedTuple):
    """Which operation shows a breach, for which agency it was recorded, and by whom."""

    operation: str
    agency: str | None
    inspector: str | None


def notice(visit_id: str, breach: Breach, by: Recorder) -> None:
    """Tells oversight of a breach, once for the visit and the inspector."""
    if (breach.kind, by.inspector) in _noticed(visit_id):
        return
    facts = {**breach.facts, "kind": breach.kind, **by._asdict()}
    trail.append(NOTICED, "visit", visit_id, facts, agency_id=by.agency)
    db.session.flush()


def has_noticed(visit_id: str, kind: Irregularity, inspector_id: str) -> bool:
    """Whether oversight knows already."""
    return (kind, inspector_id) in _noticed(visit_id)


def _noticed(visit_id: str) -> set[tuple[str, str | None]]:
    entries = db.session.scalars(
        select(TrailEntryRow.body).where(
            TrailEntryRow.entity == "visit", TrailEntryRow.entity_id == visit_id, TrailEntryRow.kind == NOTICED
        )
    )
    bodies = [orjson.loads(entry)["body"] for entry in entries]
    return {(each["kind"], each["inspector"]) for each in bodies}
