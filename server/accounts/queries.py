"""Looking accounts, passkeys and invitations up."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Select, select

from server import clock
from server.accounts.holding import held_by, inspector_of
from server.accounts.tables import AccountRow, InvitationRow, MembershipRow, PasskeyRow
from server.db import db
from server.ids import digest
from server.registry.tables import BadgeRow, InspectorRow
from server.vocabulary import Role


def by_sign_in_name(name: str) -> AccountRow | None:
    """The standing account of this sign-in name."""
    return db.session.scalar(
        select(AccountRow).where(AccountRow.sign_in_name == name.strip().lower(), AccountRow.ended_at.is_(None))
    )


def passkey(credential_id: bytes) -> PasskeyRow | None:
    """The passkey of this credential id, unless revoked."""
    return db.session.scalar(
        select(PasskeyRow).where(PasskeyRow.credential_id == credential_id, PasskeyRow.revoked_at.is_(None))
    )


def passkeys_of(account_id: str) -> list[PasskeyRow]:
    """The passkeys an account can sign in with, oldest first."""
    return list(
        db.session.scalars(
            select(PasskeyRow)
            .where(PasskeyRow.account_id == account_id, PasskeyRow.revoked_at.is_(None))
            .order_by(PasskeyRow.made_at)
        )
    )


def manager_membership(enterprise_id: str, account_id: str) -> MembershipRow | None:
    """Somebody's standing as manager of an enterprise."""
    own = _managing(enterprise_id).where(MembershipRow.account_id == account_id)
    return db.session.scalar(own)


def managers_of(enterprise_id: str) -> Sequence[AccountRow]:
    """Who manages an enterprise, the longest first."""
    standing = _managing(enterprise_id).with_only_columns(MembershipRow.account_id)
    named = select(AccountRow).where(AccountRow.id.in_(standing), AccountRow.ended_at.is_(None))
    return db.session.scalars(named.order_by(AccountRow.made_at, AccountRow.id)).all()


def _managing(enterprise_id: str) -> Select[Any]:
    return select(MembershipRow).where(
        MembershipRow.enterprise_id == enterprise_id, MembershipRow.role == Role.MANAGER,
        MembershipRow.ended_at.is_(None),
    )  # fmt: skip


def standing_invitation(token: str) -> InvitationRow | None:
    """The invitation of this link while it can still be used."""
    row = db.session.scalar(select(InvitationRow).where(InvitationRow.token_digest == digest(token)))
    return row if row and row.used_at is None and row.expires_at > clock.now() else None


def me(account: AccountRow) -> dict[str, Any]:
    """What the phone keeps of the person signed in."""
    inspector = inspector_of(account)
    return {
        "account": {
            "id": account.id,
            "name": account.name,
            "roles": sorted({each.role for each in held_by(account)}),
        },
        "inspector": _inspector(inspector, clock.today()) if inspector else None,
        "server_time": clock.now().isoformat(),
    }


def _inspector(inspector: InspectorRow, day: date) -> dict[str, Any]:
    badge = _badge(inspector.badges, day)
    return {
        "id": inspector.id,
        "name": inspector.name,
        "badge_number": badge.number if badge else "",
        "badge_valid_until": badge.valid_until.isoformat() if badge else None,
        "agency": inspector.agency_id,
        "agency_name": inspector.agency.name,
    }


def _badge(badges: list[BadgeRow], day: date) -> BadgeRow | None:
    return next((each for each in badges if each.valid_from <= day <= each.valid_until), next(iter(badges), None))
