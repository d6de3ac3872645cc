"""What must happen by itself as time passes: visits lapse, expired badges leave teams. One process does it."""

import fcntl
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import structlog
from flask import Flask

from server import jobs, notices
from server.accounts import security_log
from server.config import Settings
from server.evidence import pieces
from server.feedback import asking, closing_groups, rated_days, telling
from server.oversight.reminding import remind
from server.planning import team_keeping
from server.planning.approving import note_missed
from server.planning.badge_watch import leave_expired
from server.planning.commands import lapse_overdue
from server.planning.proposing import settle_outdated
from server.privacy import forgetting
from server.statistics import keeping
from server.sync import upkeep
from server.timing import grading
from server.visits import reminding
from server.vocabulary import Job

EVERY = jobs.EVERY.total_seconds()
COUNTED_EVERY = 3.0
SOON = 5.0
PROJECT = "https://localhost"  # whom a push service may turn to, where the installation has not said its address
log = structlog.get_logger()
# In this order: what lapses first is neither reminded of nor told.
JOBS: list[jobs.Due] = [
    (Job.LAPSED, lapse_overdue),
    (Job.BADGES, leave_expired),
    (Job.APPROVALS, note_missed),
    (Job.PROPOSALS, settle_outdated),
    (Job.SYNC, upkeep.work),
    (Job.REMINDED, remind),
    (Job.DESKS_REMINDED, reminding.remind),
    (Job.ASKED_TO_RATE, asking.ask_again),
    (Job.GROUPS, closing_groups.close_due),
    (Job.PIECES, pieces.sweep),
    (Job.FORGOTTEN, forgetting.forget),
    (Job.SECURITY, security_log.forget_old),
    (Job.TOLD, telling.tell),
]


def work(app: Flask) -> None:
    """One round of everything that is due; a job that fails holds up none behind it."""
    with app.app_context():
        settings: Settings = app.extensions["settings"]
        jobs.run_all([*JOBS, *_of_installation(settings)])


def _of_installation(settings: Settings) -> list[jobs.Due]:
    """The jobs that need to know where they are installed."""
    origin = settings.public_origin or PROJECT
    return [
        (Job.HANDED_ON, lambda: notices.deliver(notices.senders(settings.data))),
        (Job.PUSHED, lambda: notices.push_due(settings.keys, origin)),
    ]


def work_forever(app: Flask, stop: threading.Event) -> None:
    """Rounds every ten minutes, and the figures all the time; a fault is told and does not end the worker."""
    threading.Thread(target=count_forever, args=(app, stop), name="statistics", daemon=True).start()
    while True:
        try:
            with _alone(app, "worker") as alone:
                if alone:
                    work(app)
        except Exception:
            log.exception("the worker's round failed")
        if stop.wait(EVERY):
            return


def count_forever(app: Flask, stop: threading.Event) -> None:
    """Keeps the figures a few seconds behind what happens, and grades the times of what the log was signed with."""
    while not stop.wait(COUNTED_EVERY):
        try:
            with _alone(app, "statistics") as alone, app.app_context():
                if alone:
                    keeping.catch_up()
                    rated_days.catch_up()
                    team_keeping.catch_up()
                    grading.catch_up()
        except Exception:
            log.exception("counting failed")


def start(app: Flask) -> threading.Event:
    """Works beside the server, in a thread of its own, soon after its start and until the returned event is set."""
    stop = threading.Event()

    def soon() -> None:
        if not stop.wait(SOON):
            work_forever(app, stop)

    threading.Thread(target=soon, name="worker", daemon=True).start()
    return stop


@contextmanager
def _alone(app: Flask, name: str) -> Iterator[bool]:
    """Whether no other process of this installation is at it; the lock ends with the process that holds it."""
    with (app.extensions["settings"].data / f"{name}.lock").open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
