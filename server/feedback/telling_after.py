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
from server.visits import correction_queries
from server.visits.correction_tables import CorrectionRow, CorrectionStepRow
from server.visits.sign_off_tables import SignOffRow
from server.visits.tables import ResultRow
from server.vocabulary import CorrectionStep, News

LATELY = timedelta(days=30)
STEPS = {
    CorrectionStep.EXTENDED: News.CORRECTION_EXTENDED, CorrectionStep.RECHECK: News.CORRECTION_RECHECK,
    CorrectionStep.CLOSED: News.CORRECTION_CLOSED,
}  # fmt: skip


class Told(NamedTuple):
    """One thing to tell, about one visit."""

    kind: News
    about: str
    visit: VisitRow
    more: dict[str, Any]


def tell() -> None:
    """One round; what was told already is not looked up again."""
    due = [each for find in (_results, _due_soon, _corrections, _steps, _days) for each in find()]
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
    """Once before the deadline and once on the day; more time given is a new deadline."""
    today = clock.today()
    managed = VisitRow.premises_id.in_(managers.with_managers())
    due = [each for each in correction_queries.near(today, today + news.DUE_SOON, managed) if each.waits_for_enterprise]
    told = select(NoticeRow.kind, NoticeRow.about).where(NoticeRow.about.in_([each.deadline for each in due]))
    known = {(kind, about) for kind, about in db.session.execute(told)}
    for each in due:
        kind = News.CORRECTION_TODAY if each.due == today else News.CORRECTION_DUE
        if (kind, each.deadline) not in known:
            yield Told(kind, each.deadline, each.visit, {"due": str(each.due)})


def _steps() -> Iterator[Told]:
    """What the agency decided about a correction by itself."""
    made = select(CorrectionStepRow, VisitRow).join(VisitRow, VisitRow.id == CorrectionStepRow.visit_id)
    told = exists().where(NoticeRow.about == CorrectionStepRow.id, NoticeRow.kind.in_(STEPS.values()))
    new = made.where(
        CorrectionStepRow.made_at >= clock.now() - LATELY, ~told, VisitRow.premises_id.in_(managers.with_managers())
    )
    for step, visit in db.session.execute(new.order_by(CorrectionStepRow.made_at, CorrectionStepRow.id)).all():
        yield Told(STEPS[CorrectionStep(step.kind)], step.id, visit, {"due": str(step.due)} if step.due else {})


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
