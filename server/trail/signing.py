"""The process that signs the log: at least once a minute while it grows, sooner after a thousand entries."""

import os
import time
from collections.abc import Callable
from datetime import timedelta

import structlog
from flask import Flask
from sqlalchemy import select

from server import clock
from server.db import db, transaction
from server.trail import checkpoints, leaves
from server.trail import log as trail_log
from server.trail.tables import TrailEntryRow
from server.vocabulary import Irregularity

ENTRY = TrailEntryRow.__table__.c
NOTICED = "irregularity.noticed"
ONE_ALARM = timedelta(days=1)
EVERY = 60.0
MANY = 1000
LOOK = 2.0
log = structlog.get_logger()


def sign_while(app: Flask, going: Callable[[], bool]) -> None:
    """Signs what has grown until it is told to stop; what contradicts is told and never signed.

    Once a day the whole database is compared with the tree.
    """
    signed_at, size, compared_on = 0.0, -1, None
    while going():
        with app.app_context():
            if compared_on != clock.today():
                compared_on = clock.today()
                compare(app)
            now = leaves.size()
            db.session.rollback()
            if now != size and (time.monotonic() - signed_at >= EVERY or now - size >= MANY):
                size = now if sign(app) else size
                signed_at = time.monotonic()
        time.sleep(LOOK)


def beside(app: Flask) -> int:
    """A process of its own that signs as long as this one lives; returns its id.

    It is forked before anything is served, so that it costs no second start.
    """
    parent = os.getpid()
    child = os.fork()
    if child == 0:
        try:
            sign_while(app, lambda: os.getppid() == parent)
        finally:
            os._exit(0)
    return child


def sign(app: Flask) -> bool:
    """Signs the log as it stands; oversight is told where that would deny what was signed."""
    try:
        checkpoints.make(app.extensions["settings"])
    except checkpoints.Contradiction as error:
        log.error("the log contradicts what was signed and is not signed any more", at=str(error))
        _tell(str(error))
        return False
    except Exception:
        log.exception("the log could not be signed")
        return False
    finally:
        db.session.remove()
    return True


def compare(app: Flask) -> bool:
    """Compares the database with the tree; oversight is told of the first place that differs."""
    try:
        place = checkpoints.audit(app.extensions["settings"])
        if place is not None:
            log.error("the database is not what was signed", at=place)
            _tell(f"entry {place}")
        return place is None
    except Exception:
        log.exception("the log could not be compared")
        return False
    finally:
        db.session.remove()


def _tell(place: str) -> None:
    """Once a day, behind what is in doubt: whoever looks at irregularities is told by whom the log is run."""
    lately = ENTRY.kind == NOTICED, ENTRY.entity == "log", ENTRY.received_at > clock.now() - ONE_ALARM
    with transaction():
        if db.session.scalar(select(ENTRY.id).where(*lately).limit(1)) is None:
            facts = {"kind": Irregularity.LOG_CONTRADICTED, "log": "trail", "place": place, "on": clock.today()}
            trail_log.append(NOTICED, "log", "trail", facts)
