"""Reads of the registry for the parts above: enterprises by their codes, items and badges valid on a day."""

from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import selectinload

from server.db import db
from server.registry import credit_code
from server.registry.tables import (
    AgencyRow,
    EnterpriseRow,
    ItemVersionRow,
    PremisesRow,
)

LIKE_A_CODE = 4


def enterprise_by_credit_code(code: str) -> EnterpriseRow | None:
    """The enterprise of a credit code as scanned or typed."""
    return db.session.scalar(select(EnterpriseRow).where(EnterpriseRow.credit_code == credit_code.normalise(code)))


def enterprise_by_registration_number(number: str) -> EnterpriseRow | None:
    """The enterprise of an old fifteen-digit number, unless two claim it."""
    found = db.session.scalars(select(EnterpriseRow).where(EnterpriseRow.registration_number == number).limit(2)).all()
    return found[0] if len(found) == 1 else None


def premises_by_door_token(token: str) -> PremisesRow | None:
    """The premises whose door code this is."""
    return db.session.scalar(select(PremisesRow).where(PremisesRow.door_token == token))


def search_enterprises(q: str, limit: int = 20) -> list[EnterpriseRow]:
    """Standing enterprises whose name holds these words or whose credit code begins so, with their premises."""
    if not q.strip():
        return []
    wanted = (
        select(EnterpriseRow)
        .where(matches_enterprise(q), EnterpriseRow.ended_on.is_(None))
        .options(selectinload(EnterpriseRow.premises))
        .order_by(EnterpriseRow.name, EnterpriseRow.id)
        .limit(limit)
    )
    return list(db.session.scalars(wanted))


def matches_enterprise(q: str):  # type: ignore[no-untyped-def]
    """What a search asks of an enterprise: every word in its name, or its credit code's beginning."""
    words = q.split()
    named = [EnterpriseRow.name.contains(word, autoescape=True) for word in words]
    code = credit_code.normalise(q)
    condition = db.and_(*named) if named else db.true()
    if len(code) >= LIKE_A_CODE and code.isascii():
        condition = or_(condition, EnterpriseRow.credit_code.startswith(code, autoescape=True))
    return condition


def valid_on(day: date):  # type: ignore[no-untyped-def]
    """What makes a version of an item valid on a day."""
    until = or_(ItemVersionRow.valid_until.is_(None), ItemVersionRow.valid_until >= day)
    return db.and_(ItemVersionRow.valid_from <= day, until)


def standing_agencies() -> list[AgencyRow]:
    """The agencies that have not ended, by name."""
    return list(db.session.scalars(select(AgencyRow).where(AgencyRow.ended_on.is_(None)).order_by(AgencyRow.name)))
