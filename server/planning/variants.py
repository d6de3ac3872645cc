"""The kinds of plan as people choose between them: channel, cause, and whether the day is fixed or can wait."""

from datetime import date
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from server.planning.kinds import Kind, kind
from server.planning.values import Plan
from server.vocabulary import Cause, Channel


class Variant(NamedTuple):
    """One kind of plan, with the words people know it by."""

    code: str
    words: Any
    channel: Channel
    cause: Cause | None = None
    fixed_day: bool = False
    urgent: bool = True

    @property
    def kind(self) -> Kind:
        """What such a plan may do."""
        return kind(self.plan("", "", date.min, 0))

    def plan(self, plan_id: str, agency: str, day: date, filed_no: int, **range_: date | None) -> Plan:
        """A plan of this kind; its one item is its own."""
        return Plan(
            plan_id, agency, frozenset({plan_id}), self.channel, day, filed_no, self.cause,
            fixed_day=self.fixed_day, urgent=self.urgent, **range_,
        )  # fmt: skip


VARIANTS = {
    each.code: each
    for each in (
        Variant("ordinary", _l("日常计划"), Channel.ORDINARY),
        Variant("superior_order", _l("上级部署"), Channel.GREEN, Cause.SUPERIOR_ORDER),
        Variant("fixed_order", _l("上级部署（指定了日期）"), Channel.GREEN, Cause.SUPERIOR_ORDER, fixed_day=True),
        Variant("other", _l("其他原因"), Channel.GREEN, Cause.OTHER),
        Variant("tip_off", _l("投诉举报（紧急）"), Channel.GREEN, Cause.TIP_OFF),
        Variant("tip_off_can_wait", _l("投诉举报（不紧急）"), Channel.GREEN, Cause.TIP_OFF, urgent=False),
        Variant("emergency", _l("应急"), Channel.GREEN, Cause.EMERGENCY),
        Variant("covert", _l("暗访"), Channel.GREEN, Cause.COVERT),
        Variant("recheck", _l("整改复查、异议复查"), Channel.RECHECK),
    )
}
