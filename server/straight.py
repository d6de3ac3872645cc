"""Questions put to PostgreSQL straight, by the calls of its own library that the driver hands out.

A cursor of the driver takes three times as long over a short one as the database does, and forgets at every rollback
what the database had understood. Several questions go together where nobody waits for each answer: waking one another
takes two programs longer than most answers do.
"""

from collections.abc import Iterator, Sequence
from copy import copy
from functools import lru_cache
from select import POLLIN, POLLOUT, poll
from typing import Any, NamedTuple

from psycopg import errors
from psycopg.adapt import PyFormat, Transformer
from psycopg.pq import ExecStatus, TransactionStatus
from sqlalchemy import Connection, Dialect

from server.statements import Prepared

MOST = 1000  # statements that one connection keeps ready
AT_ONCE = 500  # questions on the way together
WHOLE_NUMBERS = frozenset({21, 23, 20})
WIDEST = 20  # a whole number is sent as the widest, for the next one may be larger
RIGHT = (ExecStatus.TUPLES_OK, ExecStatus.COMMAND_OK)
Rows = list[tuple[Any, ...]]
Question = tuple[Prepared, Sequence[Any]]


class Ready(NamedTuple):
    """A statement that the database has understood, and how each of its values is sent."""

    name: bytes
    formats: Sequence[PyFormat]


class Line:
    """What one connection keeps ready."""

    def __init__(self, connection: Connection) -> None:
        driver: Any = connection.connection.driver_connection
        self.driver, self.ours = driver, driver.pgconn
        self.values = Transformer.from_context(self.driver)
        self.dialect = numbered(connection.dialect)
        self.ready: dict[str, Ready] = {}

    @property
    def is_open(self) -> bool:
        """Whether questions may go this way now, in a transaction that is whole."""
        if self.ours.transaction_status == TransactionStatus.IDLE:
            self._checked(self.ours.exec_(b"BEGIN"))
        return self.ours.transaction_status == TransactionStatus.INTRANS and len(self.ready) < MOST

    def rows(self, prepared: Prepared, values: Sequence[Any]) -> Rows:
        """The rows of one answer; what goes wrong is the driver's own error."""
        name, sent, formats = self._sent(prepared, values)
        return self._read(self._checked(self.ours.exec_prepared(name, sent, formats)))

    def all_rows(self, questions: Sequence[Question]) -> list[Rows]:
        """The rows of each answer to questions that are sent together, in their order."""
        parts = range(0, len(questions), AT_ONCE)
        return [rows for start in parts for rows in self._together(questions[start : start + AT_ONCE])]

    def _together(self, questions: Sequence[Question]) -> list[Rows]:
        sent = [self._sent(*each) for each in questions]
        self.ours.enter_pipeline_mode()
        try:
            for each in sent:
                self.ours.send_query_prepared(*each)
            self.ours.pipeline_sync()
            answers = list(self._answers(len(sent)))
        finally:
            self.ours.exit_pipeline_mode()
        return [self._read(self._checked(each)) for each in answers]

    def _answers(self, count: int) -> Iterator[Any]:
        """One for each question, and the end of it all; the library says of each that there is no more of it."""
        for _ in range(count):
            yield self._next()
            self._next()
        self._next()

    def _next(self) -> Any:
        while self.ours.is_busy():
            waited = poll()
            waited.register(self.ours.socket, POLLIN | (POLLOUT if self.ours.flush() else 0))
            waited.poll()
            self.ours.consume_input()
        return self.ours.get_result()

    def _sent(self, prepared: Prepared, values: Sequence[Any]) -> tuple[bytes, Sequence[Any], Any]:
        ready = self.ready.get(prepared.text) or self._made_ready(prepared.text, values)
        sent = self.values.dump_sequence(values, ready.formats)
        return ready.name, sent, self.values.formats

    def _made_ready(self, text: str, values: Sequence[Any]) -> Ready:
        """Everything is sent as text but bytes, which would double."""
        formats = [PyFormat.AUTO if isinstance(each, bytes) else PyFormat.TEXT for each in values]
        self.values.dump_sequence(values, formats)
        kinds = [WIDEST if each in WHOLE_NUMBERS else each for each in self.values.types or ()]
        ready = Ready(f"straight_{len(self.ready)}".encode(), formats)
        self._checked(self.ours.prepare(ready.name, text.encode(), kinds))
        self.ready[text] = ready
        return ready

    def _read(self, answer: Any) -> Rows:
        self.values.set_pgresult(answer)
        return self.values.load_rows(0, answer.ntuples, tuple)

    def _checked(self, answer: Any) -> Any:
        if answer.status in RIGHT:
            return answer
        raise errors.error_from_result(answer, self.driver.info.encoding)


def line(connection: Connection) -> Line:
    """The one of this connection, for as long as it lasts."""
    kept = connection.info
    return kept.get("line") or kept.setdefault("line", Line(connection))


@lru_cache(10)
def numbered(dialect: Dialect) -> Dialect:
    """The same dialect with its values numbered, as the database itself has them."""
    own: Any = copy(dialect)
    own.paramstyle, own.positional = "numeric_dollar", True
    own.identifier_preparer = own.preparer(own)
    return own
