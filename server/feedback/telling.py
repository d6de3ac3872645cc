"""Tells managers of visits ahead: what is planned, moved, changed or called off, each once and nothing covert."""

from collections.abc import Iterable, Sequence
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import selectinload

from server import clock
from server.db import db, lock, transaction
from server.feedback import managers, news, telling_after
from server.feedback.cards import Reader
from server.feedback.news import Seen
from server.feedback.tables import VisitTellingRow
from server.feedback.visit_cards import readable_plans
from server.planning.tables import PlanItemRow, PlanRow, VisitRow
from server.vocabulary import News, VisitState

LATELY = timedelta(days=30)
OVER = (VisitState.CANCELLED, VisitState.LAPSED)


def tell() -> None:
    """One round over everything managers are told of; what there is to tell is looked up before anything is held."""
    for visit_id in _changed():
        with transaction():
            lock("telling")
            _tell_of(db.session.get_one(VisitRow, visit_id))
    telling_after.tell()


def _changed() -> list[str]:
    """The visits of which a manager may know something else than he was told last."""
    rows = _visits()
    last = _last_told(row.id for row in rows)
    return [row.id for row in rows if news.change(_before(last.get(row.id)), _seen(row))]


def _visits() -> Sequence[VisitRow]:
    """The visits ahead to enterprises with managers, and those they were told of that will not take place."""
    told = select(VisitTellingRow.visit_id)
    ahead = (VisitRow.state == VisitState.OPEN) & (VisitRow.visit_on >= clock.today())
    ended = VisitRow.state.in_(OVER) & (VisitRow.visit_on >= clock.today() - LATELY) & VisitRow.id.in_(told)
    plans = selectinload(VisitRow.plans)
    items = plans.selectinload(PlanRow.items).joinedload(PlanItemRow.item_version)
    return db.session.scalars(
        select(VisitRow)
        .options(plans.joinedload(PlanRow.agency), items)
        .where(VisitRow.premises_id.in_(managers.with_managers()), ahead | ended)
        .order_by(VisitRow.visit_on, VisitRow.id)
    ).all()


def _last_told(visit_ids: Iterable[str]) -> dict[str, VisitTellingRow]:
    newest = select(VisitTellingRow.visit_id, func.max(VisitTellingRow.version).label("version"))
    newest = newest.where(VisitTellingRow.visit_id.in_(list(visit_ids))).group_by(VisitTellingRow.visit_id)
    last = newest.subquery()
    same = (last.c.visit_id == VisitTellingRow.visit_id) & (last.c.version == VisitTellingRow.version)
    return {row.visit_id: row for row in db.session.scalars(select(VisitTellingRow).join(last, same))}


def _tell_of(visit: VisitRow) -> None:
    last = _last_told([visit.id]).get(visit.id)
    before, now = _before(last), _seen(visit)
    kind, shown = news.change(before, now), now or before
    if kind is None or shown is None or visit.premises_id is None:
        return
    row = VisitTellingRow(
        visit_id=visit.id, version=last.version + 1 if last else 1, kind=kind, seen=shown._asdict(),
        told_at=clock.now(),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    facts = {"visit": visit.id, "visit_on": shown.visit_on, "agencies": list(shown.parts)}
    if kind is News.MOVED and before:
        facts["before"] = before.visit_on
    managers.tell(visit.premises_id, kind, facts, about=row.id)


def _before(last: VisitTellingRow | None) -> Seen | None:
    return Seen(**last.seen) if last and last.kind != News.WITHDRAWN else None


def _seen(visit: VisitRow) -> Seen | None:
    """What a manager sees of it; of one that has begun, what he saw before is all there is to tell."""
    plans = readable_plans(visit, Reader.MANAGER) if visit.state == VisitState.OPEN else []
    parts: dict[str, list[str]] = {}
    for plan in plans:
        parts.setdefault(plan.agency.name, []).extend(each.item_version.name for each in plan.items)
    return Seen(visit.visit_on.isoformat(), {name: sorted(items) for name, items in parts.items()}) if parts else None
