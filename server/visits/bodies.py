"""Shapes of what a phone says happened, one per kind; members we do not know are left untouched in the stored bytes.

Every operation passes here: a reader a member takes a tenth of the time that a schema of marshmallow takes.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from functools import lru_cache
from typing import Any

from server.ids import UUID, is_digest
from server.trail import Unusable
from server.vocabulary import Cause, DocumentKind, LineValue, Outcome, Severity

LONGEST_TEXT = 20_000
MISSING: Any = object()

# Takes a member's value, or MISSING, and returns what it means; raises Unusable.
Reader = Callable[[Any], Any]
Shape = Mapping[str, Reader]


def _fits(check: Callable[[Any], bool]) -> Reader:
    def read(value: Any) -> Any:
        if not check(value):
            raise Unusable("invalid")
        return value

    return read


def _text(most: int = LONGEST_TEXT) -> Reader:
    def read(value: Any) -> str:
        if isinstance(value, str) and len(value) <= most and "\0" not in value:
            return value
        raise Unusable("invalid")

    return read


def _one_of(words: Iterable[str]) -> Reader:
    known = {str(word) for word in words}

    def read(value: Any) -> str:
        if isinstance(value, str) and value in known:
            return value
        raise Unusable("invalid")

    return read


def _whole(least: int, most: int) -> Reader:
    return _fits(lambda value: type(value) is int and least <= value <= most)


def _day(value: Any) -> date:
    try:
        return date.fromisoformat(value)
    except (TypeError, ValueError) as error:
        raise Unusable("invalid") from error


def _or(default: Any, read: Reader) -> Reader:
    """A member that may be left out."""
    return lambda value: default if value is MISSING else read(value)


def _optional(read: Reader, default: Any = None) -> Reader:
    """A member that may be left out or null."""
    return lambda value: default if value is MISSING or value is None else read(value)


def _several(read: Reader, most: int, least: int = 0) -> Reader:
    def each(value: Any) -> list[Any]:
        if not isinstance(value, list) or not least <= len(value) <= most:
            raise Unusable("invalid")
        return [read(one) for one in value] if value else []

    return each


def _object(shape: Shape) -> Reader:
    def read(value: Any) -> dict[str, Any]:
        if not isinstance(value, dict):
            raise Unusable("invalid")
        return {name: member(value.get(name, MISSING)) for name, member in shape.items()}

    return read


def _id(value: Any) -> str:
    if isinstance(value, str) and UUID.fullmatch(value):
        return value
    raise Unusable("invalid")


def _again(read: Reader) -> Reader:
    """A short member that many operations say alike: what was found to fit is known."""
    return lru_cache(1000, typed=True)(read)


_digest = _fits(is_digest)
_yes = _fits(lambda value: isinstance(value, bool))
_visit, _version, _item, _words = _again(_id), _again(_id), _again(_text(60)), _optional(_text(), "")
_line, _due = _again(_optional(_text(20))), _again(_optional(_day))
_LICENSE_CODE = {"text": _text(4000), "family": _text(40), "engine": _text(20)}
_PLACE = {
    "lat_e7": _whole(-900_000_000, 900_000_000),
    "lon_e7": _whole(-1_800_000_000, 1_800_000_000),
    "accuracy_m": _whole(0, 100_000_000),
}
_OUTCOME = {"inspection_item": _item, "outcome": _one_of(Outcome)}
SHAPES: dict[str, Shape] = {
    "visit.opened": {
        "visit": _id, "premises": _optional(_id), "credit_code": _optional(_text(18)),
        "license_code": _optional(_object(_LICENSE_CODE)), "place": _optional(_object(_PLACE)),
        "present": _or([], _several(_id, 50)), "planned": _yes, "cause": _optional(_one_of(Cause)),
        "reason": _optional(_text()),
    },
    "line.answered": {
        "visit": _visit, "inspection_item": _item, "item_version": _version, "line": _again(_text(20)),
        "value": _again(_one_of(LineValue)), "shared_line": _optional(_id), "adopts": _optional(_id),
    },
    "answer.settled": {
        "visit": _id, "inspection_item": _item, "line": _text(20), "value": _one_of(LineValue),
        "settles": _several(_id, 100, least=1), "reason": _words,
    },
    "finding.recorded": {
        "visit": _visit, "finding": _id, "inspection_item": _item, "item_version": _version, "line": _line,
        "text": _text(), "severity": _again(_one_of(Severity)), "correction_due": _due,
        "evidence": _or([], _several(_digest, 100)), "corrects": _optional(_id),
    },
    "finding.withdrawn": {"visit": _id, "finding": _id, "reason": _words},
    "evidence.taken": {
        "visit": _id, "finding": _optional(_id), "inspection_item": _item, "line": _optional(_text(20)),
        "sha256": _digest, "caption": _words,
    },
    "statement.recorded": {
        "visit": _id, "text": _words, "representative": _optional(_text(100), ""), "signature": _optional(_digest),
        "refused": _or(False, _yes), "refusal_reason": _words, "witness": _optional(_text(100), ""),
    },
    "code.named": {"code": _digest, "text": _text(4000), "family": _text(40), "credit_code": _text(18)},
    "code.confirmed": {"code": _digest, "text": _text(4000), "family": _text(40), "credit_code": _text(18)},
    "code.challenged": {"code": _digest, "credit_code": _text(18), "reason": _words},
    "document.drafted": {"visit": _id, "document": _one_of(DocumentKind)},
    "visit.closed": {"visit": _id, "summary": _words, "outcomes": _or([], _several(_object(_OUTCOME), 200))},
}  # fmt: skip


def checked(kind: str, entity_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The body with its types; unusable if it does not fit its kind or speaks of another thing than its envelope."""
    shape, said = SHAPES[kind], body.get
    try:
        read = {name: member(said(name, MISSING)) for name, member in shape.items()}
    except TypeError as error:  # an array or object where a short member belongs
        raise Unusable("invalid") from error
    if entity_id != (read["visit"] if "visit" in read else code_id(read["code"])):
        raise Unusable("invalid")
    return read


def entity_of(kind: str) -> str:
    """What an operation of this kind is about: a visit, or a scanned code."""
    return "visit" if "visit" in SHAPES[kind] else "code"


def code_id(digest: str) -> str:
    """A code's id, made of its digest: phones that never met give the same code the same id."""
    return f"{digest[:8]}-{digest[8:12]}-8{digest[13:16]}-8{digest[17:20]}-{digest[20:32]}"
