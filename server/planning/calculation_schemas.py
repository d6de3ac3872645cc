"""The shape of a case for the calculator: a plan, when it is filed, and the visits that stand already."""

from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from marshmallow import Schema, ValidationError, fields, post_load, validate

from server.planning.calculating import STEMS, Standing
from server.planning.schemas import CAUSES, a_day
from server.planning.values import Plan
from server.vocabulary import Channel, VisitState

LABELS = {
    "filed_at": _l("报备日期"),
    "visit_on": _l("申请检查日"),
    "earliest": _l("最早"),
    "latest": _l("最晚"),
    "visits": _l("已有的检查"),
}
STANDING = [VisitState.OPEN, VisitState.STARTED, VisitState.COMPLETED]


def in_this_century(moment: datetime) -> None:
    """A moment lies in this century, wherever one is."""
    if not 2000 < moment.year < 2099:
        raise ValidationError("not in this century")


class CalculationPlan(Schema):
    """What a plan needs to be judged, named as in the replay format."""

    visit_on = a_day(required=True)
    channel = fields.Enum(Channel, by_value=True, load_default=Channel.ORDINARY)
    cause = fields.String(load_default=None, allow_none=True, validate=validate.Length(max=20))
    earliest = a_day(load_default=None, allow_none=True)
    latest = a_day(load_default=None, allow_none=True)
    fixed_day = fields.Boolean(load_default=False)
    urgent = fields.Boolean(load_default=True)


class StandingVisit(CalculationPlan):
    """A visit on its day, founded by a plan of a kind."""

    state = fields.Enum(VisitState, by_value=True, load_default=VisitState.OPEN, validate=validate.OneOf(STANDING))


class Calculation(CalculationPlan):
    """A case: the plan, the moment it is filed, and the visits of the object in the order in which they were filed."""

    filed_at = fields.AwareDateTime(required=True, validate=in_this_century)
    visits = fields.List(fields.Nested(StandingVisit), load_default=list, validate=validate.Length(max=len(STEMS)))

    @post_load
    def as_case(self, sent: dict[str, Any], **_: Any) -> dict[str, Any]:
        """The case as the rules' values."""
        visits = sent.pop("visits")
        standing = [
            Standing(_plan(str(number), number, visit), visit["visit_on"], visit["state"])
            for number, visit in enumerate(visits)
        ]
        return {"at": sent.pop("filed_at"), "plan": _plan("new", len(visits), sent), "standing": standing}


def _plan(name: str, number: int, sent: dict[str, Any]) -> Plan:
    green = sent["channel"] is Channel.GREEN
    return Plan(
        name, name, frozenset({name}), sent["channel"], sent["visit_on"], number,
        CAUSES.get(sent["cause"] or "") if green else None,
        sent["earliest"], sent["latest"], sent["fixed_day"], sent["urgent"],
    )  # fmt: skip
