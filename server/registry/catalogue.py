"""What may be inspected, for everybody: items valid today by agency and competence, and one item with its versions."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager

from server.db import db
from server.registry import queries, rules
from server.registry.listings import SIZE, Page
from server.registry.tables import AgencyRow, InspectionItemRow, ItemVersionRow


@dataclass(frozen=True)
class Wish:
    """What a visitor of the catalogue looks for."""

    q: str = ""
    agency: str = ""
    competence: str = ""
    page: int = 1

    @property
    def narrowed(self) -> bool:
        return bool(self.q or self.agency or self.competence)


@dataclass(frozen=True)
class Shelf:
    """An agency or a competence, and how many items it has."""

    key: str
    name: str
    count: int


@dataclass(frozen=True)
class Entry:
    """One item as published, in the version that is shown, among all its versions that ever held."""

    item: InspectionItemRow
    shown: ItemVersionRow
    versions: list[ItemVersionRow]
    valid: bool


def agencies(today: date) -> list[Shelf]:
    """The agencies that have items today, by name."""
    wanted = select(AgencyRow.id, AgencyRow.name, func.count()).select_from(ItemVersionRow)
    return _shelves(wanted, today, AgencyRow.id, AgencyRow.name)


def competences(today: date) -> list[Shelf]:
    """The competences that have items today, the fullest first."""
    own = InspectionItemRow.competence
    found = _shelves(select(own, own, func.count()).select_from(ItemVersionRow), today, own)
    return sorted(found, key=lambda each: -each.count)


def items(wish: Wish, today: date) -> Page[ItemVersionRow]:
    """The versions valid today that a visitor looks for."""
    wanted = _valid(select(ItemVersionRow), today).order_by(AgencyRow.name, ItemVersionRow.name, ItemVersionRow.id)
    if wish.q:
        found = [ItemVersionRow.name.contains(word, autoescape=True) for word in wish.q.split()]
        wanted = wanted.where(db.or_(db.and_(*found), AgencyRow.name.contains(wish.q, autoescape=True)))
    if wish.agency:
        wanted = wanted.where(AgencyRow.id == wish.agency)
    if wish.competence:
        wanted = wanted.where(InspectionItemRow.competence == wish.competence)
    total = db.session.scalar(select(func.count()).select_from(wanted.order_by(None).subquery())) or 0
    with_agency = contains_eager(ItemVersionRow.item).contains_eager(InspectionItemRow.agency)
    rows = db.session.scalars(wanted.options(with_agency).limit(SIZE).offset((wish.page - 1) * SIZE))
    return Page(list(rows), total, wish.page)


def entry(code: str, number: int | None, today: date) -> Entry | None:
    """One item in the version asked for, else the one valid today, else the newest."""
    item = db.session.get(InspectionItemRow, code)
    if item is None or not item.versions:
        return None
    held = [each for each in item.versions if each.valid_until is None or each.valid_from <= each.valid_until]
    valid = next((each for each in held if rules.is_valid(each.valid_from, each.valid_until, today)), None)
    shown = next((each for each in held if each.version == number), None) if number else valid or held[0]
    return Entry(item, shown, held, shown is valid) if shown else None


def _shelves(wanted: Any, today: date, *by: Any) -> list[Shelf]:
    return [Shelf(*row) for row in db.session.execute(_valid(wanted, today).group_by(*by).order_by(by[-1]))]


def _valid(wanted: Select[Any], today: date) -> Select[Any]:
    joined = wanted.join(InspectionItemRow, InspectionItemRow.id == ItemVersionRow.item_id).join(AgencyRow)
    return joined.where(queries.valid_on(today))
