"""Accounts, invitations and passkeys are made, used and revoked here; each leaves a trail entry."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from hashlib import sha256

from sqlalchemy import select, update

from server import clock, trail
from server.accounts import queries
from server.accounts.passkeys import NewPasskey
from server.accounts.passwords import hash_password
from server.accounts.tables import AccountRow, InvitationRow, MembershipRow, PasskeyRow, SessionRow
from server.db import db, transaction
from server.ids import digest, new_id, new_token
from server.refusals import INVITATION_ENDED, LAST_PASSKEY, NOT_FOUND, PASSKEY_FAILED, PASSKEY_SYNCED, Refused
from server.registry.tables import EnterpriseRow, InspectorRow
from server.vocabulary import Role

INVITATION_STANDS = timedelta(days=14)
BOUND = (Role.SUPERVISOR, Role.ADMIN)  # whose passkeys stay on one device


def open_account(
    name: str,
    roles: Iterable[Role],
    *,
    sign_in_name: str | None = None,
    password: str | None = None,
    agency_id: str | None = None,
    enterprise_id: str | None = None,
    inspector_id: str | None = None,
) -> str:
    """Makes an account with these roles and returns its id."""
    with transaction():
        account = AccountRow(
            id=new_id(), name=name, sign_in_name=sign_in_name.strip().lower() if sign_in_name else None,
            password_hash=hash_password(password) if password else None, inspector_id=inspector_id,
            made_at=clock.now(),
        )  # fmt: skip
        account.memberships = [
            MembershipRow(role=role, agency_id=agency_id, enterprise_id=enterprise_id) for role in roles
        ]
        db.session.add(account)
        trail.append("account.opened", "account", account.id, {"roles": [str(role) for role in roles]})
        return account.id


def invite(account_id: str, by: str | None) -> str:
    """A new one-time token for an account; links given before stop working."""
    token = new_token()
    with transaction():
        for old in db.session.scalars(
            select(InvitationRow).where(InvitationRow.account_id == account_id, InvitationRow.used_at.is_(None))
        ):
            old.expires_at = min(old.expires_at, clock.now())
        db.session.add(
            InvitationRow(
                account_id=account_id, token_digest=digest(token), made_at=clock.now(), made_by=by,
                expires_at=clock.now() + INVITATION_STANDS,
            )
        )  # fmt: skip
        trail.append("account.invited", "account", account_id, {}, account_id=by)
    return token


def invite_inspector(inspector_id: str, roles: Iterable[Role], by: str | None) -> str:
    """A token with which an inspector makes his first passkey; his account is opened if he has none."""
    with transaction():
        inspector = db.session.get(InspectorRow, inspector_id)
        if inspector is None:
            raise Refused(NOT_FOUND)
        account = db.session.scalar(select(AccountRow).where(AccountRow.inspector_id == inspector_id))
        if account is None:
            wanted = [Role.INSPECTOR, *roles]
            return invite(
                open_account(inspector.name, wanted, agency_id=inspector.agency_id, inspector_id=inspector_id), by
            )
        _add_roles(account, roles, inspector.agency_id, by)
        return invite(account.id, by)


def _add_roles(account: AccountRow, roles: Iterable[Role], agency_id: str, by: str | None) -> None:
    held = {(each.role, each.agency_id): each for each in account.memberships}
    for role in roles:
        known = held.get((role, agency_id))
        if known is None:
            account.memberships.append(MembershipRow(role=role, agency_id=agency_id))
        elif known.ended_at is not None:
            known.ended_at = None
        else:
            continue
        trail.append("account.role_given", "account", account.id, {"role": role}, account_id=by, agency_id=agency_id)


def invite_manager(enterprise_id: str, name: str, by: str | None) -> str:
    """A token with which a manager of an enterprise makes his first passkey."""
    with transaction():
        if db.session.get(EnterpriseRow, enterprise_id) is None:
            raise Refused(NOT_FOUND)
        return invite(open_account(name, [Role.MANAGER], enterprise_id=enterprise_id), by)


def end_manager(enterprise_id: str, account_id: str, by: str | None) -> None:
    """Somebody manages an enterprise no longer: he reads nothing more of it, and his link stops working."""
    with transaction():
        row = queries.manager_membership(enterprise_id, account_id)
        if row is None:
            raise Refused(NOT_FOUND)
        row.ended_at = clock.now()
        for link in db.session.scalars(
            select(InvitationRow).where(InvitationRow.account_id == account_id, InvitationRow.used_at.is_(None))
        ):
            link.expires_at = min(link.expires_at, clock.now())
        facts = {"role": Role.MANAGER, "enterprise": enterprise_id}
        trail.append("account.role_ended", "account", account_id, facts, account_id=by)


def invite_again(enterprise_id: str, account_id: str, by: str | None) -> str:
    """A new token for somebody who manages an enterprise already: his first was lost, or his phone was."""
    if queries.manager_membership(enterprise_id, account_id) is None:
        raise Refused(NOT_FOUND)
    return invite(account_id, by)


def add_passkey(
    account_id: str, made: NewPasskey, label: str, invitation: str | None = None, *, made_in: str = ""
) -> str:
    """Keeps a passkey; with an invitation, uses it up in the same transaction so that it works once. Returns its id.

    The trail names it by the digest of its public key, so that anybody can tell whether it vouches for a phone.
    """
    with transaction():
        _require_bound(account_id, made)
        if invitation is not None:
            row = queries.standing_invitation(invitation)
            if row is None or row.account_id != account_id:
                raise Refused(INVITATION_ENDED)
            row.used_at = clock.now()
        row = PasskeyRow(
            id=new_id(), account_id=account_id, credential_id=made.credential_id, public_key=made.public_key,
            sign_count=made.sign_count, backed_up=made.synced, label=label[:100], made_at=clock.now(),
            made_in=made_in,
        )  # fmt: skip
        db.session.add(row)
        facts = {"label": label[:100], "public_key_sha256": _digest(made.public_key), "synced": made.synced}
        trail.append("passkey.added", "account", account_id, facts, account_id=account_id)
        return row.id


def _require_bound(account_id: str, made: NewPasskey) -> None:
    """Whoever oversees or administers keeps his key on one device: a copy elsewhere is as good as he is."""
    standing = [each for each in db.session.get_one(AccountRow, account_id).memberships if each.ended_at is None]
    if made.synced and any(each.role in BOUND for each in standing):
        raise Refused(PASSKEY_SYNCED)


def _digest(public_key: bytes) -> str:
    return sha256(public_key).hexdigest()


def note_passkey_used(passkey_id: str, sign_count: int, asked_at: datetime | None = None) -> None:
    """Remembers the authenticator's counter and when it was last used; an answer to what was asked before is none."""
    with transaction():
        row = db.session.get_one(PasskeyRow, passkey_id, with_for_update=True)
        if asked_at and row.last_used_at and row.last_used_at > asked_at:
            raise Refused(PASSKEY_FAILED)
        row.sign_count = sign_count
        row.last_used_at = clock.now()


def revoke_passkey(account_id: str, passkey_id: str) -> None:
    """Revokes one of several passkeys, with what was begun by it; the last stays, or its owner would be locked out."""
    with transaction():
        standing = queries.passkeys_of(account_id)
        row = next((each for each in standing if each.id == passkey_id), None)
        if row is None:
            raise Refused(NOT_FOUND)
        if len(standing) == 1:
            raise Refused(LAST_PASSKEY)
        row.revoked_at = clock.now()
        begun = SessionRow.passkey_id == passkey_id, SessionRow.ended_at.is_(None)
        db.session.execute(update(SessionRow).where(*begun).values(ended_at=clock.now()))
        facts = {"label": row.label, "public_key_sha256": _digest(row.public_key)}
        trail.append("passkey.revoked", "account", account_id, facts, account_id=account_id)
