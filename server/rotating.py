"""The keys beside the database, and how one gives way to its successor: signed by it, and told in the trail."""

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, EllipticCurvePrivateKey, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.hmac import HMAC
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, load_pem_private_key
from sqlalchemy import text

from server import clock, key_files, p256, trail
from server.accounts import two_people
from server.config import Settings
from server.db import db, transaction
from server.feedback import receipts
from server.notices import vapid
from server.sync import receipt_keys
from server.trail import checkpoints
from server.visits import issuer
from server.visits.visit_code import key_id

SESSION, LOG, CODES, RECEIPTS, PUSH = "session", "log", "visit-codes", "receipts", "push"
SYNC = receipt_keys.FOLDER
FOLDERS = {CODES: issuer.FOLDER, RECEIPTS: receipts.FOLDER, PUSH: vapid.FILE.parent.name, SYNC: SYNC}
YEAR = timedelta(days=366)
SIGNED = b"mashang key v1\0"
AFTERWARDS = {
    SESSION: "Restart the servers: then everybody signs in again and phones begin their download anew.",
    LOG: "A new epoch of the log has begun. Tell witnesses and the enterprises its new key: mashang keys list, /log.",
    CODES: "New codes are signed by it. Remove the older file when every manager's phone has fetched the new list.",
    SYNC: "Phones are answered with it. Keep the older files: by them phones come to believe the new one.",
    RECEIPTS: "New receipts are signed by it. Keep the older files for ever: receipts given stay valid under them.",
}
NO_SUCCESSOR = (
    "the push key has no successor: browsers are bound to it, and with another each has to subscribe anew. If it was "
    "stolen, stop the servers, remove keys/push/0001.pem and start again; people turn notices on once more"
)
Private = EllipticCurvePrivateKey | Ed25519PrivateKey | bytes


class NotRotated(Exception):
    """A key that cannot be rotated so; says why."""


class Held(NamedTuple):
    """A key without its secret."""

    name: str
    id: str
    since: datetime | None
    state: str
    where: str


def held(settings: Settings) -> list[Held]:
    """Every key there is, the newest of each kind last and in use."""
    return [each for name in (SESSION, LOG, CODES, RECEIPTS, SYNC, PUSH) for each in _held(settings, name)]


def rotate(settings: Settings, name: str, confirmed_by: Sequence[str]) -> tuple[str, str]:
    """Makes the successor of a key that is in use; returns the ids of both."""
    _require_rotatable(settings, name)
    people = two_people.confirmed(confirmed_by, lambda query, values: db.session.execute(text(query), values).scalar())
    old, (made, place) = _private(name, _in_use(settings, name)), _successor(settings, name)
    new = _read(name, made)
    facts = {"name": name, "before": _id(name, old), "after": _id(name, new), "public": public(new).hex()}
    signature = signed(old, statement(facts)).hex()
    if name == LOG:
        checkpoints.make(settings)
    with transaction():
        trail.append("key.rotated", "key", name, {**facts, "signature": signature, "confirmed_by": people})
        _put(name, place, made)
        if name == LOG:
            _begin_with(settings, place)
    return facts["before"], facts["after"]


def statement(facts: dict[str, str]) -> bytes:
    """What the old key signs of its successor."""
    return SIGNED + "\n".join((facts["name"], facts["before"], facts["after"], facts["public"])).encode()


def public(key: Private) -> bytes:
    """What others may know of a key; of the one that is shared with nobody only its digest."""
    if isinstance(key, bytes):
        return sha256(b"mashang session key\0" + key).digest()
    return key.public_key().public_bytes_raw() if isinstance(key, Ed25519PrivateKey) else p256.public(key)


def signed(key: Private, data: bytes) -> bytes:
    """The old key's word; of a key without a public half its HMAC."""
    if isinstance(key, bytes):
        made = HMAC(key, SHA256())
        made.update(data)
        return made.finalize()
    return key.sign(data) if isinstance(key, Ed25519PrivateKey) else p256.sign(key, data)


def _require_rotatable(settings: Settings, name: str) -> None:
    if name == PUSH:
        raise NotRotated(NO_SUCCESSOR)
    if name not in AFTERWARDS:
        raise NotRotated(f"there is no key {name}; there are: {', '.join((*AFTERWARDS, PUSH))}")
    if name == LOG and checkpoints.named_otherwise(settings):
        raise NotRotated(f"the log is named {checkpoints.named_otherwise(settings)}: set PUBLIC_ORIGIN as for serve")
    if name == SESSION and settings.secret:
        raise NotRotated("the session key comes from MASHANG_SECRET: change it there")


def _held(settings: Settings, name: str) -> list[Held]:
    if name == SESSION and settings.secret:
        return [Held(name, _id(name, settings.secret.encode()), None, "in use", "MASHANG_SECRET")]
    paths = _paths(settings, name)
    return [
        Held(
            name, _id(name, _private(name, path)), datetime.fromtimestamp(path.stat().st_mtime, UTC),
            _state(path, paths), str(path),
        )
        for path in paths
    ]  # fmt: skip


def _state(path: Path, paths: list[Path]) -> str:
    """Whether this one signs; one that has done so for a year is due."""
    if path != paths[-1]:
        return "older"
    age = clock.now() - datetime.fromtimestamp(path.stat().st_mtime, UTC)
    return "in use, over a year: rotate it" if age > YEAR else "in use"


def _paths(settings: Settings, name: str) -> list[Path]:
    """The files of a kind of key, the one in use last."""
    if name == SESSION:
        return [path for path in (settings.keys / SESSION,) if path.exists()]
    if name == LOG:
        later = sorted(settings.keys.glob("log-*"), key=lambda path: int(path.name.partition("-")[2]))
        return [path for path in (settings.keys / LOG, *later) if path.exists()]
    return sorted((settings.keys / FOLDERS[name]).glob("*.pem"))


def _in_use(settings: Settings, name: str) -> Path:
    """The newest of a kind; what nobody has needed yet has no successor."""
    paths = _paths(settings, name)
    if not paths:
        raise NotRotated(f"the key {name} has not been needed yet: it is made when it is")
    return paths[-1]


def _successor(settings: Settings, name: str) -> tuple[bytes, Path]:
    """The bytes of a new key, and where it will lie."""
    in_use = _in_use(settings, name)
    if name == SESSION:
        return secrets.token_urlsafe(32).encode(), in_use
    if name == LOG:
        return os.urandom(32), settings.keys / f"log-{checkpoints.next_epoch(settings)}"
    made: EllipticCurvePrivateKey | Ed25519PrivateKey
    made = generate_private_key(SECP256R1()) if name == CODES else Ed25519PrivateKey.generate()
    data = made.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return data, in_use.with_name(f"{int(in_use.stem) + 1:04}.pem")


def _put(name: str, place: Path, made: bytes) -> None:
    if name == SESSION:
        key_files.replaced(place, made)
    elif key_files.kept(place, lambda: made) != made:
        raise NotRotated(f"{place} is there already: somebody is rotating the same key")


def _begin_with(settings: Settings, place: Path) -> None:
    """The new epoch names the new key; if it cannot begin, the next one must not find it either."""
    try:
        checkpoints.begin_anew(settings)
    except BaseException:
        with suppress(FileNotFoundError):
            place.unlink()
        raise


def _private(name: str, path: Path) -> Private:
    return _read(name, path.read_bytes())


def _read(name: str, data: bytes) -> Private:
    if name == SESSION:
        return data
    key = Ed25519PrivateKey.from_private_bytes(data) if name == LOG else load_pem_private_key(data, None)
    if not isinstance(key, EllipticCurvePrivateKey | Ed25519PrivateKey):
        raise NotRotated(f"the file of {name} holds no key of its kind")
    return key


def _id(name: str, key: Private) -> str:
    """How others name the key: phones know those of visit codes by their own short names."""
    told = public(key)
    return key_id(told).hex() if name == CODES else p256.name(told)
