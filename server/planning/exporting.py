"""The district's own filing log in the replay format, so that anyone can recompute its decisions.

A covert plan that has not begun is left out unless asked for. It joins nothing and nothing joins it, so every other
decision stands without it, but for one: its own agency may have been refused the same item for its sake. Such a
refusal changed nothing, and is left out with it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

import orjson
from sqlalchemy import func, select

from server.db import db
from server.planning import queries, rules
from server.planning.tables import PlanItemRow, PlanRow, VisitRow
from server.registry.tables import EnterpriseRow, PremisesRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import Cause, PlanState, VisitState

BEGUN = (VisitState.STARTED, VisitState.COMPLETED)
FACTS = (
    PlanRow.id, PlanRow.number, PlanRow.agency_id, EnterpriseRow.credit_code, PremisesRow.number.label("premises"),
    PlanRow.channel, PlanRow.cause, PlanRow.reference, PlanRow.visit_on, PlanRow.earliest, PlanRow.latest,
    PlanRow.fixed_day, PlanRow.urgent, PlanRow.filed_at, PlanRow.state, PlanRow.decision,
    VisitRow.state.label("visit_state"),
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Which days of filing, both included, and whether for the supervisor's eyes."""

    since: date | None = None
    until: date | None = None
    sealed: bool = False


class Event(NamedTuple):
    """One line of the log; what happened at one moment stands in the order of filing, a visit's steps after it."""

    at: datetime
    number: int
    step: int
    fields: dict[str, Any]


def log(asked: Asked) -> Iterator[bytes]:
    """The lines in time order."""
    filed = known(asked)
    founders = {row.id: row.number for row, _ in filed}
    events = [filing(row, codes) for row, codes in filed]
    events += withdrawals(founders)
    events += steps(founders)
    events += lapses()
    for event in sorted(events, key=lambda event: event[:3]):
        local = event.at.astimezone(rules.LOCAL)
        if (asked.since or local.date()) <= local.date() <= (asked.until or local.date()):
            yield orjson.dumps({"at": local.isoformat()} | event.fields) + b"\n"


def known(asked: Asked) -> list[tuple[Any, list[str]]]:
    """Every plan that may be told, with its items."""
    rows = db.session.execute(
        select(*FACTS).join(PremisesRow, PremisesRow.id == PlanRow.premises_id)
        .join(EnterpriseRow, EnterpriseRow.id == PremisesRow.enterprise_id)
        .outerjoin(VisitRow, VisitRow.id == PlanRow.visit_id)
        .order_by(PlanRow.number)
    ).all()  # fmt: skip
    codes: dict[str, list[str]] = defaultdict(list)
    for plan_id, code in db.session.execute(select(PlanItemRow.plan_id, PlanItemRow.item_id)):
        codes[plan_id].append(code)
    hidden = set() if asked.sealed else {row.id for row in rows if is_sealed(row)}
    secrets = {(row.agency_id, row.credit_code, code) for row in rows if row.id in hidden for code in codes[row.id]}
    return [
        (row, sorted(codes[row.id]))
        for row in rows
        if row.id not in hidden and not gives_away(row, codes[row.id], secrets)
    ]


def is_sealed(row: Any) -> bool:
    """A covert plan whose visit has not begun, or never did."""
    return row.cause == Cause.COVERT and row.visit_state not in BEGUN


def gives_away(row: Any, codes: list[str], secrets: set[tuple[str, str, str]]) -> bool:
    """A refusal of an item that its agency also has in a plan left out."""
    refused = row.state == PlanState.REFUSED and row.decision.get("because") == "item_already_planned"
    return refused and any((row.agency_id, row.credit_code, code) in secrets for code in codes)


def filing(row: Any, codes: list[str]) -> Event:
    """A plan as it was filed."""
    return Event(row.filed_at, row.number, 0, {
        "event": "plan.filed", "plan": row.id, "agency": row.agency_id, "credit_code": row.credit_code,
        "premises": row.premises, "items": codes, "channel": row.channel, "cause": row.cause,
        "reference": row.reference, "visit_on": row.visit_on, "earliest": row.earliest, "latest": row.latest,
        "fixed_day": row.fixed_day, "urgent": row.urgent,
    })  # fmt: skip


def withdrawals(numbers: dict[str, int]) -> Iterator[Event]:
    """The plans that were withdrawn."""
    for at, plan_id in told("plan.withdrawn", "plan"):
        if plan_id in numbers:
            yield Event(at, numbers[plan_id], 1, {"event": "plan.withdrawn", "plan": plan_id})


def lapses() -> Iterator[Event]:
    """The moments at which visits were seen to have lapsed, so that a replay sees it too."""
    for at in sorted({at for at, _ in told("visit.lapsed", "visit")}):
        yield Event(at, 0, 0, {"event": "clock"})


def steps(numbers: dict[str, int]) -> Iterator[Event]:
    """The visits that were started in time and those of them that were completed.

    A visit counts from when the server knew of it: until then filings were judged as if it stood.
    """
    opened = dict(told("visit.opened", "visit", first=True))
    for visit in db.session.execute(
        select(VisitRow.id, VisitRow.visit_on, VisitRow.founding_plan_id, VisitRow.started_at, VisitRow.completed_at)
        .where(VisitRow.started_at.is_not(None))
    ):  # fmt: skip
        at = opened.get(visit.id, visit.started_at)
        in_time = (at.astimezone(rules.LOCAL).date() - visit.visit_on) <= timedelta(days=rules.DAYS_TO_START)
        if visit.founding_plan_id not in numbers or not in_time:
            continue
        number, name = numbers[visit.founding_plan_id], f"v:{visit.founding_plan_id}"
        yield Event(at, number, 1, {"event": "visit.started", "visit": name})
        if visit.completed_at:
            yield Event(max(at, visit.completed_at), number, 2, {"event": "visit.completed", "visit": name})


def told(kind: str, entity: str, *, first: bool = False) -> Iterator[tuple[Any, ...]]:
    """When the trail was told of something, and of what; only the first time where asked."""
    about, at = TrailEntryRow.entity_id, TrailEntryRow.received_at
    wanted = (TrailEntryRow.kind == kind, TrailEntryRow.entity == entity)
    if first:
        yield from map(tuple, db.session.execute(select(about, func.min(at)).where(*wanted).group_by(about)))
    else:
        yield from map(tuple, db.session.execute(select(at, about).where(*wanted)))


def settings_in_force(on: date) -> bytes:
    """The settings of a day, as a replay reads them."""
    _, settings = queries.settings_on(on)
    return orjson.dumps(asdict(settings))
