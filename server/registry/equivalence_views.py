"""Pairs of equivalent items as the desk shows them: both sides by name, what the reader may do, and the history."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import orjson
from sqlalchemy import select

from server import clock
from server.db import db
from server.ids import is_id
from server.policy import Actor, may
from server.refusals import NOT_FOUND, Refused
from server.registry import equivalences
from server.registry.tables import InspectionItemRow, ItemEquivalenceRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import EquivalenceAct, EquivalenceState

KIND = "item_equivalence."
WAITING = (EquivalenceState.PROPOSED, EquivalenceState.AGREED)


@dataclass(frozen=True)
class Half:
    """One item of a pair."""

    code: str
    name: str
    agency: str
    proposed: bool


@dataclass(frozen=True)
class Pair:
    """A pair with its state and what the reader may do about it."""

    id: str
    halves: tuple[Half, Half]
    state: EquivalenceState
    reason: str
    proposed_at: datetime
    acts: list[EquivalenceAct]

    def besides(self, code: str) -> Half:
        """The other item."""
        return self.halves[1] if self.halves[0].code == code else self.halves[0]


@dataclass(frozen=True)
class Entry:
    """One step of a pair, as the trail holds it."""

    act: EquivalenceAct
    at: datetime
    reason: str


def pairs(state: str, actor: Actor) -> list[Pair]:
    """The pairs of a state, or all; those that wait for the reader on top."""
    states = [EquivalenceState(state)] if state in set(EquivalenceState) else list(EquivalenceState)
    found = [_pair(row, actor) for row in equivalences.of_states(states)]
    return sorted(found, key=lambda pair: pair.state not in WAITING or not pair.acts)


def of_item(code: str, actor: Actor) -> list[Pair]:
    """The pairs an item is in."""
    return [_pair(row, actor) for row in equivalences.of_item(code)]


def one(pair_id: str, actor: Actor) -> Pair:
    """One pair; refused when there is none."""
    row = db.session.get(ItemEquivalenceRow, pair_id) if is_id(pair_id) else None
    if row is None:
        raise Refused(NOT_FOUND)
    return _pair(row, actor)


def history(pair_id: str) -> list[Entry]:
    """Every step of a pair, in order; also those before it was proposed anew."""
    rows = db.session.scalars(
        select(TrailEntryRow)
        .where(TrailEntryRow.entity == "item_equivalence", TrailEntryRow.entity_id == pair_id)
        .order_by(TrailEntryRow.received_at, TrailEntryRow.id)
    )
    return [
        Entry(EquivalenceAct(row.kind.removeprefix(KIND)), row.received_at, orjson.loads(row.body)["body"]["reason"])
        for row in rows
    ]


def own_items(actor: Actor) -> Sequence[tuple[str, str]]:
    """The items that somebody may propose an equivalent of: code and words."""
    rows = db.session.scalars(select(InspectionItemRow).order_by(InspectionItemRow.id))
    return [
        (row.id, f"{_name(row)} · {row.id}") for row in rows if may("equivalence.propose", actor, agency=row.agency_id)
    ]


def _pair(row: ItemEquivalenceRow, actor: Actor) -> Pair:
    return Pair(
        id=row.id,
        halves=(_half(row.item, row), _half(row.other, row)),
        state=EquivalenceState(row.state),
        reason=row.reason,
        proposed_at=row.proposed_at,
        acts=equivalences.acts_of(row, actor),
    )


def _half(item: InspectionItemRow, row: ItemEquivalenceRow) -> Half:
    return Half(item.id, _name(item), item.agency.short_name, item.agency_id == row.proposed_for)


def _name(item: InspectionItemRow) -> str:
    """As its newest version that has begun calls it."""
    begun = [version for version in item.versions if version.valid_from <= clock.today()]
    return (begun or item.versions)[0].name
