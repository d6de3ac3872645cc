"""A phone is lost or stolen: whatever could be signed in or sent by it ends at once; its owner is invited anew."""

from sqlalchemy import select, update

from server import clock, trail
from server.accounts import devices, queries
from server.accounts.tables import AccountRow, DeviceRow, SessionRow
from server.db import db, transaction


def lose(account_id: str, by: str | None) -> None:
    """Ends somebody's passkeys, phones and sessions; what a phone still holds it may only hand over."""
    with transaction():
        passkeys = queries.passkeys_of(account_id)
        for each in passkeys:
            each.revoked_at = clock.now()
        standing = SessionRow.account_id == account_id, SessionRow.ended_at.is_(None)
        db.session.execute(update(SessionRow).where(*standing).values(ended_at=clock.now()))
        own = DeviceRow.account_id == account_id, DeviceRow.revoked_at.is_(None)
        phones = db.session.scalars(select(DeviceRow.id).where(*own)).all()
        for phone in phones:
            devices.revoke(phone, by)
        facts = {"passkeys": len(passkeys), "devices": len(phones)}
        trail.append("account.lost_phone", "account", account_id, facts, account_id=by)


def lose_inspectors(inspector_id: str, by: str | None) -> None:
    """The same for an inspector, whose account is found by his place on the list."""
    account_id = db.session.scalar(select(AccountRow.id).where(AccountRow.inspector_id == inspector_id))
    if account_id is not None:
        lose(account_id, by)
