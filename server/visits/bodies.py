"""Shapes of what a phone says happened, one per kind; members we do not know are left untouched in the stored bytes."""

import re
from collections.abc import Mapping
from typing import Any

from marshmallow import EXCLUDE, Schema, ValidationError, fields, validate

from server.trail import Unusable
from server.vocabulary import Cause, LineValue, Outcome, Severity

LONGEST_TEXT = 20_000
_UUID = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")


def is_id(value: Any) -> bool:
    """Whether a value may be looked up as an id: of another kind or with a NUL in it, the database itself refuses."""
    return isinstance(value, str) and _UUID.fullmatch(value) is not None


def _text(most: int = LONGEST_TEXT, **how: Any) -> fields.String:
    return fields.String(validate=[validate.Length(max=most), validate.ContainsNoneOf("\0")], **how)


def _id(**how: Any) -> fields.String:
    return fields.String(validate=validate.Regexp(_UUID.pattern + r"\Z"), **how)


def _digest(**how: Any) -> fields.String:
    return fields.String(validate=validate.Regexp(r"[0-9a-f]{64}\Z"), **how)


def _one_of(words: Any, **how: Any) -> fields.Field[Any]:
    return fields.Enum(words, by_value=True, **how)


class _Body(Schema):
    class Meta:
        unknown = EXCLUDE

    visit = _id(required=True)


class _AtLine(_Body):
    inspection_item = _text(60, required=True)
    line = _text(20, load_default=None, allow_none=True)


class LicenseCode(Schema):
    class Meta:
        unknown = EXCLUDE

    text = _text(4000, required=True)
    family = _text(40, required=True)
    engine = _text(20, required=True)


class Place(Schema):
    class Meta:
        unknown = EXCLUDE

    lat_e7 = fields.Integer(required=True, strict=True, validate=validate.Range(-900_000_000, 900_000_000))
    lon_e7 = fields.Integer(required=True, strict=True, validate=validate.Range(-1_800_000_000, 1_800_000_000))
    accuracy_m = fields.Integer(required=True, strict=True, validate=validate.Range(0, 100_000_000))


class VisitOpened(_Body):
    premises = _id(load_default=None, allow_none=True)
    credit_code = _text(18, load_default=None, allow_none=True)
    license_code = fields.Nested(LicenseCode, load_default=None, allow_none=True)
    place = fields.Nested(Place, load_default=None, allow_none=True)
    present = fields.List(_id(), load_default=list, validate=validate.Length(max=50))
    planned = fields.Boolean(required=True, truthy={True}, falsy={False})
    cause = _one_of(Cause, load_default=None, allow_none=True)
    reason = _text(load_default=None, allow_none=True)


class LineAnswered(_AtLine):
    item_version = _id(required=True)
    line = _text(20, required=True)
    value = _one_of(LineValue, required=True)


class AnswerSettled(_AtLine):
    line = _text(20, required=True)
    value = _one_of(LineValue, required=True)
    settles = fields.List(_id(), required=True, validate=validate.Length(min=1, max=100))
    reason = _text(load_default="", allow_none=True)


class FindingRecorded(_AtLine):
    finding = _id(required=True)
    item_version = _id(required=True)
    text = _text(required=True)
    severity = _one_of(Severity, required=True)
    correction_due = fields.Date(load_default=None, allow_none=True)
    evidence = fields.List(_digest(), load_default=list, validate=validate.Length(max=100))
    corrects = _id(load_default=None, allow_none=True)


class FindingWithdrawn(_Body):
    finding = _id(required=True)
    reason = _text(load_default="", allow_none=True)


class EvidenceTaken(_AtLine):
    finding = _id(load_default=None, allow_none=True)
    sha256 = _digest(required=True)
    caption = _text(load_default="", allow_none=True)


class StatementRecorded(_Body):
    text = _text(load_default="", allow_none=True)
    representative = _text(100, load_default="", allow_none=True)
    signature = _digest(load_default=None, allow_none=True)
    refused = fields.Boolean(load_default=False, truthy={True}, falsy={False})
    refusal_reason = _text(load_default="", allow_none=True)
    witness = _text(100, load_default="", allow_none=True)


class ItemOutcome(Schema):
    class Meta:
        unknown = EXCLUDE

    inspection_item = _text(60, required=True)
    outcome = fields.String(required=True, validate=validate.OneOf([str(outcome) for outcome in Outcome]))


class VisitClosed(_Body):
    summary = _text(load_default="", allow_none=True)
    outcomes = fields.List(fields.Nested(ItemOutcome), load_default=list, validate=validate.Length(max=200))


SHAPES: dict[str, Schema] = {
    "visit.opened": VisitOpened(),
    "line.answered": LineAnswered(),
    "answer.settled": AnswerSettled(),
    "finding.recorded": FindingRecorded(),
    "finding.withdrawn": FindingWithdrawn(),
    "evidence.taken": EvidenceTaken(),
    "statement.recorded": StatementRecorded(),
    "visit.closed": VisitClosed(),
}


def checked(kind: str, entity_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """The body with its types; unusable if it does not fit its kind or speaks of another visit than its envelope."""
    try:
        loaded: dict[str, Any] = SHAPES[kind].load(body)
    except ValidationError as error:
        raise Unusable("invalid") from error
    if loaded["visit"] != entity_id:
        raise Unusable("invalid")
    return loaded
