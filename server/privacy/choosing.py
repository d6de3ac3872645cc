"""What pages show of removals: what there is to choose from, what waits for a second person, what was done."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, func, select
from sqlalchemy.orm import joinedload, selectinload

from server.accounts.tables import AccountRow
from server.db import db
from server.evidence.tables import BlobRow
from server.feedback.complaint_tables import ComplaintRow
from server.feedback.tables import RatingRow
from server.ids import is_id
from server.planning.tables import VisitRow
from server.policy import Actor, may
from server.privacy import due, reaching
from server.privacy.marking import MARK
from server.privacy.tables import RemovalRow
from server.refusals import NOT_FOUND, Refused
from server.trail.tables import TrailEntryRow
from server.visits.tables import EvidenceRow
from server.vocabulary import RemovalGround, RemovalScope, RemovalState, TrailKind

DONE_SHOWN = 30
EXCERPT = 60
# What a phone recorded in somebody's words, or with his name or place; ticks at lines name nobody.
WORDED = (
    "visit.opened", "finding.recorded", "finding.withdrawn", "evidence.taken", "statement.recorded", "answer.settled",
    "visit.closed",
)  # fmt: skip
WORDS = ("text", "summary", "caption", "representative", "reason", "refusal_reason")


class Record(NamedTuple):
    """An entry that may be chosen, with its first words."""

    id: str
    kind: TrailKind
    made_at: datetime | None
    who: str
    words: str


class File(NamedTuple):
    """A photo taken on the visit, or another file that belongs to it."""

    sha256: str
    is_photo: bool


@dataclass(frozen=True)
class Choice:
    """Everything of one visit that may be removed by itself."""

    visit: VisitRow
    records: Sequence[Record]
    files: Sequence[File]
    rating: str | None


class Listed(NamedTuple):
    """A removal with the visit it is about."""

    row: RemovalRow
    visit: VisitRow | None

    @property
    def scope(self) -> RemovalScope:
        """What goes, in the field's word."""
        return RemovalScope(self.row.scope)

    @property
    def ground(self) -> RemovalGround:
        """Why, in the field's word."""
        return RemovalGround(self.row.ground)


def of_visit(visit_id: str) -> Choice:
    """What of a visit may be chosen; refuses a visit that is not there."""
    visit = db.session.get(VisitRow, visit_id) if is_id(visit_id) else None
    if visit is None:
        raise Refused(NOT_FOUND)
    worded = (RatingRow.process_text + RatingRow.result_text).not_in(("", MARK, MARK + MARK))
    rating = db.session.scalar(select(RatingRow.id).where(RatingRow.visit_id == visit_id, worded))
    return Choice(visit, _records(visit_id), _files(visit_id), rating)


def belongs(visit_id: str, scope: str, target: str) -> bool:
    """Whether this is something to choose on the visit's page."""
    chosen = of_visit(visit_id)
    offered: Mapping[str, Sequence[str | None]] = {
        RemovalScope.VISIT: [chosen.visit.id], RemovalScope.OPERATION: [each.id for each in chosen.records],
        RemovalScope.FILE: [each.sha256 for each in chosen.files], RemovalScope.RATING: [chosen.rating],
    }  # fmt: skip
    return target in offered.get(scope, ())


def complaint(complaint_id: str) -> ComplaintRow:
    """The complaint whose words may go."""
    row = db.session.get(ComplaintRow, complaint_id)
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def waiting() -> list[Listed]:
    """What was proposed and waits for a second person, the oldest first."""
    return _listed(_rows(RemovalState.PROPOSED).order_by(RemovalRow.proposed_at, RemovalRow.id))


def done() -> list[Listed]:
    """What was removed lately."""
    return _listed(_rows(RemovalState.DONE).order_by(RemovalRow.decided_at.desc(), RemovalRow.id).limit(DONE_SHOWN))


def for_actor(actor: Actor) -> Mapping[str, int]:
    """How much waits in the section: proposals of colleagues to confirm, and visits that are due."""
    if not may("removal.decide", actor):
        return {}
    others = select(func.count(RemovalRow.id)).where(
        RemovalRow.state == RemovalState.PROPOSED, RemovalRow.proposed_by != actor.account_id
    )
    return {"removals.listed": (db.session.scalar(others) or 0) + due.count()}


def _rows(state: RemovalState) -> Select[Any]:
    people = joinedload(RemovalRow.proposer), joinedload(RemovalRow.decider)
    return select(RemovalRow).options(*people).where(RemovalRow.state == state)


def _listed(wanted: Select[Any]) -> list[Listed]:
    rows = db.session.scalars(wanted).all()
    ids = {row.about_visit for row in rows if row.about_visit}
    visits = {
        each.id: each
        for each in db.session.scalars(
            select(VisitRow).options(selectinload(VisitRow.premises)).where(VisitRow.id.in_(ids))
        )
    }
    return [Listed(row, visits.get(row.about_visit or "")) for row in rows]


def _records(visit_id: str) -> list[Record]:
    rows = db.session.execute(
        select(TrailEntryRow, AccountRow.name)
        .outerjoin(AccountRow, AccountRow.id == TrailEntryRow.account_id)
        .where(
            TrailEntryRow.entity == "visit", TrailEntryRow.entity_id == visit_id, TrailEntryRow.kind.in_(WORDED),
            TrailEntryRow.device_id.is_not(None), TrailEntryRow.body != b"",
        )
        .order_by(TrailEntryRow.made_at, TrailEntryRow.id)
    ).all()  # fmt: skip
    return [Record(row.id, TrailKind(row.kind), row.made_at, name or "", _words(row.body)) for row, name in rows]


def _words(body: bytes) -> str:
    try:
        said = json.loads(body).get("body", {})
    except ValueError:
        return ""
    return " ".join(str(said[name]) for name in WORDS if said.get(name))[:EXCERPT]


def _files(visit_id: str) -> list[File]:
    digests = db.session.scalars(reaching.files_of_visit(visit_id)).all()
    here = select(BlobRow.sha256).where(BlobRow.sha256.in_(digests), BlobRow.removed_at.is_(None))
    photos = set(db.session.scalars(select(EvidenceRow.sha256).where(EvidenceRow.visit_id == visit_id)))
    return [File(sha256, sha256 in photos) for sha256 in sorted(db.session.scalars(here))]
