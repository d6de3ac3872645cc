"""The managers of enterprises, and telling all of one enterprise's at once."""

from typing import Any

from sqlalchemy import Select, select

from server import notices
from server.accounts.tables import AccountRow, MembershipRow
from server.db import db, transaction
from server.registry.tables import PremisesRow
from server.vocabulary import News, Role

STANDING = (MembershipRow.role == Role.MANAGER, MembershipRow.ended_at.is_(None), AccountRow.ended_at.is_(None))


def with_managers() -> Select[Any]:
    """The premises of every enterprise that has a manager."""
    managed = select(MembershipRow.enterprise_id).join(AccountRow).where(*STANDING)
    return select(PremisesRow.id).where(PremisesRow.enterprise_id.in_(managed))


def tell(premises_id: str, kind: News, facts: dict[str, Any], *, about: str) -> None:
    """Tells each manager of these premises; whom it was told already is told no second time."""
    enterprise_id = select(PremisesRow.enterprise_id).where(PremisesRow.id == premises_id).scalar_subquery()
    own = select(MembershipRow.account_id).join(AccountRow).where(*STANDING)
    with transaction():
        for account_id in db.session.scalars(own.where(MembershipRow.enterprise_id == enterprise_id)).all():
            notices.send(account_id, kind, {"premises": premises_id, **facts}, about=about)
