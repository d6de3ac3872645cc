"""The enterprise reports a correction with photos; the agency that made the finding closes it or asks again."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import func, select

from server import clock, trail
from server.db import db, lock, transaction
from server.evidence import sent, store
from server.ids import new_id
from server.refusals import (
    CORRECTION_ANSWERED,
    CORRECTION_CLOSED,
    CORRECTION_WAITS,
    FINDING_WITHDRAWN,
    NOT_FOUND,
    REASON_MISSING,
    TEXT_MISSING,
    TEXT_TOO_LONG,
    TOO_MANY_PHOTOS,
    Refused,
)
from server.visits.correction_tables import CorrectionPhotoRow, CorrectionRow
from server.visits.tables import FindingRow
from server.vocabulary import CorrectionState

MOST_LETTERS = 2000
MOST_PHOTOS = 9
SHOWN = 50


def report(finding_id: str, text: str, *, account_id: str, report_id: str | None = None, photos_told: int = 0) -> str:
    """Reports how a finding was corrected and returns the report's id; the photos follow one by one.

    A form sent twice brings the same `report_id` and is one report.
    """
    if not text.strip():
        raise Refused(TEXT_MISSING)
    if len(text) > MOST_LETTERS:
        raise Refused(TEXT_TOO_LONG, most=MOST_LETTERS)
    with transaction():
        lock(f"correction:{finding_id}")
        if report_id and _is_taken(report_id, finding_id):
            return report_id
        finding = db.session.get_one(FindingRow, finding_id)
        require_open(finding)
        row = CorrectionRow(
            id=report_id or new_id(), finding_id=finding_id, visit_id=finding.visit_id, agency_id=finding.agency_id,
            text=text, photos_told=min(photos_told, MOST_PHOTOS), account_id=account_id, made_at=clock.now(),
            state=CorrectionState.WAITING,
        )  # fmt: skip
        db.session.add(row)
        db.session.flush()
        facts = {"correction": row.id, "finding": finding_id, "text": text}
        trail.append("correction.reported", "visit", row.visit_id, facts, account_id=account_id)
        return row.id


def add_photo(correction_id: str, data: bytes, *, account_id: str) -> str:
    """Adds a photo as it was sent while the report waits; each once."""
    mime = sent.require_photo(data)
    with transaction():
        row = waiting_one(correction_id)
        sha256 = store.keep(data, mime)
        if sha256 in {each.sha256 for each in row.photos}:
            return sha256
        if len(row.photos) >= MOST_PHOTOS:
            raise Refused(TOO_MANY_PHOTOS, most=MOST_PHOTOS)
        photo = CorrectionPhotoRow(sha256=sha256, position=len(row.photos), added_at=clock.now())
        row.photos.append(photo)
        facts = {"correction": row.id, "photo": sha256}
        trail.append("correction.photographed", "visit", row.visit_id, facts, account_id=account_id)
        return sha256


def answer(correction_id: str, state: CorrectionState, text: str, *, agency_id: str, account_id: str | None) -> None:
    """The agency is content, says what is still missing, or that it will look on the spot."""
    if state is not CorrectionState.CLOSED and not text.strip():
        raise Refused(REASON_MISSING)
    if len(text) > MOST_LETTERS:
        raise Refused(TEXT_TOO_LONG, most=MOST_LETTERS)
    with transaction():
        row = waiting_one(correction_id)
        row.state, row.answer, row.answered_by, row.answered_at = state, text, account_id, clock.now()
        if state is CorrectionState.CLOSED:
            row.finding.corrected_at = row.answered_at
        facts = {"correction": row.id, "finding": row.finding_id, "state": state, "answer": text}
        trail.append(
            "correction.answered", "visit", row.visit_id, facts, account_id=account_id, agency_id=agency_id
        )  # fmt: skip


def require_open(finding: FindingRow) -> None:
    """A finding that stands is corrected once; until a report is answered no other is made."""
    if finding.withdrawn_by is not None:
        raise Refused(FINDING_WITHDRAWN)
    if finding.corrected_at is not None:
        raise Refused(CORRECTION_CLOSED)
    if CorrectionState.WAITING in {row.state for row in of_findings([finding.id])[finding.id]}:
        raise Refused(CORRECTION_WAITS)


def waiting_one(correction_id: str) -> CorrectionRow:
    """A report that has not been answered, held until this transaction ends."""
    row = one(correction_id)
    lock(f"correction:{row.finding_id}")
    db.session.refresh(row)
    if row.state != CorrectionState.WAITING:
        raise Refused(CORRECTION_ANSWERED)
    return row


def one(correction_id: str) -> CorrectionRow:
    """A report by its id; refused when there is none."""
    row = db.session.get(CorrectionRow, correction_id)
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def of_findings(finding_ids: Collection[str]) -> Mapping[str, list[CorrectionRow]]:
    """What was reported about each of these findings, the oldest first."""
    told: dict[str, list[CorrectionRow]] = defaultdict(list)
    rows = select(CorrectionRow).where(CorrectionRow.finding_id.in_(list(finding_ids))).order_by(CorrectionRow.made_at)
    for row in db.session.scalars(rows):
        told[row.finding_id].append(row)
    return told


def waiting(agency_ids: Collection[str]) -> Sequence[CorrectionRow]:
    """The reports that wait for an answer of these agencies, the longest first."""
    asked = CorrectionRow.state == CorrectionState.WAITING, CorrectionRow.agency_id.in_(agency_ids)
    return db.session.scalars(select(CorrectionRow).where(*asked).order_by(CorrectionRow.made_at)).all()


def answered(agency_ids: Collection[str]) -> Sequence[CorrectionRow]:
    """The last reports these agencies have answered."""
    settled = CorrectionRow.state != CorrectionState.WAITING, CorrectionRow.agency_id.in_(agency_ids)
    newest = select(CorrectionRow).where(*settled).order_by(CorrectionRow.answered_at.desc())
    return db.session.scalars(newest.limit(SHOWN)).all()


def count_waiting(agency_ids: Collection[str]) -> int:
    """How many reports wait for an answer of these agencies."""
    asked = CorrectionRow.state == CorrectionState.WAITING, CorrectionRow.agency_id.in_(agency_ids)
    return db.session.scalar(select(func.count(CorrectionRow.id)).where(*asked)) or 0


def _is_taken(report_id: str, finding_id: str) -> bool:
    row = db.session.get(CorrectionRow, report_id)
    if row is not None and row.finding_id != finding_id:
        raise Refused(NOT_FOUND)
    return row is not None
