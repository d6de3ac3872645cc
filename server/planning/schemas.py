"""Shapes of the messages about plans; whether a plan is allowed is decided elsewhere."""

from datetime import date
from typing import Any

from flask import request
from marshmallow import Schema, fields, post_load, validate

from server.planning.values import Answer, NamedTrigger, NewPlan
from server.vocabulary import Cause, Channel, Reply, TeamRole, Trigger, Window

SENSIBLE = validate.Range(date(2000, 1, 1), date(2099, 12, 31))
CAUSES = {str(cause): cause for cause in Cause}


def a_day(**facts: Any) -> fields.Date:
    """A day of this century, so that every day the rules come to lies in the calendar."""
    return fields.Date(validate=SENSIBLE, **facts)


class TeamMember(Schema):
    """One person of a plan's team."""

    inspector = fields.String(required=True, validate=validate.Length(1, 36))
    role = fields.Enum(TeamRole, by_value=True, load_default=TeamRole.INSPECTOR)


class ResultAnswer(Schema):
    """What the filer says to one result of the past half-year."""

    result = fields.String(required=True, validate=validate.Length(1, 36))
    reply = fields.Enum(Reply, by_value=True, required=True)
    reason = fields.String(load_default="", validate=validate.Length(max=500))


class TriggerNamed(Schema):
    """What is new about an item whose earlier result is still valid."""

    item = fields.String(required=True, validate=validate.Length(1, 60))
    trigger = fields.Enum(Trigger, by_value=True, required=True)
    reference = fields.String(load_default="", validate=validate.Length(max=200))


class FilePlan(Schema):
    """A plan as a `plan.filed` line of the replay has it, with the team; a cause that is none of the five is judged."""

    agency = fields.String(load_default=None, validate=validate.Length(1, 40))
    credit_code = fields.String(required=True, validate=validate.Length(1, 18))
    premises = fields.Integer(load_default=1, strict=True, validate=validate.Range(1, 9999))
    items = fields.List(fields.String(validate=validate.Length(1, 60)), required=True)
    team = fields.List(fields.Nested(TeamMember), required=True, validate=validate.Length(max=50))
    visit_on = a_day(required=True)
    channel = fields.Enum(Channel, by_value=True, load_default=Channel.ORDINARY)
    cause = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=20))
    reference = fields.String(load_default="", validate=validate.Length(max=200))
    earliest = a_day(load_default=None, allow_none=True)
    latest = a_day(load_default=None, allow_none=True)
    fixed_day = fields.Boolean(load_default=False)
    urgent = fields.Boolean(load_default=True)
    window = fields.Enum(Window, by_value=True, load_default=None, allow_none=True)
    answers = fields.List(fields.Nested(ResultAnswer), load_default=[], validate=validate.Length(max=200))
    triggers = fields.List(fields.Nested(TriggerNamed), load_default=[], validate=validate.Length(max=50))

    @post_load
    def as_filing(self, sent: dict[str, Any], **_: Any) -> tuple[str | None, NewPlan]:
        """The agency named, if any, and the plan."""
        agency = sent.pop("agency")
        sent["items"] = tuple(dict.fromkeys(sent["items"]))
        sent["team"] = tuple((member["inspector"], member["role"]) for member in sent["team"])
        sent["answers"] = tuple(Answer(**answer) for answer in sent["answers"])
        sent["triggers"] = tuple(NamedTrigger(**named) for named in sent["triggers"])
        sent["cause"] = CAUSES.get(sent["cause"] or "")
        return agency, NewPlan(**sent)


class PlansAsked(Schema):
    """Which plans to list."""

    agency = fields.String(load_default=None, validate=validate.Length(1, 40))
    page = fields.Integer(load_default=1, validate=validate.Range(1, 10_000))


class DraftsAsked(Schema):
    """Which page of the drafts that wait."""

    page = fields.Integer(load_default=1, validate=validate.Range(1, 10_000))


class ApproveDraft(Schema):
    """The revision of a draft that its reader has read: nobody approves what he has not seen."""

    revision = fields.Integer(required=True, strict=True, validate=validate.Range(1, 1_000_000))


class ReturnDraft(ApproveDraft):
    """The revision read, and why it is not approved."""

    reason = fields.String(required=True, validate=validate.Length(1, 500))


class ChangeTeam(Schema):
    """Everybody who comes for a plan from now on."""

    team = fields.List(fields.Nested(TeamMember), required=True, validate=validate.Length(max=50))

    @post_load
    def as_named(self, sent: dict[str, Any], **_: Any) -> list[tuple[str, TeamRole]]:
        """Who comes, and as what."""
        return [(member["inspector"], member["role"]) for member in sent["team"]]


class MoveVisit(Schema):
    """The day to which the leading agency moves a whole visit."""

    agency = fields.String(load_default=None, validate=validate.Length(1, 40))
    visit_on = fields.Date(required=True)


def sent(shape: type[Schema]) -> Any:
    """The message of this request, read by a route that has to know first whether the thing is there for its sender."""
    return shape().load(request.get_json(silent=True) or {})


def body(shape: type[Schema]) -> dict[str, Any]:
    """The description of a message that a route reads itself."""
    return {"requestBody": {"required": True, "content": {"application/json": {"schema": shape}}}}
