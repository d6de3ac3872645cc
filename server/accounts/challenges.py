"""What a passkey has to answer to sign in or to prove who is there: in the signed cookie, good once for ten minutes."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import session

from server import clock
from server.refusals import PASSKEY_FAILED, Refused

STANDS = timedelta(minutes=10)


@dataclass(frozen=True)
class Challenge:
    """The bytes to be answered, and since when: an answer older than the passkey's last use has been given before."""

    asked: bytes
    asked_at: datetime


def keep(challenge: bytes) -> None:
    """Remembers what this browser was asked; what it was asked before is void."""
    session["challenge"] = [challenge.hex(), clock.now().isoformat()]


def take() -> Challenge:
    """What this browser was asked last; taken once."""
    kept = session.pop("challenge", None)
    if kept is None:
        raise Refused(PASSKEY_FAILED)
    taken = Challenge(bytes.fromhex(kept[0]), datetime.fromisoformat(kept[1]))
    if clock.now() - taken.asked_at > STANDS:
        raise Refused(PASSKEY_FAILED)
    return taken
