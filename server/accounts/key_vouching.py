"""A passkey vouches for a phone's key: it signs the digest of that key, of whose it is and of a number of ours."""

import secrets
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from server import p256
from server.accounts import step_up
from server.accounts.passkeys import Site
from server.accounts.tables import AccountRow
from server.db import db
from server.refusals import KEY_UNPROVEN, PASSKEY_FAILED, Refused

NONCE = 16


@dataclass(frozen=True)
class Asked:
    """What a passkey was asked to sign."""

    key: str
    nonce: str


def challenge(key: bytes, person: str, nonce: bytes) -> bytes:
    """SHA-256(SubjectPublicKeyInfo of the key || whose it is || number): nothing else can be read into the answer."""
    return sha256(p256.spki(key) + person.encode() + nonce).digest()


def ask(site: Site, account_id: str, key: bytes) -> tuple[str | None, Asked]:
    """Options for the browser as JSON, null where the person has no passkey; and what to remember of it."""
    if not p256.is_key(key):
        raise Refused(KEY_UNPROVEN)
    nonce = secrets.token_bytes(NONCE)
    options = step_up.passkey_options(site, account_id, challenge(key, person(account_id), nonce))
    return options, Asked(key.hex(), nonce.hex())


def answered(
    site: Site, account_id: str, key: bytes, asked: Asked | None, credential: dict[str, Any]
) -> dict[str, str]:
    """All by which anybody can check again that the passkey signed for this key, or the refusal."""
    if asked is None or asked.key != key.hex():
        raise Refused(PASSKEY_FAILED)
    who = person(account_id)
    proof = step_up.by_passkey(site, account_id, challenge(key, who, bytes.fromhex(asked.nonce)), credential)
    return {**(proof.answer or {}), "person": who, "nonce": asked.nonce}


def person(account_id: str) -> str:
    """Whose key it is: the inspector, else the account."""
    return db.session.get_one(AccountRow, account_id).inspector_id or account_id
