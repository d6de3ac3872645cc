"""Counts a whole district for the first time: lines are gathered in a table without order, then put in place at once.

Put into their place one by one, millions of lines would rewrite the same pages of the indexes again and again.
"""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Column, MetaData, Table, func, insert, select

from server.db import ask, db, lock, transaction
from server.statistics import keeping, naming
from server.statistics.gathering import days
from server.statistics.tables import counted

GATHERED = Table("counted_anew", MetaData(), *(Column(each.name, each.type) for each in counted.c))
KEEP = insert(GATHERED)


def is_empty() -> bool:
    """Whether nothing has been counted yet."""
    return db.session.execute(select(counted.c.unit).limit(1)).first() is None


def gather(every: Iterable[Sequence[str]]) -> None:
    """Counts the units, some at a time, and keeps their lines beside."""
    by, industries = days(), dict[str, str]()
    with transaction():
        GATHERED.drop(_connection(), checkfirst=True)
        GATHERED.create(_connection())
    for units in every:
        rows, named = keeping.counted_anew(units, by)
        industries |= named
        if rows:
            with transaction():
                ask(KEEP, rows)
    with transaction():
        naming.keep_industries(industries)


def put_in_place() -> int:
    """Moves the lines to where they are looked for, and says how many; in the caller's transaction.

    What the worker counted in the meantime is newer and stays.
    """
    lock("statistics")
    connection, indexes = _connection(), sorted(counted.indexes, key=lambda index: str(index.name))
    for index in indexes:
        index.drop(connection)
    in_order = select(GATHERED).where(GATHERED.c.unit.not_in(select(counted.c.unit)))
    names = [each.name for each in counted.c]
    connection.execute(insert(counted).from_select(names, in_order.order_by(*_keys())))
    for index in indexes:
        index.create(connection)
    moved = connection.scalar(select(func.count()).select_from(GATHERED)) or 0
    GATHERED.drop(connection)
    return moved


def _keys() -> list[Any]:
    return [GATHERED.c[each.name] for each in counted.primary_key]


def _connection() -> Any:
    return db.session.connection()
