"""The shapes of sync messages: every field and type is checked here before anything is looked up by it."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from operator import call
from typing import Any, NamedTuple

import orjson

from server.ids import is_digest, is_id
from server.refusals import MALFORMED, UPGRADE_NEEDED, Refused
from server.sound import DEEPEST, is_deeper_than
from server.trail import Claim

PROTO = 1
SCHEMA = 1
MOST_OPERATIONS = 1000
LONG = 16 * 1024

_SIGNATURE = re.compile(r"[0-9a-f]{128}")
_KIND = re.compile(r"[a-z][a-z_]*(?:\.[a-z][a-z_]*)+")
_MIME = re.compile(r"[a-z0-9][a-z0-9.+-]*/[a-z0-9][a-z0-9.+-]*")
_LARGEST = 2**53

Check = Callable[[Any], bool]


class Malformed(Exception):
    """Bytes that are not an envelope of this protocol."""


@dataclass(frozen=True)
class Batch:
    """One push: consecutive operations of one device, as text, with the head of the chain after the last."""

    device: str
    first: int
    texts: tuple[bytes, ...]
    head: str
    signature: bytes | None = None
    carried: bool = False  # handed in as a file, by hand

    @property
    def last(self) -> int:
        return self.first + len(self.texts) - 1


class Envelope(NamedTuple):
    """An operation's envelope once its shape is known to be right."""

    id: str
    device: str
    dseq: int
    prev: str
    kind: str
    entity: str
    entity_id: str
    schema: int
    made_at: datetime
    skew_ms: int | None
    account: str
    agency: str
    blobs: tuple[Claim, ...]
    body: Mapping[str, Any]


def _matches(pattern: re.Pattern[str], most: int) -> Check:
    return lambda value: isinstance(value, str) and len(value) <= most and pattern.fullmatch(value) is not None


def _text(most: int) -> Check:
    return lambda value: isinstance(value, str) and 0 < len(value) <= most and "\0" not in value


def _whole(least: int, most: int) -> Check:
    return lambda value: type(value) is int and least <= value <= most


def _or_null(check: Check) -> Check:
    return lambda value: value is None or check(value)


def _parsed(value: str) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value)
    except ValueError:
        return None
    return moment if moment.tzinfo is not None and 1970 <= moment.year <= 2999 else None


_BLOB: dict[str, Check] = {
    "sha256": is_digest,
    "size": _whole(1, 25 * 1024 * 1024),
    "mime": _matches(_MIME, 60),
    "role": lambda value: value in ("evidence", "signature", "license"),
}
# What all operations of a batch say alike, or all of a visit.
_SHARED: dict[str, Check] = {
    "v": _whole(1, 1),
    "device": is_id,
    "kind": _matches(_KIND, 40),
    "entity": _text(40),
    "entity_id": _text(60),
    "base_rev": _or_null(_whole(0, _LARGEST)),
    "schema": _whole(1, 2**31 - 1),
    "boot": _text(40),
    "skew_ms": _or_null(_whole(-(10**13), 10**13)),
    "account": _text(36),
    "agency": _text(40),
}
_OWN = ("id", "dseq", "prev", "made_at", "mono", "blobs", "body")
_BATCH: dict[str, Check] = {
    "device": is_id,
    "from": _whole(1, 2**31 - 1),
    "to": _whole(1, 2**31 - 1),
    "operations": lambda value: (
        isinstance(value, list) and 0 < len(value) <= MOST_OPERATIONS and all(isinstance(each, str) for each in value)
    ),
    "head": is_digest,
    "sig": lambda value: value is None or (isinstance(value, str) and _SIGNATURE.fullmatch(value) is not None),
    "alg": lambda value: value in (None, "ES256"),
}


def batch(message: Any) -> Batch:
    """A push message, or the refusal `malformed`; a protocol we do not speak is `upgrade_needed`."""
    sent = proto(message)
    wrong = [name for name, check in _BATCH.items() if not check(sent.get(name))]
    if wrong:
        raise Refused(MALFORMED, why=", ".join(wrong))
    texts = tuple(text.encode() for text in sent["operations"])
    if sent["to"] - sent["from"] + 1 != len(texts):
        raise Refused(MALFORMED, why="from, to")
    signature = bytes.fromhex(sent["sig"]) if sent.get("sig") else None
    return Batch(sent["device"], sent["from"], texts, sent["head"], signature)


def proto(message: Any) -> dict[str, Any]:
    """Any sync message: an object that names the protocol we speak."""
    if not isinstance(message, dict):
        raise Refused(MALFORMED, why="not an object")
    if type(message.get("proto")) is not int or message["proto"] != PROTO:
        raise Refused(UPGRADE_NEEDED, min_proto=PROTO, max_proto=PROTO)
    return message


def envelope(text: bytes) -> Envelope:
    """An operation's bytes as an envelope; raises Malformed. Members we do not know are ignored."""
    try:
        sent = orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise Malformed from error
    if not _own_fits(sent) or not _shared_fits(text, sent) or _is_too_deep(text, sent):
        raise Malformed
    made_at = _parsed(sent["made_at"])
    if made_at is None:
        raise Malformed
    return Envelope(
        sent["id"], sent["device"], sent["dseq"], sent["prev"], sent["kind"], sent["entity"], sent["entity_id"],
        sent["schema"], made_at, sent.get("skew_ms"), sent["account"], sent["agency"],
        tuple(Claim(**{name: each[name] for name in _BLOB}) for each in sent["blobs"]) if sent["blobs"] else (),
        sent["body"],
    )  # fmt: skip


def _own_fits(sent: Any) -> bool:
    """What each operation says for itself, looked at in a row: a table of checks takes twice the time."""
    if not isinstance(sent, dict):
        return False
    name, dseq, prev, made_at, mono, blobs, body = map(sent.get, _OWN)
    return (
        is_id(name)
        and type(dseq) is int and 1 <= dseq < 2**31
        and is_digest(prev)
        and isinstance(made_at, str) and len(made_at) <= 40
        and type(mono) is int and -_LARGEST <= mono <= _LARGEST
        and isinstance(blobs, list) and len(blobs) <= 100 and all(_fits(each, _BLOB) for each in blobs)
        and isinstance(body, dict)
    )  # fmt: skip


def _shared_fits(text: bytes, sent: Mapping[str, Any]) -> bool:
    """Looked at once for all that say the same; what is long is not remembered."""
    check = _known_to_fit if len(text) < LONG else _known_to_fit.__wrapped__
    try:
        return check(*map(sent.get, _SHARED))
    except TypeError:  # an array or object where a text belongs
        return False


@lru_cache(1000, typed=True)
def _known_to_fit(*values: Any) -> bool:
    return all(map(call, _SHARED.values(), values))


def _is_too_deep(text: bytes, sent: Any) -> bool:
    """Nothing is nested deeper than it has brackets: most operations need not be walked through."""
    return text.count(b"{") + text.count(b"[") > DEEPEST and is_deeper_than(sent, DEEPEST)


def _fits(sent: Any, checks: Mapping[str, Check]) -> bool:
    return isinstance(sent, dict) and all(map(call, checks.values(), map(sent.get, checks)))
