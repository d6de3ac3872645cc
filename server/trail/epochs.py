"""The log's epochs: after a backup was put back a new one begins, in the open, and quotes the end of the last."""

from collections.abc import Callable

from sqlalchemy import select

from server import clock
from server.db import db, lock, transaction
from server.trail import log
from server.trail.tables import EpochRow

Name = Callable[[int], tuple[str, str]]
"""Origin and public keys, a line each, of the epoch of a number."""


def current(name: Name) -> EpochRow:
    """The epoch that grows; the first begins when it is asked for."""
    return _last() or begin(name, quoting="")


def begin(name: Name, *, quoting: str) -> EpochRow:
    """A new epoch: its tree takes all entries that are still there, and the next says which state was signed last."""
    with transaction():
        lock("log epoch")
        last = _last()
        number = last.number + 1 if last else 1
        origin, keys = name(number)
        row = EpochRow(origin=origin, number=number, keys=keys, began_at=clock.now())
        db.session.add(row)
        log.append("log.begun", "log", row.origin, {"number": number, "keys": keys, "before": quoting})
        return row


def _last() -> EpochRow | None:
    return db.session.scalars(select(EpochRow).order_by(EpochRow.number.desc()).limit(1)).first()
