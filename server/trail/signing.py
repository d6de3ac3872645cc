"""The process that signs the log: at least once a minute while it grows, sooner after a thousand entries."""

import os
import time
from collections.abc import Callable

import structlog
from flask import Flask

from server.db import db
from server.trail import checkpoints, leaves

EVERY = 60.0
MANY = 1000
LOOK = 2.0
log = structlog.get_logger()


def sign_while(app: Flask, going: Callable[[], bool]) -> None:
    """Signs what has grown until it is told to stop; what contradicts is told every time and never signed."""
    signed_at, size = 0.0, -1
    while going():
        with app.app_context():
            now = leaves.size()
            db.session.rollback()
            if now != size and (time.monotonic() - signed_at >= EVERY or now - size >= MANY):
                size = now if _signed(app) else size
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


def _signed(app: Flask) -> bool:
    try:
        checkpoints.make(app.extensions["settings"])
    except checkpoints.Contradiction as error:
        log.error("the log contradicts what was signed and is not signed any more", at=str(error))
        return False
    except Exception:
        log.exception("the log could not be signed")
        return False
    finally:
        db.session.remove()
    return True
