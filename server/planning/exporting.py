"""The district's own filing log in the replay format, so that anyone can recompute its decisions.

A covert plan that has not begun is left out unless asked for. It joins nothing and nothing joins it, so every other
decision stands without it, but for one: its own agency may have been refused the same item for its sake. Such a
refusal changed nothing, and is left out with it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime, time
from typing import Any

import orjson
from sqlalchemy import select

from server.db import db
from server.planning import queries, rules, settings_told, standing_told, told
from server.planning.tables import PlanItemRow, PlanRow, VisitRow
from server.planning.told import Event
from server.registry.tables import EnterpriseRow, PremisesRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import Cause, PlanState, VisitState

BEGUN = (VisitState.STARTED, VisitState.COMPLETED)
FACTS = (
    PlanRow.id, PlanRow.number, PlanRow.agency_id, EnterpriseRow.credit_code, PremisesRow.number.label("premises"),
    PlanRow.channel, PlanRow.cause, PlanRow.reference, PlanRow.visit_on, PlanRow.earliest, PlanRow.latest,
    PlanRow.fixed_day, PlanRow.urgent, PlanRow.filed_at, PlanRow.state, PlanRow.decision,
    VisitRow.state.label("visit_state"), TrailEntryRow.id.label("entry"),
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """Which days of filing, both included, and whether for the supervisor's eyes."""

    since: date | None = None
    until: date | None = None
    sealed: bool = False


def log(asked: Asked) -> Iterator[bytes]:
    """The lines in time order; a part of the log begins with what stands at its first moment."""
    events = whole_log(asked.sealed)
    if asked.since:
        begins = datetime.combine(asked.since, time(), rules.LOCAL)
        before = [event for event in events if event.at < begins]
        stands = standing_told.events(before, begins, settings_told.longest_reach())
        events = [*stands, *events[len(before) :]]
    for event in events:
        if not asked.until or event.at.astimezone(rules.LOCAL).date() <= asked.until:
            yield line(event)


def whole_log(sealed: bool) -> list[Event]:
    """Everything that happened, in time order."""
    filed = known(sealed)
    entries = {row.id: row.entry or "" for row, _ in filed}
    names = names_of_visits(entries)
    events = [filing(row, codes) for row, codes in filed]
    events += [*told.withdrawals(entries), *told.moves(names), *told.steps(names, entries), *told.lapses()]
    events.sort(key=lambda event: event[:3])
    if events:
        first = events[0].at.astimezone(rules.LOCAL).date()
        events = sorted([*settings_told.changes(first), *events], key=lambda event: event[:3])
    return events


def line(event: Event) -> bytes:
    """An event as a line of the log."""
    return orjson.dumps({"at": event.at.astimezone(rules.LOCAL).isoformat()} | event.fields) + b"\n"


def known(sealed: bool) -> list[tuple[Any, list[str]]]:
    """Every plan that may be told, with its items."""
    of_plan = (TrailEntryRow.entity_id == PlanRow.id) & TrailEntryRow.kind.in_(("plan.filed", "plan.refused"))
    rows = db.session.execute(
        select(*FACTS).join(PremisesRow, PremisesRow.id == PlanRow.premises_id)
        .join(EnterpriseRow, EnterpriseRow.id == PremisesRow.enterprise_id)
        .outerjoin(VisitRow, VisitRow.id == PlanRow.visit_id)
        .outerjoin(TrailEntryRow, of_plan & (TrailEntryRow.entity == "plan"))
        .order_by(PlanRow.number)
    ).all()  # fmt: skip
    codes: dict[str, list[str]] = defaultdict(list)
    for plan_id, code in db.session.execute(select(PlanItemRow.plan_id, PlanItemRow.item_id)):
        codes[plan_id].append(code)
    hidden = set() if sealed else {row.id for row in rows if is_sealed(row)}
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
    return Event(row.filed_at, row.entry or "", 0, {
        "event": "plan.filed", "plan": row.id, "agency": row.agency_id, "credit_code": row.credit_code,
        "premises": row.premises, "items": codes, "channel": row.channel, "cause": row.cause,
        "reference": row.reference, "visit_on": row.visit_on, "earliest": row.earliest, "latest": row.latest,
        "fixed_day": row.fixed_day, "urgent": row.urgent,
    })  # fmt: skip


def names_of_visits(plan_ids: Collection[str]) -> dict[str, str]:
    """How the log names the visits that these plans founded."""
    founded = select(VisitRow.id, VisitRow.founding_plan_id).where(VisitRow.founding_plan_id.is_not(None))
    return {visit: f"v:{plan}" for visit, plan in db.session.execute(founded) if plan in plan_ids}


def settings_in_force(on: date) -> bytes:
    """The settings of a day, as a replay reads them."""
    _, settings = queries.settings_on(on)
    return orjson.dumps(asdict(settings))
