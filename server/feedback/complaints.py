"""Filing what somebody tells the bureau, and adding photos to it; oversight opens its case in the same transaction."""

from datetime import datetime, timedelta

from sqlalchemy import func, select

from server import clock, trail
from server.db import db, lock, next_number, transaction
from server.evidence import sent, store
from server.feedback import complaint_rules as rules
from server.feedback.complaint_rules import Filing
from server.feedback.complaint_tables import ComplaintPhotoRow, ComplaintRow
from server.ids import new_id
from server.policy import Actor
from server.refusals import TOO_MANY_PHOTOS, Refused
from server.registry.tables import PremisesRow
from server.vocabulary import ComplaintKind

STRANGERS = (ComplaintKind.TIP, ComplaintKind.NO_CODE)


def file(filing: Filing, premises: PremisesRow, by: Actor) -> ComplaintRow:
    """Files it; a form that was sent twice is the same complaint."""
    rules.require_told(filing)
    premises_id, enterprise_id = premises.id, premises.enterprise_id
    with transaction():
        lock(f"complaint:{premises_id}")
        before = db.session.scalar(select(ComplaintRow).where(ComplaintRow.key == filing.key))
        if before is not None:
            return before
        if rules.is_of_stranger(filing.kind) and by.account_id is None:
            rules.require_room(_unverified_today(premises_id))
        row = _row(filing, premises_id, enterprise_id, by)
        db.session.add(row)
        db.session.flush()
        _tell(row)
    return row


def add_photo(complaint_id: str, data: bytes) -> str:
    """Adds a photo as it was sent; only pictures we can read, each once."""
    mime = sent.require_photo(data)
    with transaction():
        lock(f"complaint:{complaint_id}")
        row = db.session.get_one(ComplaintRow, complaint_id)
        sha256 = store.keep(data, mime)
        if sha256 not in {each.sha256 for each in row.photos}:
            _add(row, sha256)
    return sha256


def _add(row: ComplaintRow, sha256: str) -> None:
    if len(row.photos) >= rules.MOST_PHOTOS:
        raise Refused(TOO_MANY_PHOTOS, most=rules.MOST_PHOTOS)
    row.photos.append(
        ComplaintPhotoRow(complaint_id=row.id, sha256=sha256, position=len(row.photos), added_at=clock.now())
    )
    trail.append("complaint.supplemented", "complaint", row.id, {"photo": sha256}, account_id=row.account_id)


def _row(filing: Filing, premises_id: str, enterprise_id: str, by: Actor) -> ComplaintRow:
    now = clock.now()
    count = next_number(f"complaint {rules.PREFIX[filing.kind]}{clock.local_day(now).year}")
    number = rules.number(filing.kind, clock.local_day(now), count)
    return ComplaintRow(
        id=new_id(), key=filing.key, number=number, kind=filing.kind, premises_id=premises_id,
        enterprise_id=enterprise_id, visit_id=filing.visit, agency_id=filing.agency, conduct=list(filing.conduct),
        text=filing.text, place=filing.place, account_id=by.account_id, disclosed=filing.disclosed, filed_at=now,
        photos_told=min(filing.photos_told, rules.MOST_PHOTOS),
        digest=rules.digest(filing, number, premises_id, now),
    )  # fmt: skip


def _tell(row: ComplaintRow) -> None:
    """The trail proves that it was filed; what it says stays with the bureau."""
    facts = {
        "number": row.number, "kind": row.kind, "digest": row.digest, "premises": row.premises_id,
        "visit": row.visit_id, "agency": row.agency_id,
    }  # fmt: skip
    trail.append("complaint.filed", "complaint", row.id, facts, account_id=row.account_id)


def _unverified_today(premises_id: str) -> int:
    start = datetime.combine(clock.today(), datetime.min.time(), clock.LOCAL)
    told = select(func.count(ComplaintRow.id)).where(
        ComplaintRow.premises_id == premises_id,
        ComplaintRow.kind.in_(STRANGERS),
        ComplaintRow.account_id.is_(None),
        ComplaintRow.filed_at >= start,
        ComplaintRow.filed_at < start + timedelta(days=1),
    )
    return db.session.scalar(told) or 0
