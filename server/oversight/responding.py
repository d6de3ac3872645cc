"""How many visits were rated and how well, by agency and month, each with its denominator and how sure it is."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import select

from server import clock
from server.db import db
from server.feedback import leading
from server.feedback.grouping import SATISFIED
from server.feedback.tables import RatingRow
from server.oversight import wilson
from server.oversight.agencies import short_names


@dataclass(frozen=True)
class Share:
    """Some of all, and between which shares of a hundred the true one lies."""

    some: int
    of: int

    @property
    def percent(self) -> int | None:
        return round(100 * self.some / self.of) if self.of else None

    @property
    def between(self) -> tuple[int, int]:
        least, most = wilson.interval(self.some, self.of)
        return round(100 * least), round(100 * most)


@dataclass
class Month:
    """One agency's month: its completed visits and what those who rated them gave."""

    visits: int = 0
    given: list[tuple[int, int]] = field(default_factory=list)

    @property
    def response(self) -> Share:
        return Share(len(self.given), self.visits)

    @property
    def process(self) -> Share:
        return Share(sum(process >= SATISFIED for process, _ in self.given), len(self.given))

    @property
    def result(self) -> Share:
        return Share(sum(result >= SATISFIED for _, result in self.given), len(self.given))


def by_agency_and_month(since: date) -> list[tuple[str, str, Month]]:
    """Agency, month and figures, the latest month first; a joint visit counts to its leading agency."""
    given = {row.visit_id: (row.process, row.result) for row in db.session.execute(GIVEN)}
    months: dict[tuple[str, str], Month] = defaultdict(Month)
    for visit_id, agency, known_at in leading.completed_visits():
        day = clock.local_day(known_at)
        if day >= since:
            month = months[day.strftime("%Y-%m"), agency]
            month.visits += 1
            month.given += [given[visit_id]] if visit_id in given else []
    names = short_names(agency for _, agency in months)
    rows = [(names[agency], month, figures) for (month, agency), figures in months.items()]
    return sorted(sorted(rows, key=lambda row: row[0]), key=lambda row: row[1], reverse=True)


GIVEN = select(RatingRow.visit_id, RatingRow.process, RatingRow.result)
