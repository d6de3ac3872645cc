"""What the registry says of everything a file of plans names, read once for all its lines."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date
from functools import cached_property

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, selectinload

from server.db import db
from server.planning import admission, item_facts, roster
from server.planning.earlier import Equals
from server.planning.item_facts import ItemFacts
from server.planning.values import NewPlan
from server.registry.lookups import batches
from server.registry.tables import EnterpriseRow, InspectionItemRow, InspectorRow, ItemVersionRow, PremisesRow
from server.vocabulary import TeamRole


class FileRegistry:
    """The filing agency with its people, the items named and the premises: asked as `roster` is."""

    def __init__(self, agency_id: str, plans: Sequence[NewPlan]) -> None:
        codes = {code for plan in plans for code in plan.items}
        self._agency = roster.agency(agency_id)
        self._items = {row.id: row for row in _items(codes)}
        self._people = {row.id: row for row in _people(agency_id)}
        self._equals = item_facts.equals_of(codes) if codes else {}
        self._places = {(row.enterprise.credit_code, row.number): row for row in _premises(plans)}

    @cached_property
    def enterprises(self) -> set[str]:
        """The enterprises that the file names and that exist."""
        return {row.enterprise_id for row in self._places.values()}

    @property
    def people(self) -> Collection[str]:
        """Everybody who is or was the agency's."""
        return self._people

    def premises_of(self, credit_code: str, number: int) -> PremisesRow | None:
        """Premises by their enterprise's credit code and their number."""
        return self._places.get((credit_code, number))

    def places(self) -> Iterable[PremisesRow]:
        """Every standing or ended premises of the enterprises named."""
        return self._places.values()

    def agency(self, _agency_id: str, /) -> admission.Agency:
        """The agency that files."""
        return self._agency

    def items_on(self, codes: Iterable[str], day: date, /) -> dict[str, admission.Item]:
        """The items of these codes, each with its version of the day."""
        rows = [self._items[code] for code in codes if code in self._items]
        return {
            row.id: admission.Item(row.id, row.agency_id, row.competence, version.id if version else None)
            for row, version in ((row, _version(row, day)) for row in rows)
        }

    def facts_on(self, codes: Iterable[str], day: date) -> dict[str, ItemFacts]:
        """What is said of the items among these that are valid on the day."""
        rows = ((self._items[code], _version(self._items[code], day)) for code in codes if code in self._items)
        return {
            row.id: ItemFacts(version.name, row.competence, version.yearly_cap, version.valid_months)
            for row, version in rows
            if version
        }

    def equals_of(self, codes: Iterable[str]) -> Equals:
        """The approved equivalents of each of these items."""
        return {code: self._equals[code] for code in codes if code in self._equals}

    def team_of(self, _agency_id: str, named: Iterable[tuple[str, TeamRole]], day: date, /) -> list[admission.Member]:
        """Those of the people named who belong to the agency on a day."""
        rows = [(self._people[who], role) for who, role in dict(named).items() if who in self._people]
        return [roster.member(row, role) for row, role in rows if row.ended_on is None or row.ended_on > day]


def _version(item: InspectionItemRow, day: date) -> ItemVersionRow | None:
    valid = (each for each in item.versions if each.valid_from <= day <= (each.valid_until or day))
    return next(valid, None)


def _items(codes: Iterable[str]) -> list[InspectionItemRow]:
    wanted = select(InspectionItemRow).options(selectinload(InspectionItemRow.versions))
    return [row for some in batches(codes) for row in db.session.scalars(wanted.where(InspectionItemRow.id.in_(some)))]


def _people(agency_id: str) -> Iterable[InspectorRow]:
    wanted = select(InspectorRow).options(selectinload(InspectorRow.badges))
    return db.session.scalars(wanted.where(InspectorRow.agency_id == agency_id))


def _premises(plans: Iterable[NewPlan]) -> list[PremisesRow]:
    wanted = select(PremisesRow).join(EnterpriseRow).options(contains_eager(PremisesRow.enterprise))
    codes = dict.fromkeys(plan.credit_code for plan in plans)
    return [
        row for some in batches(codes) for row in db.session.scalars(wanted.where(EnterpriseRow.credit_code.in_(some)))
    ]
