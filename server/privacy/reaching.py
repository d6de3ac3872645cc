"""What a removal takes with it: trail entries, files, and the visit or the complaint whose words go."""

from collections.abc import Callable
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, or_, select, union

from server.db import db
from server.exchange.tables import DocumentRow
from server.feedback.complaint_tables import ComplaintPhotoRow, ComplaintRow
from server.feedback.tables import RatingRow
from server.ids import is_digest, is_id
from server.planning.tables import VisitRow
from server.privacy import needed
from server.refusals import NOT_FOUND, Refused
from server.trail.tables import LeafRow, TrailEntryRow
from server.visits.correction_tables import CorrectionPhotoRow, CorrectionRow
from server.visits.tables import EvidenceRow
from server.vocabulary import RemovalScope

# What was said at desks about a visit in somebody's own words; of the rest of a visit's entries phones made them.
SPOKEN = ("correction.%", "reply.%", "result.%", "day.%")


class Reach(NamedTuple):
    """The entries and files that go, and which visit or other thing they belong to."""

    entries: list[str]
    files: list[str]
    visit: str | None = None


def of(scope: RemovalScope, target: str) -> Reach:
    """Everything that goes with a target; refuses what is not there, is gone already, or is still needed."""
    well_formed = is_digest(target) if scope is RemovalScope.FILE else is_id(target)
    if not well_formed:
        raise Refused(NOT_FOUND)
    return BY_SCOPE[scope](target)


def _visit(visit_id: str) -> Reach:
    if db.session.get(VisitRow, visit_id) is None:
        raise Refused(NOT_FOUND)
    needed.require_free([visit_id])
    spoken = or_(TrailEntryRow.device_id.is_not(None), *(TrailEntryRow.kind.like(kind) for kind in SPOKEN))
    entries = _whole(TrailEntryRow.entity == "visit", TrailEntryRow.entity_id == visit_id, spoken)
    return Reach(entries, list(db.session.scalars(files_of_visit(visit_id))), visit_id)


def _operation(entry_id: str) -> Reach:
    entry = db.session.get(TrailEntryRow, entry_id)
    if entry is None or entry.entity != "visit" or entry.device_id is None or not entry.body:
        raise Refused(NOT_FOUND)
    needed.require_free([entry.entity_id])
    return Reach([entry.id], _files_only_of(entry), entry.entity_id)


def _file(sha256: str) -> Reach:
    visits = needed.visits_with(sha256)
    if not visits:
        raise Refused(NOT_FOUND)
    needed.require_free(visits)
    needed.require_unneeded(sha256)
    return Reach([], [sha256], visits[0])


def _complaint(complaint_id: str) -> Reach:
    row = db.session.get(ComplaintRow, complaint_id)
    if row is None:
        raise Refused(NOT_FOUND)
    needed.require_settled(row.id)
    about = TrailEntryRow.kind == "irregularity.noticed"
    entries = _whole(TrailEntryRow.entity == "complaint", TrailEntryRow.entity_id == row.id, about)
    photos = select(ComplaintPhotoRow.sha256).where(ComplaintPhotoRow.complaint_id == row.id)
    return Reach(entries, list(db.session.scalars(photos)))


def _rating(rating_id: str) -> Reach:
    row = db.session.get(RatingRow, rating_id)
    if row is None:
        raise Refused(NOT_FOUND)
    needed.require_free([row.visit_id])
    worded = TrailEntryRow.kind.like("rating.%")
    return Reach(_whole(TrailEntryRow.entity == "rating", TrailEntryRow.entity_id == row.id, worded), [])


BY_SCOPE: dict[RemovalScope, Callable[[str], Reach]] = {
    RemovalScope.VISIT: _visit, RemovalScope.OPERATION: _operation, RemovalScope.FILE: _file,
    RemovalScope.COMPLAINT: _complaint, RemovalScope.RATING: _rating,
}  # fmt: skip


def files_of_visit(visit_id: str) -> Select[Any]:
    """Every file that is part of a visit's record: taken there, handed in to it, or issued about it."""
    corrections = select(CorrectionRow.id).where(CorrectionRow.visit_id == visit_id)
    parts = union(
        select(EvidenceRow.sha256).where(EvidenceRow.visit_id == visit_id),
        select(CorrectionPhotoRow.sha256).where(CorrectionPhotoRow.correction_id.in_(corrections)),
        select(DocumentRow.sha256).where(DocumentRow.visit_id == visit_id),
    ).subquery()
    return select(parts.c.sha256).order_by(parts.c.sha256)


def _files_only_of(entry: TrailEntryRow) -> list[str]:
    """The files an operation brought along that nothing else names."""
    brought = select(EvidenceRow.sha256).where(EvidenceRow.operation_id == entry.id)
    others = select(EvidenceRow.sha256).where(EvidenceRow.operation_id != entry.id)
    return list(db.session.scalars(brought.where(EvidenceRow.sha256.not_in(others)).distinct()))


def _whole(*conditions: ColumnElement[bool]) -> list[str]:
    """Entries whose bytes are still there, in the order of the log."""
    wanted = select(TrailEntryRow.id).join(LeafRow, LeafRow.entry_id == TrailEntryRow.id)
    wanted = wanted.where(LeafRow.salt.is_not(None), *conditions).order_by(LeafRow.log_index)
    return list(db.session.scalars(wanted))
