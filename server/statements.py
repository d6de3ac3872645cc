"""Statements about columns as a driver takes them: put together once, which takes longer than most answers do.

SQLAlchemy looks up anew each time how values go in and rows come out. For a statement that is asked again that is kept
here: its text, the order of its values, what becomes of each on the way in, and of each column on the way out.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import lru_cache, partial
from itertools import count
from operator import itemgetter
from typing import Any, NamedTuple

from sqlalchemy import JSON, Date, DateTime, Dialect, LargeBinary
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.sql.elements import TextClause

Change = Callable[[Any], Any]
ChangeAll = Callable[[Sequence[Any]], Iterable[Any]]
Values = Mapping[str, Any]
# An insert that can say what becomes of a row that is there already; each database has its own.
INSERTS: Mapping[str, Any] = {"postgresql": postgresql_insert, "sqlite": sqlite_insert}
MANY = 10  # rows from which on it pays at the first time
MOST = 1024  # members of a list; more are put into the statement by SQLAlchemy


class Prepared(NamedTuple):
    """A statement as the driver takes it."""

    text: str
    names: tuple[str, ...]
    puts: tuple[Change | None, ...]
    puts_all: tuple[ChangeAll | None, ...]
    positional: bool
    constants: Values
    lists: Mapping[str, Sequence[str]]  # the names that the members of each list have
    columns: tuple[str, ...]
    takes: tuple[Change | None, ...]

    def row(self, given: Values) -> Any:
        """The values of one asking."""
        values = {**self.constants, **given} if self.constants else given
        if self.lists:
            parts = (zip(names, _filled(values[of], len(names)), strict=True) for of, names in self.lists.items())
            values = dict(values) | {name: value for pairs in parts for name, value in pairs}
        put = [each(values[name]) if each else values[name] for name, each in zip(self.names, self.puts, strict=True)]
        return put if self.positional else dict(zip(self.names, put, strict=True))

    def rows(self, given: Sequence[Values]) -> list[Any]:
        """The values of many rows, made ready column by column."""
        if self.constants:
            given = [{**self.constants, **row} for row in given]
        columns = [list(map(itemgetter(name), given)) for name in self.names]
        made = zip(*(put(each) if put else each for put, each in zip(self.puts_all, columns, strict=True)), strict=True)
        return list(made) if self.positional else [dict(zip(self.names, row, strict=True)) for row in made]

    def taken(self, rows: Iterable[Sequence[Any]]) -> Iterable[Sequence[Any]]:
        """The rows of an answer as Python sees them."""
        if not any(self.takes):
            return rows
        columns = zip(*rows, strict=True)
        taken = [map(take, each) if take else each for take, each in zip(self.takes, columns, strict=False)]
        return list(zip(*taken, strict=True))


def prepared(statement: Any, values: Values | Sequence[Values], dialect: Dialect) -> Prepared | None:
    """How a driver takes a statement; None for what is asked the first time or SQLAlchemy has to complete."""
    many = bool(values) and not isinstance(values, Mapping)
    if next(_uses(statement)) == 0 and not (many and len(values) >= MANY):
        return None
    given = values_named(values)
    compiled = _compiled(statement, tuple(given), dialect)
    if compiled is None or (many and (not values or compiled.post_compile_params or compiled._result_columns)):
        return None
    members = {bind.key: given.get(bind.key, bind.effective_value) for bind in compiled.post_compile_params}
    lengths = tuple((name, _room(len(each))) for name, each in members.items())
    if any(not 0 < length <= MOST for _, length in lengths):
        return None
    return _prepared(statement, tuple(given), lengths, dialect)


def _room(length: int) -> int:
    """How many members a list is made to have: a statement for each power of two, not for each length."""
    return 1 << (length - 1).bit_length() if length else 0


def _filled(members: Iterable[Any], length: int) -> list[Any]:
    """A list of that length: what is in it twice is found once."""
    filled = list(members)
    return filled + filled[-1:] * (length - len(filled))


def values_named(values: Values | Sequence[Values]) -> Values:
    """The values of one asking, or of the first row of many."""
    if isinstance(values, Mapping):
        return values
    return values[0] if values else {}


@lru_cache(1000)
def _uses(_statement: Any) -> Any:
    """How often a statement has been asked; one that is put together anew for each asking never is again."""
    return count()


@lru_cache(1000)
def _compiled(statement: Any, names: tuple[str, ...], dialect: Dialect) -> Any:
    if isinstance(statement, TextClause) or statement.get_execution_options():
        return None
    compiled = statement.compile(dialect=dialect, column_keys=list(names))
    completed = compiled.insert_prefetch or compiled.update_prefetch
    missing = any(bind.required and bind.key not in names for bind in compiled.binds.values())
    written_in = any(bind.key in names for bind in compiled.literal_execute_params)
    return None if completed or missing or written_in else compiled


@lru_cache(1000)
def _prepared(
    statement: Any, names: tuple[str, ...], lengths: tuple[tuple[str, int], ...], dialect: Dialect
) -> Prepared:
    compiled = _compiled(statement, names, dialect)
    expanded = compiled.construct_expanded_state(dict.fromkeys(names) | {name: [None] * n for name, n in lengths})
    lists, processors = expanded.parameter_expansion, {**compiled._bind_processors, **expanded.processors}
    named = tuple(expanded.positiontup if compiled.positional else expanded.parameters)
    columns = compiled._result_columns
    return Prepared(
        expanded.statement,
        named,
        tuple(processors.get(name) for name in named),
        tuple(_put_all(processors.get(name), compiled.binds.get(name), dialect) for name in named),
        compiled.positional,
        {name: bind.effective_value for name, bind in compiled.binds.items() if name not in names},
        lists,
        tuple(column.keyname for column in columns),
        tuple(_take(column.type, dialect) for column in columns),
    )


def _take(kind: Any, dialect: Dialect) -> Change | None:
    """How a column's values are taken; SQLite's moments and days are texts, many of them the same."""
    take: Change | None = kind._cached_result_processor(dialect, None)
    is_time = isinstance(_plain(kind), (Date, DateTime))
    return lru_cache(2000)(take) if take and is_time and dialect.name == "sqlite" else take


def _put_all(put: Change | None, bind: Any, dialect: Dialect) -> ChangeAll | None:
    """How a column's values are put; one that many rows share is put once."""
    if put is None or bind is None:
        return None
    own = _put_on_sqlite(bind.type, dialect) if dialect.name == "sqlite" else None
    if own:
        return own
    if isinstance(_plain(bind.type), DateTime):
        return partial(map, lru_cache(1000)(put))
    return partial(_put_once if isinstance(bind.type, JSON) else map, put)


def _plain(kind: Any) -> Any:
    """What a type of ours is made of."""
    return getattr(kind, "impl_instance", kind)


def _put_on_sqlite(kind: Any, dialect: Dialect) -> ChangeAll | None:
    """What SQLAlchemy makes of moments, days and bytes there, in a tenth of the time."""
    if isinstance(kind, LargeBinary):
        return _put_bytes
    if isinstance(_plain(kind), Date):
        return partial(map, _day)
    of_this_kind: Any = type(kind)
    return partial(map, _moments(of_this_kind, dialect)) if isinstance(_plain(kind), DateTime) else None


def _day(value: Any) -> str | None:
    return None if value is None else value.isoformat()


@lru_cache(10)
def _moments(kind: Any, dialect: Dialect) -> Change:
    """How a kind of moment is put; a batch says the same one in several tables."""
    changed = getattr(kind(), "process_bind_param", lambda value, _: value)

    @lru_cache(2000)
    def put(value: Any) -> str | None:
        value = changed(value, dialect)
        return None if value is None else value.replace(tzinfo=None).isoformat(" ", "microseconds")

    return put


def _put_once(put: Change, values: Sequence[Any]) -> Iterable[Any]:
    shared = {id(value): value for value in values}
    made = {key: put(value) for key, value in shared.items()}
    return [made[id(value)] for value in values]


def _put_bytes(values: Sequence[Any]) -> Iterable[Any]:
    """SQLite's module looks for a way to adapt everything but its own kinds, of which this is one."""
    return values if None in values else map(bytearray, values)
