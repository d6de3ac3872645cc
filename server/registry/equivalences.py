"""等效事项: items of two agencies that inspect the same. One proposes, the other agrees, the bureau approves."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from sqlalchemy import UnaryExpression, or_, select

from server import clock, trail
from server.db import db, lock, transaction
from server.ids import is_id, new_id
from server.policy import Actor, may, require
from server.refusals import NOT_FOUND, SAME_ITEM, TEXT_TOO_LONG, UNKNOWN_ITEM, Refused
from server.registry import equivalence_rules as rules
from server.registry.equivalence_rules import OVER, Side
from server.registry.tables import InspectionItemRow, ItemEquivalenceRow
from server.vocabulary import EquivalenceAct, EquivalenceState

MOST_LETTERS = 500
ACTIONS = {
    EquivalenceAct.AGREED: "equivalence.agree", EquivalenceAct.APPROVED: "equivalence.approve",
    EquivalenceAct.DECLINED: "equivalence.decline", EquivalenceAct.ENDED: "equivalence.end",
}  # fmt: skip


def propose(code: str, other_code: str, reason: str, actor: Actor) -> str:
    """Proposes that two items inspect the same and returns the pair's id; one that stands is left as it is."""
    item, other = _item(code), _item(other_code)
    require("equivalence.propose", actor, agency=item.agency_id)
    if item.id == other.id:
        raise Refused(SAME_ITEM)
    _require_said(EquivalenceAct.PROPOSED, reason)
    first, second = sorted([item.id, other.id])
    with transaction():
        lock(f"equivalence:{first}:{second}")
        row = db.session.scalar(select(ItemEquivalenceRow).filter_by(item_id=first, other_id=second))
        if row is None:
            row = ItemEquivalenceRow(id=new_id(), item_id=first, other_id=second)
        elif row.state not in OVER:
            return row.id
        _begin(row, item.agency_id, reason, actor)
        return row.id


def act(pair_id: str, what: EquivalenceAct, reason: str, actor: Actor) -> None:
    """One step of a pair: agreed to, approved, declined or ended; told to the trail and to the phones."""
    with transaction():
        row = held(pair_id)
        own = sides(row, what, actor)
        if not own:
            raise Refused(NOT_FOUND)
        _require_said(what, reason)
        row.state = rules.then(EquivalenceState(row.state), what, own)
        row.reason = reason or row.reason
        if what is EquivalenceAct.AGREED:
            row.agreed_at, row.agreed_by = clock.now(), actor.account_id
        # Whoever asks which pairs count looks at this alone.
        in_force = row.state == EquivalenceState.APPROVED
        row.approved_at, row.approved_by = (clock.now(), actor.account_id) if in_force else (None, None)
        _tell(what, row, reason, actor)


def may_propose(item: InspectionItemRow, actor: Actor) -> bool:
    """Whether somebody may propose an equivalent of an item."""
    return may("equivalence.propose", actor, agency=item.agency_id)


def acts_of(row: ItemEquivalenceRow, actor: Actor) -> list[EquivalenceAct]:
    """What somebody may do about a pair now."""
    state = EquivalenceState(row.state)
    return [what for what in ACTIONS if what in rules.acts(state, sides(row, what, actor))]


def sides(row: ItemEquivalenceRow, what: EquivalenceAct, actor: Actor) -> set[Side]:
    """How somebody stands to a pair, as far as he may do this; a stranger learns of nothing."""
    action = ACTIONS[what]
    found = {_side(row, agency) for agency in agencies(row) if may(action, actor, agency=agency)}
    found |= {Side.OTHER} if found and len(agencies(row)) == 1 else set()
    return found | ({Side.BUREAU} if may(action, actor) else set())


def agencies(row: ItemEquivalenceRow) -> set[str]:
    """The agencies of the two items."""
    return {row.item.agency_id, row.other.agency_id}


def held(pair_id: str) -> ItemEquivalenceRow:
    """A pair, held against others until the transaction ends."""
    lock(f"equivalence:{pair_id}")
    row = db.session.get(ItemEquivalenceRow, pair_id, populate_existing=True) if is_id(pair_id) else None
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def of_item(code: str) -> Sequence[ItemEquivalenceRow]:
    """The pairs an item is or was in, the newest first."""
    either = or_(ItemEquivalenceRow.item_id == code, ItemEquivalenceRow.other_id == code)
    return db.session.scalars(select(ItemEquivalenceRow).where(either).order_by(_newest())).all()


def of_states(states: Iterable[EquivalenceState]) -> Sequence[ItemEquivalenceRow]:
    """The pairs that stand so, the newest first."""
    wanted = select(ItemEquivalenceRow).where(ItemEquivalenceRow.state.in_(list(states)))
    return db.session.scalars(wanted.order_by(_newest())).all()


def count_waiting(actor: Actor) -> int:
    """How many pairs wait for this person's word."""
    deciding = {EquivalenceAct.AGREED, EquivalenceAct.APPROVED}
    waiting = of_states([EquivalenceState.PROPOSED, EquivalenceState.AGREED])
    return sum(bool(deciding & set(acts_of(row, actor))) for row in waiting)


def _newest() -> UnaryExpression[datetime]:
    return ItemEquivalenceRow.proposed_at.desc()


def _item(code: str) -> InspectionItemRow:
    row = db.session.get(InspectionItemRow, code)
    if row is None:
        raise Refused(UNKNOWN_ITEM, item=code)
    return row


def _side(row: ItemEquivalenceRow, agency: str) -> Side:
    return Side.PROPOSER if agency == row.proposed_for else Side.OTHER


def _require_said(what: EquivalenceAct, reason: str) -> None:
    rules.require_said(what, reason)
    if len(reason) > MOST_LETTERS:
        raise Refused(TEXT_TOO_LONG, most=MOST_LETTERS)


def _begin(row: ItemEquivalenceRow, agency: str, reason: str, actor: Actor) -> None:
    row.state, row.reason, row.proposed_for = EquivalenceState.PROPOSED, reason, agency
    row.proposed_at, row.proposed_by = clock.now(), actor.account_id
    row.agreed_at = row.agreed_by = row.approved_at = row.approved_by = None
    db.session.add(row)
    db.session.flush()
    _tell(EquivalenceAct.PROPOSED, row, reason, actor)


def _tell(what: EquivalenceAct, row: ItemEquivalenceRow, reason: str, actor: Actor) -> None:
    facts = {"items": [row.item_id, row.other_id], "reason": reason}
    trail.append(
        f"item_equivalence.{what}", "item_equivalence", row.id, facts, account_id=actor.account_id,
        agency_id=row.proposed_for,
    )  # fmt: skip
    if what in (EquivalenceAct.APPROVED, EquivalenceAct.ENDED):
        trail.touched("item_equivalence", row.id)
