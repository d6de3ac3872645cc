"""How the jobs stand: which failed, and whether anybody still runs them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from server import clock
from server.db import db
from server.jobs.tables import JobRow

EVERY = timedelta(minutes=10)


@dataclass(frozen=True)
class Standing:
    """Every job as it went last, the last round's beginning, and when the next is due."""

    jobs: Sequence[JobRow]

    @property
    def last(self) -> datetime | None:
        return max((each.began_at for each in self.jobs), default=None)

    @property
    def next(self) -> datetime | None:
        return self.last + EVERY if self.last else None

    @property
    def failing(self) -> list[JobRow]:
        """The jobs that failed the last time."""
        return [each for each in self.jobs if each.failures]

    @property
    def stands_still(self) -> bool:
        """Whether two rounds have been left out: then nobody runs them."""
        return self.last is None or clock.now() - self.last > 2 * EVERY


def standing() -> Standing:
    """How the jobs stand now."""
    return Standing(db.session.scalars(select(JobRow).order_by(JobRow.name)).all())
