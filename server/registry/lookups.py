"""Fetching many rows by key in few statements."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import islice
from typing import Any

from sqlalchemy import ColumnElement, RowMapping, Select, select

from server.db import db
from server.registry.tables import AgencyRow

AT_ONCE = 1000  # well below SQLite's and PostgreSQL's limits on parameters


def rows_of(wanted: Select[Any], key: ColumnElement[Any], values: Iterable[Any]) -> Iterator[RowMapping]:
    """The rows of a selection whose key is one of many values."""
    for some in batches(dict.fromkeys(values)):
        yield from db.session.execute(wanted.where(key.in_(some))).mappings()


def batches(values: Iterable[Any]) -> Iterator[Sequence[Any]]:
    """The values, some at a time."""
    rest = iter(values)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def agency_ids() -> set[str]:
    """The codes of all agencies, ended ones included."""
    return set(db.session.scalars(select(AgencyRow.id)))
