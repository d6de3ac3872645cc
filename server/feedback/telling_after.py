"""Tells managers what came of visits: results, corrections due soon, and what agencies answered; each once."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, exists, select

from server import clock
from server.db import db
from server.feedback import managers, news
from server.notices.tables import NoticeRow
from server.planning.tables import DayRequestRow, VisitRow
from server.visits.correction_tables import CorrectionRow
from server.visits.sign_off_tables import SignOffRow
from server.visits.tables import FindingRow, ResultRow
from server.vocabulary import CorrectionState, News

LATELY = timedelta(days=30)


class Told(NamedTuple):
    """One thing to tell, about one visit."""

    kind: News
    about: str
    visit: VisitRow
    more: dict[str, Any]


def tell() -> None:
    """One round; what was told already is not looked up again."""
    due = [each for find in (_results, _due_soon, _corrections, _days) for each in find()]
    known = [(told, told.visit.id, told.visit.premises_id, told.visit.visit_on.isoformat()) for told in due]
    for told, visit_id, premises_id, visit_on in known:
        if premises_id:
            managers.tell(
                premises_id, told.kind, {"visit": visit_id, "visit_on": visit_on, **told.more}, about=told.about
            )


def _results() -> Iterator[Told]:
    signed = select(ResultRow.id, ResultRow.version, VisitRow).join(SignOffRow, SignOffRow.result_id == ResultRow.id)
    signed = signed.join(VisitRow, VisitRow.id == ResultRow.visit_id)
    new = signed.where(SignOffRow.signed_at >= clock.now() - LATELY, *_untold(News.RESULT, ResultRow.id))
    for result_id, version, visit in db.session.execute(new.order_by(SignOffRow.signed_at, ResultRow.id)).all():
        yield Told(News.RESULT, result_id, visit, {"version": version})


def _due_soon() -> Iterator[Told]:
    today = clock.today()
    done = CorrectionRow.state.in_((CorrectionState.WAITING, CorrectionState.CLOSED))
    reported = select(CorrectionRow.finding_id).where(done)
    corrected = select(FindingRow.corrects).where(FindingRow.corrects.is_not(None))
    due = (
        select(FindingRow.id, FindingRow.correction_due, VisitRow)
        .join(VisitRow, VisitRow.id == FindingRow.visit_id)
        .where(FindingRow.correction_due.between(today, today + news.DUE_SOON), FindingRow.withdrawn_by.is_(None))
        .where(FindingRow.id.not_in(corrected), FindingRow.id.not_in(reported))
        .where(*_untold(News.CORRECTION_DUE, FindingRow.id))
        .order_by(FindingRow.correction_due, FindingRow.id)
    )
    for finding_id, due_on, visit in db.session.execute(due).all():
        yield Told(News.CORRECTION_DUE, finding_id, visit, {"due": str(due_on)})


def _corrections() -> Iterator[Told]:
    return _answered(CorrectionRow, News.CORRECTION_ANSWERED)


def _days() -> Iterator[Told]:
    return _answered(DayRequestRow, News.DAY_ANSWERED)


def _answered(table: type[CorrectionRow] | type[DayRequestRow], kind: News) -> Iterator[Told]:
    answered = select(table.id, VisitRow).join(VisitRow, VisitRow.id == table.visit_id)
    new = answered.where(table.answered_at >= clock.now() - LATELY, *_untold(kind, table.id))
    for row_id, visit in db.session.execute(new.order_by(table.answered_at, table.id)).all():
        yield Told(kind, row_id, visit, {})


def _untold(kind: News, about: Any) -> tuple[ColumnElement[bool], ...]:
    told = exists().where(NoticeRow.kind == kind, NoticeRow.about == about)
    return ~told, VisitRow.premises_id.in_(managers.with_managers())
