"""Receipts that prove a filing: number, time and digest, signed with a key of the server beside the database."""

import base64
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC

from server import key_files

FOLDER = "receipts"
SIGNED = b"mashang receipt v1\0"
FOLLOWED = b"mashang follow v1\0"
SIGNATURE = 64
MOST_LETTERS = 400


class Receipt(NamedTuple):
    """What a receipt says."""

    number: str
    filed_at: datetime
    digest: str


def issue(keys: Path, receipt: Receipt) -> str:
    """The receipt as letters that fit into an address and into a square code."""
    body = "|".join((receipt.number, receipt.filed_at.isoformat(), receipt.digest)).encode()
    return _letters(body + _keys(keys)[-1].sign(SIGNED + body))


def check(keys: Path, letters: str) -> Receipt | None:
    """What a receipt says, if this server signed it."""
    try:
        data = base64.urlsafe_b64decode(letters[:MOST_LETTERS].strip() + "==")
        body, signature = data[:-SIGNATURE], data[-SIGNATURE:]
        if not any(_signed_by(key, signature, body) for key in _keys(keys)):
            return None
        number, filed_at, digest = body.decode().split("|")
        return Receipt(number, datetime.fromisoformat(filed_at), digest)
    except ValueError:
        return None


def follow_code(keys: Path, complaint_id: str) -> str:
    """What opens the page of one complaint to whoever filed it; made anew each time, so nothing is stored to steal."""
    seed = _keys(keys)[0].private_bytes_raw()
    made = HMAC(seed, SHA256())
    made.update(FOLLOWED + complaint_id.encode())
    return _letters(made.finalize()[:16])


def _letters(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _keys(keys: Path) -> list[Ed25519PrivateKey]:
    """Every key this server has signed receipts with, the newest last; the first also opens the complaints' pages."""
    return key_files.ed25519(keys / FOLDER)


def _signed_by(key: Ed25519PrivateKey, signature: bytes, body: bytes) -> bool:
    try:
        key.public_key().verify(signature, SIGNED + body)
    except InvalidSignature:
        return False
    return True
