"""The desk's four lists, filtered and paged."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Generic, TypeVar

from sqlalchemy import Select, exists, func, literal, or_, select
from sqlalchemy.orm import aliased, joinedload, selectinload

from server.db import db
from server.http import MOST_COUNTED
from server.registry import queries
from server.registry.tables import (
    AgencyRow,
    BadgeRow,
    EnterpriseRow,
    InspectionItemRow,
    InspectorRow,
    ItemVersionRow,
    PremisesRow,
)

Listed = TypeVar("Listed")
SIZE = 50
EXPIRES_SOON = timedelta(days=60)


@dataclass(frozen=True)
class Filter:
    """What a list is narrowed to: words, an agency, and the ended ones instead of the standing."""

    q: str = ""
    agency: str = ""
    ended: bool = False
    page: int = 1


@dataclass(frozen=True)
class Page(Generic[Listed]):
    """One page of a list."""

    rows: list[Listed]
    total: int
    number: int

    @property
    def pages(self) -> int:
        return -(-self.total // SIZE)


def counts(today: date) -> dict[str, int]:
    """How many agencies, inspectors, valid items and enterprises stand in the registry."""

    def number(wanted: Select[Any]) -> int:
        return db.session.scalar(_counted(wanted)) or 0

    return {
        "agencies": number(select(AgencyRow.id).where(AgencyRow.ended_on.is_(None))),
        "inspectors": number(select(InspectorRow.id).where(InspectorRow.ended_on.is_(None))),
        "items": number(select(ItemVersionRow.id).where(queries.valid_on(today))),
        "enterprises": number(select(EnterpriseRow.id).where(EnterpriseRow.ended_on.is_(None))),
    }


def expiring_badges(today: date) -> list[BadgeRow]:
    """The last badges of people in service that have run out or will soon, the earliest first."""
    later = aliased(BadgeRow)
    outlasted = exists().where(later.inspector_id == BadgeRow.inspector_id, later.valid_until > BadgeRow.valid_until)
    soon = BadgeRow.valid_until <= today + EXPIRES_SOON
    wanted = (
        select(BadgeRow)
        .join(InspectorRow)
        .where(InspectorRow.ended_on.is_(None), soon, ~outlasted)
        .options(joinedload(BadgeRow.inspector).joinedload(InspectorRow.agency))
        .order_by(BadgeRow.valid_until, BadgeRow.id)
        .limit(20)
    )
    return list(db.session.scalars(wanted))


def agencies(by: Filter) -> Page[AgencyRow]:
    """Agencies by name or code."""
    wanted = select(AgencyRow).where(_ended(AgencyRow, by)).order_by(AgencyRow.name, AgencyRow.id)
    if by.q:
        named = or_(_has(AgencyRow.name, by), _has(AgencyRow.short_name, by))
        wanted = wanted.where(named | (AgencyRow.id == by.q.strip()))
    return _page(wanted, by)


def inspectors(by: Filter) -> Page[InspectorRow]:
    """Inspectors by name or badge number."""
    wanted = select(InspectorRow).where(_ended(InspectorRow, by)).order_by(InspectorRow.name, InspectorRow.id)
    if by.q:
        badges = select(BadgeRow.inspector_id).where(BadgeRow.number.startswith(by.q.strip(), autoescape=True))
        wanted = wanted.where(or_(_has(InspectorRow.name, by), InspectorRow.id.in_(badges)))
    if by.agency:
        wanted = wanted.where(InspectorRow.agency_id == by.agency)
    return _page(wanted.options(selectinload(InspectorRow.badges), joinedload(InspectorRow.agency)), by)


def items(by: Filter, today: date) -> Page[ItemVersionRow]:
    """The newest version of each item; ended are those whose last version is over."""
    each = aliased(ItemVersionRow)
    newest = select(func.max(each.version)).where(each.item_id == InspectionItemRow.id).correlate(InspectionItemRow)
    over = ItemVersionRow.valid_until < today
    wanted = (
        select(ItemVersionRow)
        .join(InspectionItemRow)
        .where(ItemVersionRow.version == newest.scalar_subquery(), over if by.ended else ~func.coalesce(over, False))
        .order_by(ItemVersionRow.name, ItemVersionRow.id)
    )
    if by.q:
        wanted = wanted.where(or_(_has(ItemVersionRow.name, by), ItemVersionRow.item_id == by.q.strip()))
    if by.agency:
        wanted = wanted.where(InspectionItemRow.agency_id == by.agency)
    return _page(wanted.options(joinedload(ItemVersionRow.item).joinedload(InspectionItemRow.agency)), by)


def enterprises(by: Filter) -> Page[EnterpriseRow]:
    """Enterprises by name, credit code or an address of theirs."""
    wanted = select(EnterpriseRow).where(_ended(EnterpriseRow, by)).order_by(EnterpriseRow.name, EnterpriseRow.id)
    if by.q:
        at = select(PremisesRow.enterprise_id).where(_has(PremisesRow.address, by))
        wanted = wanted.where(or_(queries.matches_enterprise(by.q), EnterpriseRow.id.in_(at)))
    return _page(wanted.options(selectinload(EnterpriseRow.premises)), by)


def _has(column: Any, by: Filter) -> Any:
    return column.contains(by.q.strip(), autoescape=True)


def _ended(table: Any, by: Filter) -> Any:
    return table.ended_on.is_not(None) if by.ended else table.ended_on.is_(None)


def _counted(wanted: Select[Any]) -> Select[Any]:
    """How many there are, asked so that an index alone can tell; beyond so many nobody turns pages."""
    some = wanted.with_only_columns(literal(1), maintain_column_froms=True).order_by(None).limit(MOST_COUNTED + 1)
    return select(func.count()).select_from(some.subquery())


def _page(wanted: Select[Any], by: Filter) -> Page[Any]:
    total = db.session.scalar(_counted(wanted)) or 0
    rows = db.session.scalars(wanted.limit(SIZE).offset((by.page - 1) * SIZE)).all()
    return Page(list(rows), total, by.page)
