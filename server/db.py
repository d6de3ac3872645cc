"""The database handle, and transactions that mean it on SQLite and PostgreSQL alike."""

import fcntl
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from threading import Lock
from typing import Any, cast

import orjson
from flask import Flask, current_app, g, has_app_context
from flask_migrate import Migrate
from flask_migrate import upgrade as run_migrations
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import (
    JSON,
    Connection,
    DateTime,
    Engine,
    Executable,
    MetaData,
    Result,
    Text,
    bindparam,
    event,
    func,
    select,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import TypeDecorator

from server import narrowing, statements, straight
from server.rows import answered
from server.statements import Prepared

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}
LOCK = select(func.pg_advisory_xact_lock(func.hashtextextended(bindparam("name", type_=Text), 0)).label("held"))
# Emptying the log into the database at every large commit would make each wait for two more writes to the disk.
CHECKPOINT = "wal_autocheckpoint=8000"
CACHE = "cache_size=-16384"  # a large batch is written once, at its commit, and not page by page before
PRAGMAS = ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "busy_timeout=10000", CHECKPOINT, CACHE)
Asked = tuple[Executable, Mapping[str, Any]]
Document = JSON().with_variant(JSONB(), "postgresql")


class Base(DeclarativeBase):
    """Every table; constraint names follow one convention so that migrations can name them."""

    metadata = MetaData(naming_convention=NAMES)


def as_json(value: Any) -> bytes:
    """A value as JSON, in the bytes that a column of type Document holds on SQLite."""
    return orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)


def _json(value: Any) -> str:
    return as_json(value).decode()


# Chinese is kept as it is, in half the space and a fifth of the time that the standard library takes.
db = SQLAlchemy(model_class=Base, engine_options={"json_serializer": _json, "json_deserializer": orjson.loads})
migrate = Migrate(db=db, directory="server/migrations")
_queue = Lock()
_writing: ContextVar[bool] = ContextVar("writing", default=False)
_before_commit: list[Callable[[], None]] = []
_last_before_commit: list[Callable[[], None]] = []


class UTCDateTime(TypeDecorator[datetime]):
    """A moment, always aware and in UTC on the Python side."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        value = value.astimezone(UTC)
        return value.replace(tzinfo=None) if dialect.name == "sqlite" else value

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


def before_commit(hook: Callable[[], None]) -> Callable[[], None]:
    """Registers what must be written last in every write transaction, such as the feeds' counters."""
    if hook not in _before_commit:
        _before_commit.append(hook)
    return hook


def last_before_commit(hook: Callable[[], None]) -> Callable[[], None]:
    """Registers what all write transactions wait for one another with, so that it is held as shortly as can be."""
    if hook not in _last_before_commit:
        _last_before_commit.append(hook)
    return hook


@contextmanager
def transaction() -> Iterator[None]:
    """One write transaction: committed at the end, undone on any error; an inner one joins the outer.

    A read that was open before is ended first: SQLite cannot upgrade a read to a write without risking SQLITE_BUSY.
    """
    if _writing.get():
        yield
        return
    db.session.rollback()
    db.session.info.pop("brought", None)
    with _turn():
        token = _writing.set(True)
        db.session.info["held"] = db.session.connection()  # asking the session for it takes as long as many an answer
        try:
            yield
            db.session.flush()
            for hook in (*_before_commit, *_last_before_commit):
                hook()
            _write_what_waits()
            db.session.commit()
        except BaseException:
            db.session.rollback()
            db.session.info.clear()
            raise
        finally:
            db.session.info.pop("held", None)
            _writing.reset(token)


def _write_what_waits() -> None:
    if waiting := db.session.info.pop("later", None):
        with together():
            for statement, rows in waiting:
                ask(statement, rows)
    db.session.info.pop("brought", None)


@contextmanager
def _turn() -> Iterator[None]:
    """SQLite has one writer, and those who wait ask again and again until one has been unlucky too long: they queue.

    The threads of a process queue for its lock, the processes for that of a file beside the database.
    """
    if db.engine.dialect.name != "sqlite":
        yield
        return
    with _queue, Path(f"{db.engine.url.database}-queue").open("a") as queue:
        fcntl.flock(queue, fcntl.LOCK_EX)
        yield


def ask(
    statement: Executable, values: Mapping[str, Any] | Sequence[Mapping[str, Any]] = ()
) -> Result[*tuple[Any, ...]]:
    """Runs a statement about columns past the session's ways with objects, which take two thirds of its time."""
    session = db.session()
    session.flush()
    connection = session.info.get("held") or session.connection()
    if len(values) == 1 and not isinstance(values, Mapping):
        values = values[0]
    if connection.dialect.name == "postgresql":
        answer = _straight(session.info, connection, statement, values)
        return connection.execute(statement, values or None) if answer is None else answer
    prepared = statements.prepared(statement, values, connection.dialect)
    return _asked(connection, prepared, values) if prepared else connection.execute(statement, values or None)


def _asked(connection: Connection, prepared: Prepared, values: Any) -> Result[*tuple[Any, ...]]:
    """Hands the driver what is ready for it; of what goes wrong there SQLAlchemy makes what it always does."""
    cursor = connection.connection.cursor()
    with _complete(connection, prepared.text):
        if values and not isinstance(values, Mapping):
            cursor.executemany(prepared.text, prepared.rows(values))
        else:
            cursor.execute(prepared.text, prepared.row(values or {}))
        rows = prepared.taken(cursor.fetchall()) if prepared.columns else ()
        cursor.close()
    return cast(Any, answered(prepared.columns, rows))


def _straight(info: dict[str, Any], connection: Connection, statement: Executable, values: Any) -> Any:
    """PostgreSQL's answer, brought already or asked for now; nothing where SQLAlchemy must ask for it."""
    brought = info.get("brought")
    if brought and statement in brought and brought[statement][0] == (values or {}):
        return brought.pop(statement)[1]
    line = straight.line(connection)
    prepared = statements.prepared(statement, values, line.dialect) if line.is_open else None
    if prepared is None:
        _send_what_waits(info, connection)
        return None
    many = bool(values) and not isinstance(values, Mapping)
    questions = [(prepared, row) for row in (prepared.rows(values) if many else [prepared.row(values or {})])]
    if "together" in info:
        info["together"] += questions
        return answered((), ())
    with _complete(connection, prepared.text):
        rows = line.all_rows(questions) if many else [line.rows(*questions[0])]
    return answered(prepared.columns, prepared.taken(rows[0]))


def ahead(*asked: Asked) -> None:
    """Asks in one go what this transaction is about to ask; `ask` then finds each answer there, once.

    Two programs take longer to wake each other than for most answers. SQLite is no program of its own.
    """
    if db.engine.dialect.name == "sqlite":
        return
    connection, brought = db.session().connection(), db.session.info.setdefault("brought", {})
    line = straight.line(connection)
    ready = [(*each, statements.prepared(*each, line.dialect) if line.is_open else None) for each in asked]
    questions = [(prepared, prepared.row(values)) for _, values, prepared in ready if prepared]
    if len(questions) < len(ready):
        return  # what comes behind a lock must not be asked before it
    with _complete(connection):
        for (statement, values, prepared), rows in zip(ready, line.all_rows(questions), strict=True):
            brought[statement] = values, _taken(prepared, rows)


def _taken(prepared: Prepared | None, rows: Sequence[Sequence[Any]]) -> Any:
    return answered(prepared.columns, prepared.taken(rows)) if prepared else None


@contextmanager
def _complete(connection: Connection, statement: str | None = None) -> Iterator[None]:
    """Of what goes wrong in the driver SQLAlchemy makes what it always does."""
    try:
        yield
    except Exception as error:
        connection._handle_dbapi_exception(error, statement, None, None, None)


def later(statement: Executable, rows: Sequence[Mapping[str, Any]]) -> None:
    """Writes rows that nothing in this transaction reads, together with others right before it is committed."""
    db.session.info.setdefault("later", []).append((statement, rows))


@contextmanager
def together() -> Iterator[None]:
    """Sends what is written inside in one go at its end; SQLite has nobody to wait for."""
    if db.engine.dialect.name == "sqlite":
        yield
        return
    session = db.session()
    session.info["together"] = []
    yield
    _send_what_waits(session.info, session.connection())
    session.info.pop("together")


def _send_what_waits(info: dict[str, Any], connection: Connection) -> None:
    if questions := info.get("together"):
        info["together"] = []
        with _complete(connection):
            straight.line(connection).all_rows(questions)


def next_number(name: str) -> int:
    """The next number of a named series, taken inside the running transaction, so a number undone is given again."""
    return ask(_counted_up(db.engine.dialect.name), {"name": name, "value": 1}).scalar_one()


def lock(name: str) -> None:
    """Holds everybody else who asks for the same name until this transaction ends; SQLite has one writer anyway."""
    if db.engine.dialect.name == "postgresql":
        ask(*locking(name))


def locking(name: str) -> Asked:
    """What `lock` asks, to be sent ahead with what is asked right after it."""
    return LOCK, {"name": name}


class Counter(db.Model):  # type: ignore[name-defined]
    """The last number given in each series."""

    __tablename__ = "counter"
    name = db.Column(db.String(60), primary_key=True)
    value = db.Column(db.Integer, nullable=False)


@cache
def _counted_up(dialect: str) -> Any:
    table: Any = Counter.__table__
    first = statements.INSERTS[dialect](table).values(name=bindparam("name"), value=bindparam("value"))
    further = first.on_conflict_do_update(index_elements=[table.c.name], set_={"value": table.c.value + 1})
    return further.returning(table.c.value)


def init_app(app: Flask) -> None:
    """Binds the handle to the application and teaches SQLite honest transactions."""
    db.init_app(app)
    migrate.init_app(app, db, directory=f"{app.root_path}/migrations", render_as_batch=True)
    with app.app_context():
        if db.engine.dialect.name == "sqlite":
            _make_sqlite_honest(db.engine)
        else:
            event.listen(db.engine, "connect", _let_plans_stay)
            event.listen(db.engine, "begin", _narrow)


def bring_up_to_date(app: Flask) -> None:
    """Runs the migrations that this database has not seen."""
    with app.app_context():
        run_migrations(directory=f"{app.root_path}/migrations")
        if db.engine.dialect.name == "postgresql":
            with db.engine.begin() as connection:
                narrowing.prepare(connection)


def read_only_of(agencies: Iterable[str]) -> None:
    """What the running request reads from here on is read as these agencies' people may; what it writes is judged
    by the commands. SQLite knows no such thing."""
    if db.engine.dialect.name == "postgresql" and _can_narrow():
        g.read_only_of = frozenset(agencies)
        connection = db.session.connection()
        if not _writing.get():
            _narrow(connection)


def _narrow(connection: Connection) -> None:
    """At the beginning of each transaction that only reads."""
    if has_app_context() and "read_only_of" in g and not _writing.get():
        narrowing.narrow(connection, g.read_only_of)


def _can_narrow() -> bool:
    """Asked once for each application; where the role is missing, `mashang doctor` says so."""
    known = current_app.extensions
    if "can_narrow" not in known:
        known["can_narrow"] = narrowing.is_ready(db.session.connection())
    return bool(known["can_narrow"])


def _let_plans_stay(connection: Any, _record: Any) -> None:
    """The driver would have everything that was understood forgotten at each rollback, also what goes straight."""
    connection.prepare_threshold = None


def _make_sqlite_honest(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in PRAGMAS:
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        with _complete(connection):
            connection.connection.cursor().execute("BEGIN IMMEDIATE" if _writing.get() else "BEGIN").close()
