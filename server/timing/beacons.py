"""Beacons: what the server gives out so that a record which contains it proves that it was not made earlier."""

import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.exc import OperationalError

from server import clock, trail
from server.db import ask, db, lock, transaction
from server.timing.tables import BeaconRow

BYTES = 16
EVERY = timedelta(minutes=5)
AT_THE_DOOR = timedelta(minutes=1)
BEACON = BeaconRow.__table__.c
NEWEST = select(BEACON.number, BEACON.value, BEACON.made_at).order_by(BEACON.number.desc()).limit(1)
ADD = insert(BeaconRow.__table__)


def current(within: timedelta = EVERY) -> str | None:
    """The newest beacon, a new one where it is older than `within`; where nothing can be written, the one there is."""
    newest = _newest()
    if _stands(newest, within):
        return str(newest.value)
    try:
        return _issued(within)
    except OperationalError:
        db.session.rollback()
        return newest.value if newest else None


def _newest() -> Any:
    return ask(NEWEST).first()


def _stands(newest: Any, within: timedelta) -> bool:
    """A clock that was set back makes the newest look as if it came from the future: then another is due as well."""
    return newest is not None and timedelta() <= clock.now() - newest.made_at < within


def _issued(within: timedelta) -> str:
    with transaction():
        lock("beacon")
        newest = _newest()
        if _stands(newest, within):  # Somebody else was first.
            return str(newest.value)
        value, number = secrets.token_hex(BYTES), newest.number + 1 if newest else 1
        ask(ADD, {"number": number, "value": value, "made_at": clock.now()})
        trail.append("beacon.issued", "beacon", str(number), {"value": value})
        return value
