"""The enterprise's reply to an agency's result, printed beside it: a change is added, what stood before stays."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence

from sqlalchemy import Exists, exists, select

from server import clock, trail
from server.db import db, lock, transaction
from server.ids import new_id
from server.planning.tables import VisitRow
from server.refusals import NO_RESULT_YET, TEXT_MISSING, TEXT_TOO_LONG, Refused
from server.visits.correction_tables import ReplyRow
from server.visits.tables import ResultRow
from server.vocabulary import ResultState

MOST_LETTERS = 2000
SHOWN = 50


def reply(visit_id: str, agency_id: str, text: str, *, account_id: str) -> None:
    """Says something to a result; the same words again are no new version."""
    if not text.strip():
        raise Refused(TEXT_MISSING)
    if len(text) > MOST_LETTERS:
        raise Refused(TEXT_TOO_LONG, most=MOST_LETTERS)
    with transaction():
        lock(f"reply:{visit_id}")
        if not db.session.scalar(select(_issued(visit_id, agency_id))):
            raise Refused(NO_RESULT_YET)
        before = of_visit(visit_id)[agency_id]
        if before and before[-1].text == text:
            return
        db.session.add(
            ReplyRow(
                id=new_id(), visit_id=visit_id, agency_id=agency_id, version=len(before) + 1, text=text,
                account_id=account_id, made_at=clock.now(),
            )
        )  # fmt: skip
        facts = {"agency": agency_id, "text": text, "version": len(before) + 1}
        trail.append("reply.made", "visit", visit_id, facts, account_id=account_id)


def of_visit(visit_id: str) -> Mapping[str, list[ReplyRow]]:
    """What was replied to each agency's result, the oldest version first."""
    told: dict[str, list[ReplyRow]] = defaultdict(list)
    rows = select(ReplyRow).where(ReplyRow.visit_id == visit_id).order_by(ReplyRow.version)
    for row in db.session.scalars(rows):
        told[row.agency_id].append(row)
    return told


def newest_to(agency_ids: Collection[str]) -> Sequence[tuple[ReplyRow, VisitRow]]:
    """The last replies to results of these agencies."""
    told = select(ReplyRow, VisitRow).join(VisitRow, VisitRow.id == ReplyRow.visit_id)
    newest = told.where(ReplyRow.agency_id.in_(agency_ids)).order_by(ReplyRow.made_at.desc()).limit(SHOWN)
    return [(reply, visit) for reply, visit in db.session.execute(newest).all()]


def _issued(visit_id: str, agency_id: str) -> Exists:
    return exists().where(
        ResultRow.visit_id == visit_id, ResultRow.agency_id == agency_id, ResultRow.state == ResultState.SIGNED
    )
