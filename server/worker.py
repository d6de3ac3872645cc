"""What must happen by itself as time passes: visits nobody started lapse."""

import threading

import structlog
from flask import Flask

from server.planning.commands import lapse_overdue

EVERY = 600.0
log = structlog.get_logger()


def work(app: Flask) -> None:
    """One round of everything that is due."""
    with app.app_context():
        lapse_overdue()


def work_forever(app: Flask, stop: threading.Event) -> None:
    """A round now and every ten minutes; a fault is told and does not end the worker."""
    while True:
        try:
            work(app)
        except Exception:
            log.exception("the worker's round failed")
        if stop.wait(EVERY):
            return


def start(app: Flask) -> threading.Event:
    """Works beside the server in a thread of its own until the returned event is set."""
    stop = threading.Event()
    threading.Thread(target=work_forever, args=(app, stop), name="worker", daemon=True).start()
    return stop
