"""Runs jobs one after the other: one that fails holds up none behind it, and how each went is kept."""

from collections.abc import Callable, Iterable
from datetime import datetime
from time import monotonic
from typing import NamedTuple

import structlog

from server import clock
from server.db import db, transaction
from server.jobs.tables import JobRow

LONGEST_FAULT = 500
log = structlog.get_logger()
Due = tuple[str, Callable[[], object]]


class Ran(NamedTuple):
    """One job as it went."""

    name: str
    began_at: datetime
    took_ms: int
    fault: Exception | None


def run_all(jobs: Iterable[Due]) -> None:
    """Runs every job, keeps how each went, and raises the first fault at the end."""
    went = [_run(name, does) for name, does in jobs]
    with transaction():
        for each in went:
            _keep(each)
    for each in went:
        if each.fault:
            raise each.fault


def _run(name: str, does: Callable[[], object]) -> Ran:
    began, start = clock.now(), monotonic()
    fault: Exception | None = None
    try:
        does()
    except Exception as error:
        log.exception("a job failed", job=name)
        db.session.rollback()
        fault = error
    return Ran(name, began, round((monotonic() - start) * 1000), fault)


def _keep(ran: Ran) -> None:
    row = db.session.get(JobRow, ran.name) or JobRow(name=ran.name, failures=0, fault="")
    row.began_at, row.took_ms = ran.began_at, ran.took_ms
    if ran.fault:
        row.failures, row.failed_at = row.failures + 1, ran.began_at
        row.fault = f"{type(ran.fault).__name__}: {ran.fault}".replace("\0", "")[:LONGEST_FAULT]
    else:
        row.failures = 0
    db.session.add(row)
