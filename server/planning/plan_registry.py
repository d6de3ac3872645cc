"""What the registry says of the agency, the team and the items of one plan, read in two statements."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import bindparam, select

from server.db import Asked, ask
from server.planning import admission, roster
from server.planning.earlier import Equals
from server.planning.item_facts import ItemFacts
from server.planning.values import NewPlan
from server.registry.tables import (
    AgencyRow,
    BadgeRow,
    InspectionItemRow,
    InspectorRow,
    ItemEquivalenceRow,
    ItemVersionRow,
)
from server.vocabulary import TeamRole

# What every filing asks: written once, for putting a statement together takes longer than asking the database.
PARTY = (
    select(AgencyRow.id, AgencyRow.competence, AgencyRow.ended_on, *roster.PERSON)
    .outerjoin(InspectorRow, roster.IN_TEAM & (InspectorRow.agency_id == AgencyRow.id))
    .outerjoin(BadgeRow, BadgeRow.inspector_id == InspectorRow.id)
    .where(AgencyRow.id == bindparam("agency"))
    .order_by(BadgeRow.valid_until.desc())
)
VALID = (ItemVersionRow.valid_from <= bindparam("day")) & (
    ItemVersionRow.valid_until.is_(None) | (ItemVersionRow.valid_until >= bindparam("day"))
)
EQUAL = (
    (ItemEquivalenceRow.item_id == InspectionItemRow.id) | (ItemEquivalenceRow.other_id == InspectionItemRow.id)
) & ItemEquivalenceRow.approved_at.is_not(None)
ITEMS = (
    select(
        InspectionItemRow.id, InspectionItemRow.agency_id, InspectionItemRow.competence, ItemVersionRow.id,
        ItemVersionRow.name, ItemVersionRow.yearly_cap, ItemVersionRow.valid_months,
        ItemEquivalenceRow.item_id, ItemEquivalenceRow.other_id,
    )
    .outerjoin(ItemVersionRow, (ItemVersionRow.item_id == InspectionItemRow.id) & VALID)
    .outerjoin(ItemEquivalenceRow, EQUAL)
    .where(InspectionItemRow.id.in_(bindparam("codes", expanding=True)))
    .order_by(ItemVersionRow.version)
)  # fmt: skip


def party_asked(new: NewPlan, agency_id: str) -> Asked:
    """What is asked about the agency and the team."""
    return PARTY, {"named": list(dict(new.team)), "agency": agency_id, "day": new.visit_on}


def items_asked(new: NewPlan) -> Asked:
    """What is asked about the items."""
    return ITEMS, {"codes": list(dict.fromkeys(new.items)), "day": new.visit_on}


class PlanRegistry:
    """The filing agency with the team named, and the items of the plan on its day."""

    def __init__(self, new: NewPlan, agency_id: str) -> None:
        roles = dict(new.team)
        party = ask(*party_asked(new, agency_id)).all()
        self._agency = admission.Agency(*party[0][:3])
        self._team = roster.members((row[3:] for row in party), roles)
        self._items: dict[str, admission.Item] = {}
        self._facts: dict[str, ItemFacts] = {}
        self._equals: dict[str, set[str]] = defaultdict(set)
        if new.items:
            self._read_items(new)

    def _read_items(self, new: NewPlan) -> None:
        for code, agency, competence, version, name, cap, months, *equal in ask(*items_asked(new)):
            self._items[code] = admission.Item(code, agency, competence, version)
            if version:
                self._facts[code] = ItemFacts(name, competence, cap, months)
            self._equals[code].update(other for other in equal if other not in (None, code))

    def agency(self, _agency_id: str, /) -> admission.Agency:
        """The agency that files."""
        return self._agency

    def items_on(self, codes: Iterable[str], _day: date, /) -> dict[str, admission.Item]:
        """The plan's items of these codes, each with its version of the day."""
        return {code: self._items[code] for code in codes if code in self._items}

    def team_of(self, _agency_id: str, _named: Iterable[tuple[str, TeamRole]], _day: date, /) -> list[admission.Member]:
        """Those of the plan's team who belong to the agency on its day."""
        return self._team

    @property
    def facts(self) -> dict[str, ItemFacts]:
        """What is said of the plan's items that are valid on its day."""
        return self._facts

    @property
    def equals(self) -> Equals:
        """The approved equivalents of the plan's items."""
        return {code: frozenset(others) for code, others in self._equals.items() if others}
