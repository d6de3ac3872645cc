"""Tells an enterprise's managers what is planned, what has changed, what came out and what is due: each once."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import selectinload

from server import clock, notices
from server.accounts.tables import AccountRow, MembershipRow
from server.db import db, lock, transaction
from server.feedback import news
from server.feedback.cards import Reader
from server.feedback.news import Seen
from server.feedback.tables import VisitTellingRow
from server.feedback.visit_cards import readable_plans
from server.planning.tables import DayRequestRow, PlanItemRow, PlanRow, VisitRow
from server.registry.tables import PremisesRow
from server.visits.correction_tables import CorrectionRow
from server.visits.tables import FindingRow, ResultRow
from server.vocabulary import CorrectionState, News, Role, VisitState

LATELY = timedelta(days=30)
OVER = (VisitState.CANCELLED, VisitState.LAPSED)
Managers = dict[str, list[str]]


def tell() -> None:
    """One round over everything managers are told of."""
    with transaction():
        lock("telling")
        managers = _managers()
        for visit in _visits(managers):
            _tell_of_visit(visit, managers)
        _tell_of_answers(managers)
        _tell_of_answered_corrections(managers)
        _tell_of_results(managers)
        _tell_of_corrections(managers)


def _managers() -> Managers:
    """The managers of each enterprise that has any."""
    standing = MembershipRow.ended_at.is_(None), AccountRow.ended_at.is_(None), MembershipRow.role == Role.MANAGER
    rows = select(MembershipRow.enterprise_id, MembershipRow.account_id).join(AccountRow).where(*standing)
    managers: Managers = defaultdict(list)
    for enterprise, account in db.session.execute(rows).all():
        managers[str(enterprise)].append(account)
    return managers


def _visits(managers: Managers) -> Sequence[VisitRow]:
    """The visits ahead to enterprises with managers, and those they were told of that will not take place."""
    told = select(VisitTellingRow.visit_id)
    ahead = (VisitRow.state == VisitState.OPEN) & (VisitRow.visit_on >= clock.today())
    ended = VisitRow.state.in_(OVER) & (VisitRow.visit_on >= clock.today() - LATELY) & VisitRow.id.in_(told)
    plans = selectinload(VisitRow.plans)
    items = plans.selectinload(PlanRow.items).joinedload(PlanItemRow.item_version)
    return db.session.scalars(
        select(VisitRow)
        .join(PremisesRow, PremisesRow.id == VisitRow.premises_id)
        .options(plans.joinedload(PlanRow.agency), items)
        .where(PremisesRow.enterprise_id.in_(_with_managers()), ahead | ended)
        .order_by(VisitRow.visit_on, VisitRow.id)
    ).all()


def _with_managers() -> Select[Any]:
    return select(MembershipRow.enterprise_id).where(
        MembershipRow.role == Role.MANAGER, MembershipRow.ended_at.is_(None)
    )


def _tell_of_visit(visit: VisitRow, managers: Managers) -> None:
    last = _last_told(visit.id)
    before = Seen(**last.seen) if last and last.kind != News.WITHDRAWN else None
    now = _seen(visit)
    kind = news.change(before, now)
    if kind is None:
        return
    shown = now or before
    assert shown is not None
    row = VisitTellingRow(
        visit_id=visit.id, version=last.version + 1 if last else 1, kind=kind, seen=shown._asdict(),
        told_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    facts = {"visit": visit.id, "visit_on": shown.visit_on, "agencies": list(shown.parts)}
    if kind is News.MOVED and before:
        facts["before"] = before.visit_on
    _send(managers, visit.premises_id, kind, facts, row.id)


def _last_told(visit_id: str) -> VisitTellingRow | None:
    newest = select(VisitTellingRow).where(VisitTellingRow.visit_id == visit_id)
    return db.session.scalar(newest.order_by(VisitTellingRow.version.desc()).limit(1))


def _seen(visit: VisitRow) -> Seen | None:
    plans = readable_plans(visit, Reader.MANAGER) if visit.state == VisitState.OPEN else []
    parts: dict[str, list[str]] = {}
    for plan in plans:
        parts.setdefault(plan.agency.name, []).extend(each.item_version.name for each in plan.items)
    return Seen(visit.visit_on.isoformat(), {name: sorted(items) for name, items in parts.items()}) if parts else None


def _tell_of_answers(managers: Managers) -> None:
    answered = select(DayRequestRow).where(DayRequestRow.answered_at >= clock.now() - LATELY)
    for row in db.session.scalars(answered.order_by(DayRequestRow.answered_at, DayRequestRow.id)):
        facts = {"visit": row.visit_id, "visit_on": row.planned_on.isoformat()}
        _send(managers, row.visit.premises_id, News.DAY_ANSWERED, facts, row.id)


def _tell_of_answered_corrections(managers: Managers) -> None:
    answered = select(CorrectionRow).where(CorrectionRow.answered_at >= clock.now() - LATELY)
    for row in db.session.scalars(answered.order_by(CorrectionRow.answered_at, CorrectionRow.id)):
        facts = {"visit": row.visit_id, "visit_on": row.visit.visit_on.isoformat()}
        _send(managers, row.visit.premises_id, News.CORRECTION_ANSWERED, facts, row.id)


def _tell_of_results(managers: Managers) -> None:
    issued = (
        select(ResultRow)
        .join(PremisesRow, PremisesRow.id == ResultRow.premises_id)
        .where(ResultRow.issued_at >= clock.now() - LATELY, PremisesRow.enterprise_id.in_(_with_managers()))
        .order_by(ResultRow.issued_at, ResultRow.id)
    )
    for row in db.session.scalars(issued):
        facts = {"visit": row.visit_id, "visit_on": row.visit_on.isoformat(), "version": row.version}
        _send(managers, row.premises_id, News.RESULT, facts, row.id)


def _tell_of_corrections(managers: Managers) -> None:
    today = clock.today()
    done = CorrectionRow.state.in_((CorrectionState.WAITING, CorrectionState.CLOSED))
    reported = select(CorrectionRow.finding_id).where(done)
    corrected = select(FindingRow.corrects).where(FindingRow.corrects.is_not(None))
    due = (
        select(FindingRow.id, FindingRow.correction_due, VisitRow)
        .join(VisitRow, VisitRow.id == FindingRow.visit_id)
        .join(PremisesRow, PremisesRow.id == VisitRow.premises_id)
        .where(FindingRow.correction_due.between(today, today + news.DUE_SOON), FindingRow.withdrawn_by.is_(None))
        .where(
            FindingRow.id.not_in(corrected),
            FindingRow.id.not_in(reported),
            PremisesRow.enterprise_id.in_(_with_managers()),
        )
        .order_by(FindingRow.correction_due, FindingRow.id)
    )
    for finding_id, due_on, visit in db.session.execute(due).all():
        facts = {"visit": visit.id, "visit_on": visit.visit_on.isoformat(), "due": str(due_on)}
        _send(managers, visit.premises_id, News.CORRECTION_DUE, facts, finding_id)


def _send(managers: Managers, premises_id: str | None, kind: News, facts: dict[str, Any], about: str) -> None:
    if premises_id is None:
        return
    enterprise_id = db.session.get_one(PremisesRow, premises_id).enterprise_id
    for account_id in managers.get(enterprise_id, []):
        notices.send(account_id, kind, {"premises": premises_id, **facts}, about=about)
