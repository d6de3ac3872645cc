"""Every entry becomes a leaf of the tree in its own transaction: a commitment that tells nothing without its salt.

Salt and bytes can be destroyed where the law asks for it; the commitment stays, and with it the log.
"""

import os
from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from sqlalchemy import func, insert, select

from server.db import ahead, ask, db, last_before_commit, later, lock, locking
from server.trail.tables import LeafRow

SALT = 16
LEAF = LeafRow.__table__.c
ADD = insert(LeafRow.__table__)
LAST = select(func.max(LEAF.log_index))


def commitment(salt: bytes, body: bytes) -> bytes:
    """What stands in the log of an entry's bytes: SHA-256(salt || bytes)."""
    return sha256(salt + body).digest()


def note(entries: Sequence[Mapping[str, Any]]) -> None:
    """Remembers what the running transaction appended: (id, bytes) of each, in order."""
    noted = db.session.info.setdefault("leaves", [])
    noted.extend((each["id"], each["body"]) for each in entries)


@last_before_commit
def number() -> None:
    """Gives what was noted its places, behind one another, holding the log's end until the commit."""
    noted = db.session.info.pop("leaves", [])
    if noted:
        ahead(locking("trail log"), (LAST, {}))
        lock("trail log")
        later(ADD, rows(noted, size()))


def number_now() -> None:
    """The same before the commit, for a past that is signed within the transaction that makes it up."""
    if noted := db.session.info.pop("leaves", []):
        add(noted, size())


def size() -> int:
    """How many leaves there are."""
    last = ask(LAST).scalar()
    return 0 if last is None else int(last) + 1


def add(entries: Iterable[tuple[str, bytes]], first: int) -> None:
    """Stores the leaves of entries from this place on."""
    ask(ADD, rows(entries, first))


def rows(entries: Iterable[tuple[str, bytes]], first: int) -> list[dict[str, Any]]:
    """The leaves of entries from this place on."""
    entries = list(entries)
    salts = os.urandom(SALT * len(entries))
    return [
        {"log_index": place, "entry_id": entry_id, "salt": salt, "commitment": commitment(salt, body)}
        for place, (entry_id, body), salt in zip(
            range(first, first + len(entries)), entries, _parts(salts), strict=True
        )
    ]


def _parts(salts: bytes) -> Iterable[bytes]:
    return (salts[begin : begin + SALT] for begin in range(0, len(salts), SALT))
