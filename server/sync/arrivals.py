"""Files that have arrived: the records that show them say so before the next pull, all that came until then at once.

A visit's photos come one by one, and each would have every record of the visit written anew. Nobody reads a record
but by pulling: so whoever pulls first has them brought up to date, and what he is sent says of every file stored
before he asked that it is here.
"""

import logging
from collections.abc import Mapping
from functools import cache
from typing import Any

from sqlalchemy import bindparam, delete, select
from sqlalchemy.exc import OperationalError

from server.db import ask, db, transaction
from server.statements import INSERTS
from server.sync import feeds
from server.sync.tables import ArrivalRow
from server.visits import queries

log = logging.getLogger(__name__)
AT_ONCE = 100
ARRIVAL = ArrivalRow.__table__
WAITING = select(ARRIVAL.c.sha256).limit(1)
NEXT = select(ARRIVAL.c.sha256, ARRIVAL.c.size).order_by(ARRIVAL.c.sha256).limit(AT_ONCE).with_for_update()
TOLD = delete(ARRIVAL).where(ARRIVAL.c.sha256 == bindparam("told"))


def note(sha256: str, size: int) -> None:
    """Remembers, in the transaction that says a file is stored, that records are to say so too."""
    ask(_noted(db.engine.dialect.name), {"sha256": sha256, "size": size})


def tell() -> None:
    """Brings the records of all files that have arrived up to date.

    Where nothing can be written now, on a full disk say, records lag behind and nobody is kept from pulling.
    """
    try:
        while ask(WAITING).first():
            _tell_next()
    except OperationalError:
        db.session.rollback()
        log.exception("what has arrived is told later")


def _tell_next() -> None:
    with transaction():
        arrived = {row.sha256: row.size for row in ask(NEXT)}
        if not arrived:  # Whoever pulls at the same time has told of all while we waited for their rows.
            return
        visits = {visit for sha256 in arrived for visit in queries.visits_with_file(sha256)}
        feeds.amend("visit", sorted(visits), lambda record: with_files(record, arrived))
        ask(TOLD, [{"told": sha256} for sha256 in arrived])


def with_files(record: Any, arrived: Mapping[str, int]) -> Any:
    """A visit's record that says these files are here, in its own list of files and in those of its findings."""
    said = dict(record)
    if "evidence" in said:
        said["evidence"] = [_said_here(each, arrived) for each in said["evidence"]]
    if isinstance(said.get("findings"), list):
        said["findings"] = [
            {**each, "evidence": [_said_here(file, arrived) for file in each["evidence"]]} if each["evidence"] else each
            for each in said["findings"]
        ]
    return said


def _said_here(file: Any, arrived: Mapping[str, int]) -> Any:
    """Some lists name a file by its digest alone and say nothing of its arrival."""
    if not isinstance(file, dict) or file["sha256"] not in arrived:
        return file
    return {**file, "stored": True, **({"size": arrived[file["sha256"]]} if "size" in file else {})}


@cache
def _noted(dialect: str) -> Any:
    return INSERTS[dialect](ARRIVAL).on_conflict_do_nothing()
