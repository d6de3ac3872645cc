"""Whether it is still the same person who signed in: he proves it anew for what weighs most, and after a long rest."""

import secrets
from datetime import timedelta
from typing import Any

from flask_login import current_user

from server import clock, limits
from server.accounts import challenges, passkeys, queries, security_log, sessions, step_up
from server.accounts.site import current_site
from server.accounts.tables import AccountRow, SessionRow
from server.db import db, transaction
from server.http import current_actor, current_settings
from server.refusals import PROOF_NEEDED, PROOF_WRONG, SIGN_IN_FIRST, WRONG_PASSWORD, Refused
from server.vocabulary import SecurityNote

FRESH = timedelta(minutes=10)


def is_fresh() -> bool:
    """Whether whoever is signed in proved himself just now."""
    proved_at = db.session.get_one(SessionRow, current_user.id).proved_at
    return proved_at is not None and clock.now() - proved_at < FRESH


def whose() -> AccountRow:
    """Who has to prove himself: whoever is signed in, or whose session rests."""
    rests = sessions.locked()
    account_id = rests.actor.account_id if rests else current_actor().account_id
    if account_id is None:
        raise Refused(SIGN_IN_FIRST)
    return db.session.get_one(AccountRow, account_id)


def options() -> str | None:
    """What the browser asks of a passkey, as JSON; None where the person has none."""
    challenge = secrets.token_bytes(32)
    told = step_up.passkey_options(current_site(), whose().id, challenge)
    if told:
        challenges.keep(challenge)
    return told


def by_passkey(credential: dict[str, Any]) -> None:
    """The passkey's answer to what was asked last."""
    account_id = _tried()
    try:
        pending = challenges.take()
        step_up.by_passkey(current_site(), account_id, pending.asked, credential, pending.asked_at)
        row = queries.passkey(passkeys.credential_id(credential))
    except Refused:
        security_log.note(SecurityNote.PROOF_FAILED, account_id, "passkey")
        raise
    _proved(account_id, "passkey", row.id if row else None)


def by_password(password: str) -> None:
    """The lower grade, for whoever has no passkey."""
    account_id = _tried()
    try:
        step_up.by_password(account_id, password, allowed=current_settings().password_sign_in)
    except Refused as refused:
        security_log.note(SecurityNote.PROOF_FAILED, account_id, "password")
        raise Refused(PROOF_WRONG if refused.reason is WRONG_PASSWORD else PROOF_NEEDED) from None
    _proved(account_id, "password")


def _tried() -> str:
    """Whoever tries, of whom few tries are taken: a stolen session must not become a place to guess passwords."""
    account_id: str = whose().id
    limits.require_few("proof", account_id, limits.PROOFS)
    return account_id


def _proved(account_id: str, method: str, passkey_id: str | None = None) -> None:
    """A session that rested gives way to a new one: this was as good as signing in."""
    security_log.note(SecurityNote.PROVED, account_id, method)
    if sessions.locked():
        sessions.begin(db.session.get_one(AccountRow, account_id), method, passkey_id)
        return
    with transaction():
        db.session.get_one(SessionRow, current_user.id).proved_at = clock.now()
