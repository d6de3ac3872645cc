"""Reads the closed groups: the only way from ratings to agencies, to the public and to open data."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from server.db import db
from server.feedback.grouping import Range
from server.feedback.tables import RatingGroupRow, RatingRow, RedactionRow
from server.registry.tables import AgencyRow

GROUPS = (
    select(*RatingGroupRow.__table__.c, AgencyRow.name)
    .join(AgencyRow, AgencyRow.id == RatingGroupRow.agency_id)
    .order_by(AgencyRow.name, AgencyRow.id, RatingGroupRow.first_day.desc())
)


@dataclass(frozen=True)
class Told:
    """How many visits, how many of them rated, and how many ratings are satisfied; counts lie between two numbers."""

    visits: int
    ratings: int
    process: Range
    result: Range


@dataclass(frozen=True)
class Published:
    """One closed group as anybody may read it; it has no name but its agency and its weeks."""

    agency: str
    agency_name: str
    first_day: date
    last_day: date
    told: Told
    tags: dict[str, Range]
    words: list[str]


def groups() -> list[Published]:
    """Every closed group for everybody, without words: agency by agency and the latest first."""
    return [_published(row, []) for row in db.session.execute(GROUPS)]


def groups_of(agencies: Collection[str]) -> list[Published]:
    """The closed groups of some agencies as their own people read them, with the words that were redacted."""
    rows = db.session.execute(GROUPS.where(RatingGroupRow.agency_id.in_(agencies))).all()
    words = _words([row.id for row in rows])
    return [_published(row, words[row.id]) for row in rows]


def names(agencies: Collection[str]) -> list[str]:
    """What these agencies are called."""
    return list(db.session.scalars(select(AgencyRow.name).where(AgencyRow.id.in_(agencies)).order_by(AgencyRow.name)))


def together(every: Iterable[Told]) -> Told:
    """Several groups as one: computed from what is told of each, so it tells nothing that they do not."""
    told = list(every)
    return Told(
        sum(each.visits for each in told),
        sum(each.ratings for each in told),
        (sum(each.process[0] for each in told), sum(each.process[1] for each in told)),
        (sum(each.result[0] for each in told), sum(each.result[1] for each in told)),
    )


def _published(row: Any, words: list[str]) -> Published:
    figures = row.figures
    return Published(
        agency=row.agency_id, agency_name=row.name, first_day=row.first_day, last_day=row.last_day,
        told=Told(row.visits, row.ratings, _range(figures["process"]), _range(figures["result"])),
        tags={tag: _range(each) for tag, each in figures["tags"].items()}, words=words,
    )  # fmt: skip


def _range(told: Sequence[int]) -> Range:
    least, most = told
    return least, most


def _words(group_ids: Sequence[str]) -> dict[str, list[str]]:
    """The redacted words of a group, all at once when the last was decided upon, in an order that says nothing."""
    rows = db.session.execute(
        select(RatingRow.group_id, RedactionRow.id, RedactionRow.process_text, RedactionRow.result_text)
        .outerjoin(RedactionRow, RedactionRow.rating_id == RatingRow.id)
        .where(RatingRow.group_id.in_(group_ids), (RatingRow.process_text != "") | (RatingRow.result_text != ""))
    )
    decided: dict[str, list[str]] = defaultdict(list)
    waiting: set[str] = set()
    for of, redaction_id, *texts in rows:
        group_id = str(of)
        decided[group_id] += [text for text in texts if text]
        if redaction_id is None:
            waiting.add(group_id)
    shown = {group_id: sorted(texts) for group_id, texts in decided.items() if group_id not in waiting}
    return defaultdict(list, shown)
