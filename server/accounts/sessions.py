"""Who is signed in: a server-side session behind Flask-Login, and the actor the policy judges."""

import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from flask import Flask, session
from flask_login import LoginManager, UserMixin, login_user, logout_user
from sqlalchemy import select

from server import clock
from server.accounts import browsers, networks
from server.accounts.holding import has_left, held_by
from server.accounts.tables import AccountRow, SessionRow
from server.db import db, transaction
from server.ids import digest
from server.policy import Actor
from server.refusals import ACCOUNT_ENDED, NOT_FOUND, Refused
from server.vocabulary import Role

LONGEST = timedelta(hours=12)


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
    """The session of this id if it still stands."""
    row = db.session.get(SessionRow, session_id)
    if row is None or row.ended_at or row.made_at + LONGEST < clock.now() or has_left(row.account):
        return None
    return SignedIn(session_id, actor_of(row.account))


def begin(account: AccountRow, method: str, passkey_id: str | None = None) -> SignedIn:
    """Signs an account in under a new session id, so that an id fixed before sign-in is worth nothing."""
    if has_left(account):
        raise Refused(ACCOUNT_ENDED)
    row = SessionRow(
        id=secrets.token_urlsafe(32), account_id=account.id, method=method, made_at=clock.now(), seen_at=clock.now(),
        passkey_id=passkey_id,
    )  # fmt: skip
    with transaction():
        _end_former()
        db.session.add(row)
        browsers.note(row.account_id, clock.now() + LONGEST)
        networks.note(row.account_id)
    session.clear()
    signed_in = SignedIn(row.id, actor_of(db.session.get_one(AccountRow, row.account_id)))
    login_user(signed_in)
    return signed_in


def _end_former() -> None:
    """Whoever was signed in in this browser is no more: his cookie is not worth anything to whoever copied it."""
    former = db.session.get(SessionRow, session.get("_user_id", ""))
    if former is not None and former.ended_at is None:
        former.ended_at = clock.now()


def end(session_id: str) -> None:
    """Signs this session out, here and for good."""
    with transaction():
        row = db.session.get(SessionRow, session_id)
        if row is not None:
            row.ended_at = clock.now()
    logout_user()


def of_account(account_id: str) -> Sequence[SessionRow]:
    """Where somebody is signed in, the newest first."""
    standing = SessionRow.ended_at.is_(None), SessionRow.made_at > clock.now() - LONGEST
    own = select(SessionRow).where(SessionRow.account_id == account_id, *standing)
    return db.session.scalars(own.order_by(SessionRow.made_at.desc(), SessionRow.id)).all()


def end_elsewhere(account_id: str, here: str, named: str = "") -> None:
    """Ends one of somebody's sessions, named by its digest, or all but the one he is in."""
    with transaction():
        rows = [each for each in of_account(account_id) if each.id != here and named in ("", digest(each.id))]
        if named and not rows:
            raise Refused(NOT_FOUND)
        for row in rows:
            row.ended_at = clock.now()


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
