"""What is said of an objection beside the result it is about: that it runs, or how it ended."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import NamedTuple

from sqlalchemy import bindparam, select

from server import clock
from server.db import ask, db
from server.visits.objection_tables import OPEN, ObjectionRow
from server.vocabulary import ObjectionOutcome, ObjectionState

TOLD = (*OPEN, ObjectionState.CONCLUDED)
# Every push asks this of its visits, of which hardly one is objected to.
OBJECTED = select(ObjectionRow.id).where(
    ObjectionRow.visit_id.in_(bindparam("visits", expanding=True)), ObjectionRow.state.in_(TOLD)
)


class Objected(NamedTuple):
    """An objection as the enterprise and documents are told of it: never by whom in person."""

    number: str
    agency: str
    filed_on: date
    state: ObjectionState
    outcome: ObjectionOutcome | None
    conclusion: str

    @property
    def runs(self) -> bool:
        """Whether the result stands under objection."""
        return self.state in OPEN


def of_visits(visit_ids: Collection[str]) -> Mapping[tuple[str, str], Objected]:
    """By visit and agency the last objection to its result; one declined or taken back is no longer told of."""
    objected = ask(OBJECTED, {"visits": list(visit_ids)}).scalars().all() if visit_ids else []
    if not objected:
        return {}
    rows = db.session.scalars(select(ObjectionRow).where(ObjectionRow.id.in_(objected)).order_by(ObjectionRow.filed_at))
    return {(row.visit_id, row.against_id): _told(row) for row in rows}


def of_result(visit_id: str, agency_id: str) -> Objected | None:
    """The last objection to an agency's result of a visit."""
    return of_visits([visit_id]).get((visit_id, agency_id))


def _told(row: ObjectionRow) -> Objected:
    return Objected(
        row.number, row.agency.short_name, clock.local_day(row.filed_at), ObjectionState(row.state),
        ObjectionOutcome(row.outcome) if row.outcome else None, row.conclusion,
    )  # fmt: skip
