"""`python -m fault.writer DATA URL EACH THREADS [BROKEN]`: a process that commits new agencies, one a transaction."""

import random
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy.exc import OperationalError

from fault.broken import BREAKS
from fault.databases import Place
from fault.rights import desk
from server import trail
from server.db import db, transaction
from server.ids import new_id
from server.registry.tables import AgencyRow
from server.sync import api  # noqa: F401


def main(data: str, url: str, each: int, threads: int, broken: str = "") -> None:
    with desk(Place(Path(data), url)), ThreadPoolExecutor(threads) as at_once:
        if broken:
            import fault.breaking  # noqa: F401

            BREAKS[broken]()
        app = current_app._get_current_object()
        list(at_once.map(lambda _: _write(app, each), range(threads)))


def _write(app: Flask, each: int) -> None:
    with app.app_context():
        for _ in range(each):
            _insist(new_id())
        db.session.remove()


def _insist(code: str) -> None:
    """SQLite may be busy for longer than one waits; then nothing was stored, and the same is tried again."""
    while True:
        try:
            return _commit(code)
        except OperationalError:
            continue


def _commit(code: str) -> None:
    """A new agency, after working on it for up to eight milliseconds."""
    with transaction():
        db.session.add(AgencyRow(id=code, name=code, short_name="新单位", competence="fire", area="370211"))
        db.session.flush()
        time.sleep(random.uniform(0, 0.008))
        trail.touched("agency", code)


if __name__ == "__main__":
    data, url, each, threads, broken = sys.argv[1:]
    main(data, url, int(each), int(threads), broken)
