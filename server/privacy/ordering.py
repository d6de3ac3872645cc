"""Carries out, at one go, an order to remove that two people confirm by their sign-in names: `mashang redact`."""

from collections.abc import Sequence

from sqlalchemy import select, text

from server.accounts import two_people
from server.db import db
from server.feedback.complaint_tables import ComplaintRow
from server.privacy import removals
from server.privacy.removals import Order
from server.privacy.tables import RemovalRow
from server.vocabulary import RemovalScope


def redact(order: Order, names: Sequence[str]) -> RemovalRow:
    """Proposes in the first one's name and carries out in the second's; raises NotTwo and Refused."""
    first, second, *_others = two_people.confirmed(names, _account)
    return removals.carry_out(removals.propose(order, by=first).id, by=second)


def named(scope: str, target: str) -> str:
    """A complaint may be named by its number."""
    if scope != RemovalScope.COMPLAINT:
        return target
    return db.session.scalar(select(ComplaintRow.id).where(ComplaintRow.number == target)) or target


def _account(query: str, values: dict[str, str]) -> str | None:
    return db.session.scalar(text(query), values)
