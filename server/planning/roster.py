"""What planning looks up in the registry: premises, an agency's items of a day, and its people with their badges."""

from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import select

from server.db import db
from server.planning import admission
from server.registry.tables import (
    AgencyRow,
    EnterpriseRow,
    InspectionItemRow,
    InspectorRow,
    ItemVersionRow,
    PremisesRow,
)
from server.vocabulary import TeamRole


def premises_of(credit_code: str, number: int) -> PremisesRow | None:
    """The premises of an enterprise by its credit code and their number."""
    return db.session.scalar(
        select(PremisesRow)
        .join(EnterpriseRow)
        .where(EnterpriseRow.credit_code == credit_code, PremisesRow.number == number)
    )


def premises_named(words: str, today: date, most: int = 20) -> Sequence[PremisesRow]:
    """The standing premises whose enterprise's name holds these words or whose credit code begins with them."""
    named = EnterpriseRow.name.contains(words, autoescape=True)
    coded = EnterpriseRow.credit_code.startswith(words.upper(), autoescape=True)
    standing = EnterpriseRow.ended_on.is_(None) | (EnterpriseRow.ended_on > today)
    found = select(PremisesRow).join(EnterpriseRow).where(named | coded, standing, PremisesRow.ended_on.is_(None))
    return db.session.scalars(found.order_by(EnterpriseRow.name, PremisesRow.number).limit(most)).all()


def agency(agency_id: str) -> admission.Agency:
    """An agency with the competence it acts in."""
    row = db.session.get_one(AgencyRow, agency_id)
    return admission.Agency(row.id, row.competence, row.ended_on)


def short_names(agency_ids: Collection[str]) -> dict[str, str]:
    """The short names of agencies by their codes."""
    named = select(AgencyRow.id, AgencyRow.short_name).where(AgencyRow.id.in_(agency_ids))
    return dict(db.session.execute(named).all()) if agency_ids else {}


def items_on(codes: Iterable[str], day: date) -> dict[str, admission.Item]:
    """The registry's items of these codes, each with its version of the day."""
    rows = db.session.scalars(select(InspectionItemRow).where(InspectionItemRow.id.in_(codes)))
    return {row.id: admission.Item(row.id, row.agency_id, row.competence, _version_id(row, day)) for row in rows}


def _version_id(item: InspectionItemRow, day: date) -> str | None:
    valid = (each for each in item.versions if each.valid_from <= day <= (each.valid_until or day))
    return next((each.id for each in valid), None)


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
    rows = {row.id: row for row in inspectors_of(agency_id, day) if row.id in roles}
    return [member(rows[inspector_id], role) for inspector_id, role in roles.items() if inspector_id in rows]


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
