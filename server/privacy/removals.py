"""依法移除: one person proposes with ground and order, another carries it out, and the log names all that went."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from server import clock, trail
from server.accounts.tables import AccountRow
from server.db import db, lock, transaction
from server.ids import is_id, new_id
from server.oversight.case_rules import require_second_person
from server.planning.tables import VisitRow
from server.privacy import destroying, marking, periods, reaching
from server.privacy.reaching import Reach
from server.privacy.tables import RemovalRow
from server.refusals import (
    INVALID,
    NOT_FOUND,
    REMOVAL_DECIDED,
    REMOVAL_STANDS,
    REMOVAL_TOO_EARLY,
    REMOVAL_UNFOUNDED,
    Refused,
)
from server.trail.removals import REMOVED
from server.vocabulary import RemovalGround, RemovalScope, RemovalState

MOST_LETTERS = 200


@dataclass(frozen=True)
class Order:
    """What is to go, on which ground, who ordered it, and under which document's number."""

    scope: RemovalScope
    target: str
    ground: RemovalGround
    ordered_by: str
    reference: str


def read(scope: str, target: str, ground: str, ordered_by: str, reference: str) -> Order:
    """An order as somebody wrote it; refuses one that leaves out who ordered it or by what."""
    if scope not in set(RemovalScope) or ground not in set(RemovalGround):
        raise Refused(INVALID, fields=scope if scope not in set(RemovalScope) else ground)
    if not ordered_by.strip() or not reference.strip():
        raise Refused(REMOVAL_UNFOUNDED)
    words = ordered_by.strip()[:100], reference.strip()[:MOST_LETTERS]
    return Order(RemovalScope(scope), target, RemovalGround(ground), *words)


def propose(order: Order, *, by: str) -> RemovalRow:
    """Asks a second person to carry an order out; nothing goes before."""
    with transaction():
        lock("removals")
        reach = reaching.of(order.scope, order.target)
        _require_none_stands(order)
        if order.ground is RemovalGround.EXPIRED:
            _require_expired(reach)
        row = RemovalRow(
            id=new_id(), scope=order.scope, target=order.target, about_visit=reach.visit, ground=order.ground,
            ordered_by=order.ordered_by, reference=order.reference, state=RemovalState.PROPOSED, proposed_by=by,
            proposed_at=clock.now(), entries=len(reach.entries), files=len(reach.files),
        )  # fmt: skip
        db.session.add(row)
        trail.append("removal.proposed", "removal", row.id, _facts(row), account_id=by)
        db.session.flush()
    return row


def carry_out(removal_id: str, *, by: str) -> RemovalRow:
    """A second person agrees: it is destroyed, in one transaction with the entry that names it."""
    with transaction():
        row = _proposed(removal_id)
        require_second_person(row.proposed_by, by)
        reach = reaching.of(RemovalScope(row.scope), row.target)
        gone = destroying.leaves(reach.entries)
        files = destroying.files(reach.files)
        marking.mark(RemovalScope(row.scope), row.target)
        row.state, row.decided_by, row.decided_at = RemovalState.DONE, by, clock.now()
        row.entries, row.files = len(gone), len(files)
        facts = {**_facts(row), "people": _people(row.proposed_by, by), "leaves": gone, "files": files}
        row.entry_id = trail.append(REMOVED, *_entity(row, reach), facts, account_id=by)
        if reach.visit:
            trail.touched("visit", reach.visit)
    destroying.sweep()
    return row


def send_back(removal_id: str, reason: str, *, by: str) -> None:
    """A second person disagrees, or whoever proposed it takes it back."""
    with transaction():
        row = _proposed(removal_id)
        row.state, row.returned = RemovalState.RETURNED, reason.strip()[:MOST_LETTERS] or "—"
        row.decided_by, row.decided_at = by, clock.now()
        facts = {"reason": row.returned, "scope": row.scope, "target": row.target}
        trail.append("removal.returned", "removal", row.id, facts, account_id=by)


def _require_none_stands(order: Order) -> None:
    same = select(RemovalRow.id).where(RemovalRow.scope == order.scope, RemovalRow.target == order.target)
    if db.session.scalar(same.where(RemovalRow.state != RemovalState.RETURNED)):
        raise Refused(REMOVAL_STANDS)


def _require_expired(reach: Reach) -> None:
    visit = db.session.get(VisitRow, reach.visit) if reach.visit else None
    if visit is None or visit.visit_on >= periods.evidence_before():
        raise Refused(REMOVAL_TOO_EARLY)


def _proposed(removal_id: str) -> RemovalRow:
    lock("removals")
    row = db.session.get(RemovalRow, removal_id, populate_existing=True) if is_id(removal_id) else None
    if row is None:
        raise Refused(NOT_FOUND)
    if row.state != RemovalState.PROPOSED:
        raise Refused(REMOVAL_DECIDED)
    return row


def _entity(row: RemovalRow, reach: Reach) -> tuple[str, str]:
    """What was removed of a visit is told among its entries; whose complaint it was is told to nobody."""
    return ("visit", reach.visit) if reach.visit else ("removal", row.id)


def _facts(row: RemovalRow) -> dict[str, Any]:
    named = {} if row.scope in (RemovalScope.COMPLAINT, RemovalScope.RATING) else {"target": row.target}
    return {
        "removal": row.id, "scope": row.scope, "ground": row.ground, "ordered_by": row.ordered_by,
        "reference": row.reference, **named,
    }  # fmt: skip


def _people(*accounts: str) -> Sequence[dict[str, str]]:
    """The two who stand for it, by name: the log says so to everybody who may read the entry."""
    rows = {account: db.session.get_one(AccountRow, account) for account in accounts}
    return [{"account": account, "name": row.name} for account, row in rows.items()]
