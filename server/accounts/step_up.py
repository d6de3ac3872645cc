"""Somebody signed in proves anew that it is him, over the very words he answers for: by passkey, else by password."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from server.accounts import commands, passkeys, queries
from server.accounts.passkeys import Site
from server.accounts.passwords import agrees
from server.accounts.tables import AccountRow
from server.db import db
from server.refusals import NO_PROOF, PASSKEY_FAILED, PASSKEY_NEEDED, WRONG_PASSWORD, Refused
from server.vocabulary import SignOffGrade

SIGNED = ("clientDataJSON", "authenticatorData", "signature")


@dataclass(frozen=True)
class Proof:
    """How it was proved, and of a passkey everything that lets anybody check it again."""

    grade: SignOffGrade
    answer: dict[str, str] | None = None


def passkey_options(site: Site, account_id: str, challenge: bytes) -> str | None:
    """Options for the browser as JSON, for this person's own passkeys; None where he has none."""
    known = [each.credential_id for each in queries.passkeys_of(account_id)]
    return passkeys.authentication_options(site, challenge, known)[0] if known else None


def by_passkey(
    site: Site, account_id: str, challenge: bytes, credential: dict[str, Any], asked_at: datetime | None = None
) -> Proof:
    """The challenge signed by one of the person's own passkeys, with user verification; once, where asked at a time."""
    row = queries.passkey(passkeys.credential_id(credential))
    if row is None or row.account_id != account_id:
        raise Refused(PASSKEY_FAILED)
    passkey_id, key = row.id, row.public_key.hex()
    count = passkeys.verify_authentication(site, challenge, credential, row.public_key, row.sign_count)
    commands.note_passkey_used(passkey_id, count, asked_at)
    answer = {name: str(credential["response"][name]) for name in SIGNED}
    return Proof(SignOffGrade.PASSKEY, {"credential": str(credential["rawId"]), "public_key": key, **answer})


def by_password(account_id: str, password: str, *, allowed: bool) -> Proof:
    """The lower grade: only where the installation allows passwords, and the person has no passkey."""
    if queries.passkeys_of(account_id):
        raise Refused(PASSKEY_NEEDED)
    stored = db.session.get_one(AccountRow, account_id).password_hash if allowed else None
    if stored is None:
        raise Refused(NO_PROOF)
    if not agrees(password, stored):
        raise Refused(WRONG_PASSWORD)
    return Proof(SignOffGrade.PASSWORD)
