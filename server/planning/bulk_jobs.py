"""A confirmed file is filed beside the requests where it takes longer than a page may; how far it is stands in a file.

Whoever reloads the page, or comes back within a day, sees it. If the process ends meanwhile, the same file uploaded
again goes on where this one stopped, for no line is filed twice.
"""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import copy_context
from dataclasses import dataclass
from pathlib import Path

import structlog
from flask import Flask

from server.db import db
from server.language import COOKIE
from server.planning import bulk, bulk_results
from server.planning.bulk_lines import BulkLine
from server.planning.bulk_results import Told

AT_ONCE = 40  # lines that are filed while the page is waited for
STEP = 20
log = structlog.get_logger()


@dataclass(frozen=True)
class Job:
    """Lines to file, for whom, and in whose language they are told."""

    lines: Sequence[BulkLine]
    agency: str
    account: str | None
    by_lead: bool
    language: str
    folder: Path


def begin(app: Flask, job: Job) -> str:
    """Files a short list and begins with a long one; returns the name its results go by."""
    name = bulk_results.keep(job.folder, [], len(job.lines))
    if len(job.lines) <= AT_ONCE:
        work(job, name)
    else:
        # The context brings the clock along.
        threading.Thread(target=copy_context().run, args=(_apart, app, job, name), name="bulk").start()
    return name


def work(job: Job, name: str) -> None:
    """Files the lines in turn and keeps what became of them as it goes."""
    told: list[Told] = []
    for start in range(0, len(job.lines), STEP):
        fates = bulk.file(job.lines[start : start + STEP], job.agency, job.account, by_lead=job.by_lead)
        told += bulk_results.told(fates, job.language)
        bulk_results.go_on(job.folder, name, told, len(job.lines))


def _apart(app: Flask, job: Job, name: str) -> None:
    with _speaking(app, job.language):
        try:
            work(job, name)
        except Exception:
            log.exception("a file of plans was not filed to its end", agency=job.agency)
        finally:
            db.session.remove()


@contextmanager
def _speaking(app: Flask, language: str) -> Iterator[None]:
    """A context without anybody's request, in which sentences are in the language of whoever asked."""
    with app.test_request_context(headers={"Cookie": f"{COOKIE}={language}"}):
        yield
