"""The premises a plan is for, as far as filing must know them."""

from datetime import date
from typing import NamedTuple, Protocol

from sqlalchemy import bindparam, select

from server.db import Asked, ask
from server.registry.tables import EnterpriseRow, PremisesRow


class Lasting(Protocol):
    """What may have ended: an enterprise, or premises of it."""

    @property
    def ended_on(self) -> date | None: ...


class Place(Lasting, Protocol):
    """Premises of an enterprise, as a row of the registry or as looked up here."""

    @property
    def id(self) -> str: ...
    @property
    def enterprise_id(self) -> str: ...
    @property
    def enterprise(self) -> Lasting: ...


class Enterprise(NamedTuple):
    """Whose premises they are."""

    ended_on: date | None


class Premises(NamedTuple):
    """Premises by their enterprise's credit code and their number."""

    id: str
    enterprise_id: str
    ended_on: date | None
    enterprise: Enterprise


# Columns and no objects: every filing asks this first.
PLACE = (
    select(PremisesRow.id, PremisesRow.enterprise_id, PremisesRow.ended_on, EnterpriseRow.ended_on)
    .join(EnterpriseRow, EnterpriseRow.id == PremisesRow.enterprise_id)
    .where(EnterpriseRow.credit_code == bindparam("credit_code"), PremisesRow.number == bindparam("number"))
)


def asked(credit_code: str, number: int) -> Asked:
    """What `place_of` asks."""
    return PLACE, {"credit_code": credit_code, "number": number}


def place_of(credit_code: str, number: int) -> Premises | None:
    """The premises of an enterprise by its credit code and their number."""
    found = ask(*asked(credit_code, number)).first()
    if found is None:
        return None
    premises_id, enterprise_id, ended_on, enterprise_ended_on = found
    return Premises(premises_id, enterprise_id, ended_on, Enterprise(enterprise_ended_on))
