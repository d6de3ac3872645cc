"""The roles somebody holds now: an inspector's go with the agency he serves, and end when he leaves the list."""

from dataclasses import dataclass

from server import clock
from server.accounts.tables import AccountRow
from server.db import db
from server.registry.rules import stands
from server.registry.tables import InspectorRow
from server.vocabulary import Role


@dataclass(frozen=True)
class Held:
    """One role, within an agency or an enterprise."""

    role: Role
    agency_id: str | None
    enterprise_id: str | None


def has_left(account: AccountRow) -> bool:
    """An ended account, or one of an inspector who is no longer on the list."""
    inspector = inspector_of(account)
    return account.ended_at is not None or (inspector is not None and not stands(inspector.ended_on, clock.today()))


def held_by(account: AccountRow) -> list[Held]:
    """The roles that stand; what an inspector could do for an agency he has left, he can do no more."""
    inspector = inspector_of(account)
    held = []
    for each in account.memberships:
        follows = inspector is not None and each.role == Role.INSPECTOR
        agency = inspector.agency_id if inspector is not None and follows else each.agency_id
        foreign = inspector is not None and agency is not None and agency != inspector.agency_id
        if each.ended_at is None and not foreign:
            held.append(Held(Role(each.role), agency, each.enterprise_id))
    return held


def inspector_of(account: AccountRow) -> InspectorRow | None:
    """The inspector whose account this is, if it is one's."""
    return db.session.get(InspectorRow, account.inspector_id) if account.inspector_id else None
