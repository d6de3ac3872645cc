"""Who is signed in: a server-side session behind Flask-Login, and the actor the policy judges."""

import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, g, session
from flask_login import LoginManager, UserMixin, login_user, logout_user
from sqlalchemy import select, update
from sqlalchemy.exc import OperationalError

from server import clock, trail
from server.accounts import browsers, networks, queries, security_log
from server.accounts.holding import has_left, held_by
from server.accounts.landing import DESK
from server.accounts.tables import AccountRow, SessionRow
from server.db import db, transaction
from server.ids import digest
from server.policy import Actor
from server.refusals import ACCOUNT_ENDED, NOT_FOUND, Refused
from server.vocabulary import Role, SecurityNote

LONGEST = timedelta(hours=12)
IDLE = timedelta(minutes=30)  # at a desk; a phone records on in the field, with a token of its own
SEEN_EVERY = timedelta(minutes=2)


class SignedIn(UserMixin):
    """What Flask-Login carries: the session's id and the actor behind it."""

    def __init__(self, session_id: str, actor: Actor) -> None:
        self.id = session_id
        self.actor = actor


def init_app(app: Flask) -> None:
    """Teaches Flask-Login to look sessions up in the database."""
    manager = LoginManager(app)
    manager.session_protection = None
    manager.user_loader(load)


def load(session_id: str) -> SignedIn | None:
    """The session of this id if it still stands; one that rests at a desk is locked until its person proves himself."""
    row = db.session.get(SessionRow, session_id)
    if row is None or row.made_at + LONGEST < clock.now():
        return None
    if row.ended_at or has_left(row.account):
        security_log.note(SecurityNote.REVOKED_USED, row.account_id, "session")
        return None
    signed_in = SignedIn(session_id, actor_of(row.account))
    if clock.now() - row.seen_at > IDLE and any(role in signed_in.actor.roles for role in DESK):
        g.locked = signed_in
        return None
    if clock.now() - row.seen_at > SEEN_EVERY:
        _seen(session_id)
    return signed_in


def locked() -> SignedIn | None:
    """The session of this browser, where nobody has used it for too long."""
    found: SignedIn | None = g.get("locked")
    return found


def of_account(account_id: str) -> Sequence[SessionRow]:
    """Where somebody is signed in, the newest first."""
    standing = SessionRow.ended_at.is_(None), SessionRow.made_at > clock.now() - LONGEST
    own = select(SessionRow).where(SessionRow.account_id == account_id, *standing)
    return db.session.scalars(own.order_by(SessionRow.made_at.desc(), SessionRow.id)).all()


def end_all(account_id: str, by: str | None) -> None:
    """Signs somebody out wherever he is signed in; his phones keep recording, each with a token of its own."""
    own = SessionRow.account_id == account_id, SessionRow.ended_at.is_(None)
    with transaction():
        db.session.execute(update(SessionRow).where(*own).values(ended_at=clock.now()))
        trail.append("account.sessions_ended", "account", account_id, {}, account_id=by)
        security_log.note(SecurityNote.SESSIONS_ENDED, account_id)


def begin(account: AccountRow, method: str, passkey_id: str | None = None) -> SignedIn:
    """Signs an account in under a new session id, so that an id fixed before is worth nothing; the one before ends."""
    if has_left(account):
        raise Refused(ACCOUNT_ENDED)
    row = SessionRow(
        id=secrets.token_urlsafe(32), account_id=account.id, method=method, made_at=clock.now(), seen_at=clock.now(),
        passkey_id=passkey_id, proved_at=_proved_at(account, method),
    )  # fmt: skip
    with transaction():
        _end(session.get("_user_id"))
        db.session.add(row)
        browsers.note(row.account_id, clock.now() + LONGEST)
        networks.note(row.account_id)
    session.clear()
    signed_in = SignedIn(row.id, actor_of(db.session.get_one(AccountRow, row.account_id)))
    login_user(signed_in)
    return signed_in


def end(session_id: str) -> None:
    """Signs this session out, here and for good."""
    with transaction():
        _end(session_id)
    logout_user()


def end_elsewhere(account_id: str, here: str, named: str = "") -> None:
    """Ends one of somebody's sessions, named by its digest, or all but the one he is in."""
    with transaction():
        rows = [each for each in of_account(account_id) if each.id != here and named in ("", digest(each.id))]
        if named and not rows:
            raise Refused(NOT_FOUND)
        for row in rows:
            row.ended_at = clock.now()


def _proved_at(account: AccountRow, method: str) -> datetime | None:
    """Signing in is a proof as well, but a password is none where there is a passkey."""
    return None if method == "password" and queries.passkeys_of(account.id) else clock.now()


def _end(session_id: str | None) -> None:
    row = db.session.get(SessionRow, session_id) if session_id else None
    if row is not None:
        row.ended_at = row.ended_at or clock.now()


def _seen(session_id: str) -> None:
    """Keeps when a session was last used, to two minutes; a full disk signs nobody out."""
    with suppress(OperationalError), transaction():
        db.session.execute(update(SessionRow).where(SessionRow.id == session_id).values(seen_at=clock.now()))


def actor_of(account: AccountRow) -> Actor:
    """The account as the policy sees it."""
    standing = held_by(account)
    agencies: dict[Role, Any] = {}
    for each in standing:
        if each.agency_id:
            agencies[each.role] = agencies.get(each.role, frozenset()) | {each.agency_id}
    return Actor(
        account_id=account.id,
        name=account.name,
        roles=frozenset(each.role for each in standing),
        agencies=agencies,
        enterprises=frozenset(each.enterprise_id for each in standing if each.enterprise_id),
        inspector_id=account.inspector_id,
        agency_id=next((each.agency_id for each in standing if each.agency_id), None),
    )
