"""What planning looks up in the registry: premises, an agency's items of a day, and its people with their badges."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, bindparam, select
from sqlalchemy.orm import contains_eager

from server.db import ask, db
from server.planning import admission
from server.registry.tables import (
    AgencyRow,
    BadgeRow,
    EnterpriseRow,
    InspectionItemRow,
    InspectorRow,
    ItemVersionRow,
    PremisesRow,
)
from server.vocabulary import TeamRole

# What every filing asks: written once, for putting a statement together takes longer than asking the database.
PREMISES = (
    select(PremisesRow)
    .join(PremisesRow.enterprise)
    .options(contains_eager(PremisesRow.enterprise))
    .where(EnterpriseRow.credit_code == bindparam("credit_code"), PremisesRow.number == bindparam("number"))
)
AGENCY = select(AgencyRow.id, AgencyRow.competence, AgencyRow.ended_on).where(AgencyRow.id == bindparam("agency"))
PERSON = (InspectorRow.id, InspectorRow.name, BadgeRow.number, BadgeRow.valid_from, BadgeRow.valid_until)
IN_TEAM = InspectorRow.id.in_(bindparam("named", expanding=True)) & (
    InspectorRow.ended_on.is_(None) | (InspectorRow.ended_on > bindparam("day"))
)
TEAM = (
    select(*PERSON)
    .outerjoin(BadgeRow, BadgeRow.inspector_id == InspectorRow.id)
    .where(IN_TEAM, InspectorRow.agency_id == bindparam("agency"))
    .order_by(BadgeRow.valid_until.desc())
)


def premises_of(credit_code: str, number: int) -> PremisesRow | None:
    """The premises of an enterprise by its credit code and their number."""
    return db.session.scalar(PREMISES, {"credit_code": credit_code, "number": number})


def premises_named(words: str, today: date, most: int = 20) -> Sequence[PremisesRow]:
    """The standing premises whose enterprise is so named."""
    standing = EnterpriseRow.ended_on.is_(None) | (EnterpriseRow.ended_on > today)
    found = select(PremisesRow).join(EnterpriseRow).where(_is_named(words), standing, PremisesRow.ended_on.is_(None))
    return db.session.scalars(found.order_by(EnterpriseRow.name, PremisesRow.number).limit(most)).all()


def named(words: str) -> Select[str]:
    """The ids of all premises whose enterprise is so named, those that have ended too."""
    return select(PremisesRow.id).join(EnterpriseRow).where(_is_named(words))


def _is_named(words: str) -> ColumnElement[bool]:
    """The name holds these words, or the credit code begins with them."""
    named = EnterpriseRow.name.contains(words, autoescape=True)
    return named | EnterpriseRow.credit_code.startswith(words.upper(), autoescape=True)


def agency(agency_id: str) -> admission.Agency:
    """An agency with the competence it acts in."""
    return admission.Agency(*ask(AGENCY, {"agency": agency_id}).one())


def short_names(agency_ids: Collection[str]) -> dict[str, str]:
    """The short names of agencies by their codes."""
    named = select(AgencyRow.id, AgencyRow.short_name).where(AgencyRow.id.in_(agency_ids))
    return dict(db.session.execute(named).all()) if agency_ids else {}


def item_versions_for(agency: admission.Agency, day: date) -> Sequence[ItemVersionRow]:
    """What an agency may put into a plan for a day: its own items and those of its competence."""
    return db.session.scalars(
        select(ItemVersionRow)
        .join(InspectionItemRow)
        .where(
            (InspectionItemRow.agency_id == agency.id) | (InspectionItemRow.competence == agency.competence),
            ItemVersionRow.valid_from <= day,
            ItemVersionRow.valid_until.is_(None) | (ItemVersionRow.valid_until >= day),
        )
        .order_by(InspectionItemRow.id)
    ).all()


def team_of(agency_id: str, named: Iterable[tuple[str, TeamRole]], day: date) -> list[admission.Member]:
    """Those of the people named who belong to the agency on a day, each once, in the order named."""
    roles = dict(named)
    return members(ask(TEAM, {"named": list(roles), "agency": agency_id, "day": day}), roles)


def members(people: Iterable[Sequence[Any]], roles: Mapping[str, TeamRole]) -> list[admission.Member]:
    """People from the rows of their badges, in the order of the roles."""
    names: dict[str, str] = {}
    badges: dict[str, list[admission.Badge]] = defaultdict(list)
    for who, name, number, valid_from, valid_until in people:
        names[who] = name
        if number is not None:
            badges[who].append(admission.Badge(number, valid_from, valid_until))
    return [admission.Member(who, names[who], role, tuple(badges[who])) for who, role in roles.items() if who in names]


def inspectors_of(agency_id: str, day: date) -> Sequence[InspectorRow]:
    """The inspectors an agency has on a day, by name."""
    rows = db.session.scalars(
        select(InspectorRow).where(InspectorRow.agency_id == agency_id).order_by(InspectorRow.name, InspectorRow.id)
    )
    return [row for row in rows if row.ended_on is None or row.ended_on > day]


def member(row: InspectorRow, role: TeamRole) -> admission.Member:
    """A person as admission judges him: with every badge he has."""
    badges = tuple(admission.Badge(badge.number, badge.valid_from, badge.valid_until) for badge in row.badges)
    return admission.Member(row.id, row.name, role, badges)
