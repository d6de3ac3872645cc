"""Signed notes, checkpoints, cosignatures and proofs, as the witnesses of the world read and write them.

Source: c2sp.org/signed-note, c2sp.org/tlog-checkpoint, c2sp.org/tlog-cosignature, c2sp.org/tlog-proof.
"""

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from hashlib import sha256
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

LOG, WITNESS = 1, 4  # what a key signs: notes, or cosignatures with the moment they were made
MOST_SIGNATURES = 100
MOST_BYTES = 64 * 1024
LATEST = 2**63 - 1
NAME = re.compile(r"[^\s+\x00-\x1f\x7f]+")
SIZE = re.compile(r"0|[1-9][0-9]{0,18}")
LINE = re.compile(r"— ([^\s+]+) ([A-Za-z0-9+/]+={0,2})")
PROOF = "c2sp.org/tlog-proof@v1"


class Malformed(ValueError):
    """Something that claims to be a note, a key or a proof and is none."""


class Key(NamedTuple):
    """A public key with the name it signs under and what it signs."""

    name: str
    kind: int
    public: bytes

    @property
    def id(self) -> bytes:
        return sha256(self.name.encode() + b"\n" + bytes([self.kind]) + self.public).digest()[:4]

    def told(self) -> str:
        """The key as people hand it on: name, id and key."""
        return f"{self.name}+{self.id.hex()}+{encoded(bytes([self.kind]) + self.public)}"


class Signature(NamedTuple):
    """One line under a note; whose it is shows only when a key verifies it."""

    name: str
    key_id: bytes
    bytes: bytes

    def line(self) -> str:
        return f"— {self.name} {encoded(self.key_id + self.bytes)}\n"


class Note(NamedTuple):
    """A text with its signatures."""

    text: str
    signatures: tuple[Signature, ...]

    def told(self) -> str:
        return self.text + "\n" + "".join(each.line() for each in self.signatures)


class Checkpoint(NamedTuple):
    """How large a log is and what its root is."""

    origin: str
    size: int
    root: bytes

    def text(self) -> str:
        return f"{self.origin}\n{self.size}\n{encoded(self.root)}\n"


class Proof(NamedTuple):
    """What anybody can check offline: an entry's place, the way up to the root, and a note vouching for the root."""

    place: int
    path: tuple[bytes, ...]
    note: str

    def told(self) -> str:
        return "\n".join([PROOF, f"index {self.place}", *map(encoded, self.path), "", self.note])


def read_key(text: str) -> Key:
    """The key of a line name+id+key, whose id must be its own; raises Malformed."""
    name, _, rest = text.strip().partition("+")
    key_id, _, public = rest.partition("+")
    kind, *data = _bytes(public) or b"\0"
    key = Key(name, kind, bytes(data))
    if not NAME.fullmatch(name) or kind not in (LOG, WITNESS) or len(data) != 32 or key.id.hex() != key_id:
        raise Malformed("key")
    return key


def read_note(text: str) -> Note:
    """A note taken apart, nothing of it believed yet; raises Malformed."""
    if len(text.encode()) > MOST_BYTES or any(ord(each) < 32 and each != "\n" for each in text):
        raise Malformed("note")
    body, found, under = text.rpartition("\n\n")
    lines = under.splitlines()
    if not found or not body or not under.endswith("\n") or not 0 < len(lines) <= MOST_SIGNATURES:
        raise Malformed("note")
    return Note(body + "\n", tuple(_signature(line) for line in lines))


def read_checkpoint(text: str) -> Checkpoint:
    """The checkpoint a note's text tells of; further lines are allowed and not looked at; raises Malformed."""
    lines = text.split("\n")
    if len(lines) < 4 or lines[-1] or not all(lines[:-1]) or not SIZE.fullmatch(lines[1]):
        raise Malformed("checkpoint")
    size, root = int(lines[1]), _bytes(lines[2])
    if len(root) != 32 or size > LATEST:
        raise Malformed("checkpoint")
    return Checkpoint(lines[0], size, root)


def read_proof(text: str) -> Proof:
    """A .tlog-proof; what stands as `extra` is not looked at; raises Malformed."""
    head, found, note = text.partition("\n\n")
    version, *lines = head.split("\n")
    if lines and lines[0].startswith("extra "):
        lines = lines[1:]
    if version != PROOF or not found or not lines or not SIZE.fullmatch(lines[0].removeprefix("index ")):
        raise Malformed("proof")
    path = tuple(_bytes(line) for line in lines[1:])
    if not lines[0].startswith("index ") or any(len(each) != 32 for each in path) or len(path) > 63:
        raise Malformed("proof")
    return Proof(int(lines[0].removeprefix("index ")), path, note)


def new_key(name: str, kind: int, secret: bytes) -> tuple[Key, Ed25519PrivateKey]:
    """The pair of keys that 32 secret bytes make."""
    private = Ed25519PrivateKey.from_private_bytes(secret)
    return Key(name, kind, private.public_key().public_bytes_raw()), private


def signed(text: str, key: Key, private: Ed25519PrivateKey) -> Note:
    """The text with the log's own signature."""
    return Note(text, (Signature(key.name, key.id, private.sign(text.encode())),))


def cosigned(text: str, key: Key, private: Ed25519PrivateKey, at: int) -> Signature:
    """A witness's signature: that at this moment it knew of no other, larger state of this log."""
    return Signature(key.name, key.id, at.to_bytes(8) + private.sign(_witnessed(text, at)))


def verified(note: Note, keys: Iterable[Key]) -> dict[str, int | None]:
    """Who of these has signed, with the moment where a witness did; raises Malformed where one signed wrongly.

    Lines of keys we do not know are passed over, as the standard asks.
    """
    known = {(key.name, key.id): key for key in keys}
    found: dict[str, int | None] = {}
    for each in note.signatures:
        key = known.get((each.name, each.key_id))
        if key:
            found[key.told()] = _moment(note.text, each, key)
    return found


def has_signed(note: Note, key: Key) -> bool:
    """Whether this key has signed the note."""
    return key.told() in verified(note, [key])


def with_signatures(note: Note, more: Sequence[Signature]) -> Note:
    """The note with further lines, each once."""
    return note._replace(signatures=tuple(dict.fromkeys([*note.signatures, *more])))


def _moment(text: str, signature: Signature, key: Key) -> int | None:
    at = int.from_bytes(signature.bytes[:8]) if key.kind == WITNESS else None
    message = text.encode() if at is None else _witnessed(text, at)
    try:
        Ed25519PublicKey.from_public_bytes(key.public).verify(signature.bytes[-64:], message)
    except (InvalidSignature, ValueError):
        raise Malformed("signature") from None
    if len(signature.bytes) != (64 if at is None else 72) or (at or 0) > LATEST:
        raise Malformed("signature")
    return at


def _witnessed(text: str, at: int) -> bytes:
    return f"cosignature/v1\ntime {at}\n{text}".encode()


def _signature(line: str) -> Signature:
    found = LINE.fullmatch(line)
    data = _bytes(found[2]) if found else b""
    if not found or len(data) < 5:
        raise Malformed("note")
    return Signature(found[1], data[:4], data[4:])


def encoded(data: bytes) -> str:
    """Bytes as notes spell them."""
    return base64.b64encode(data).decode()


def _bytes(text: str) -> bytes:
    try:
        data = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        raise Malformed("base64") from None
    if encoded(data) != text:
        raise Malformed("base64")
    return data
