"""Every figure that is shown: its name, what it is, how it is made of the counts, and the rows that stand behind it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

Counts = Mapping[str, int]


class Unit(StrEnum):
    """How a figure is written."""

    COUNT = "count"
    SHARE = "share"
    PER_ENTERPRISE = "per_enterprise"
    PER_THOUSAND = "per_thousand"


@dataclass(frozen=True)
class Figure:
    """A figure; `rows` is the measure whose records stand behind it, and `wish` says which way is better."""

    code: str
    name: Any
    unit: Unit
    part: Callable[[Counts], int]
    of: Callable[[Counts], int] | None
    definition: Any
    rows: str
    wish: int = 0

    def value(self, counts: Counts) -> float | None:
        """The figure; none where there is nothing that it could be of."""
        part = self.part(counts)
        if self.of is None:
            return part
        whole = self.of(counts)
        return part / whole * (1000 if self.unit is Unit.PER_THOUSAND else 1) if whole else None


def measure(*names: str) -> Callable[[Counts], int]:
    """The sum of some measures."""
    return lambda counts: sum(counts.get(name, 0) for name in names)


FIGURES = (
    Figure(
        "visits", _l("入企检查"), Unit.COUNT, measure("visits"), None,
        _l("已经扫码入企的检查次数。几个单位同一天一起来，算一次。还没有开始的、被取消的不算。"), "visits",
    ),
    Figure(
        "saved", _l("合并少上门"), Unit.COUNT, measure("saved"), None,
        _l("假如不合并，每项计划各上门一次；多出的次数就是少上门的次数，与公开的重放算法一致。"),
        "saved", 1,
    ),
    Figure(
        "per_enterprise", _l("户均入企"), Unit.PER_ENTERPRISE, measure("visits"), measure("enterprises"),
        _l("入企检查次数 ÷ 这段时间被检查过的企业数。"), "visits", -1,
    ),
    Figure(
        "per_enterprise_alone", _l("不合并时户均"), Unit.PER_ENTERPRISE, measure("visits", "saved"),
        measure("enterprises"), _l("（入企检查次数 + 合并少上门次数）÷ 被检查过的企业数。"), "saved",
    ),
    Figure(
        "joint_share", _l("联合检查占比"), Unit.SHARE, measure("joint"), measure("visits"),
        _l("有两个以上单位的计划、一起上门的检查 ÷ 全部入企检查。"), "joint", 1,
    ),
    Figure(
        "green_share", _l("绿色通道占比"), Unit.SHARE, measure("green"), measure("plans"),
        _l("走绿色通道的计划 ÷ 已入企检查的全部计划，按事由分开列出。暗访只在开始以后才计入。"), "green", -1,
    ),
    Figure(
        "in_quiet", _l("静默期例外"), Unit.COUNT, measure("in_quiet"), None,
        _l("另一次检查的静默期（既定检查日前后各若干天）之内，又到同一场所的检查，后立的一次计入。"), "in_quiet", -1,
    ),
    Figure(
        "repeat_share", _l("重复检查占比"), Unit.SHARE, measure("repeats"), measure("visits"),
        _l("半年之内同一场所、同一事项再次按日常计划检查的 ÷ 全部入企检查。绿色通道和复查不算。"), "repeats", -1,
    ),
    Figure(
        "on_time", _l("按期报备率"), Unit.SHARE, measure("ordinary"), measure("ordinary", "refused_late"),
        _l("提前天数够、已入企检查的日常计划 ÷（这些计划 + 因提前天数不够被退回的计划）。"), "refused_late", 1,
    ),
    Figure(
        "unplanned", _l("无计划入企"), Unit.COUNT, measure("unplanned"), None,
        _l("没有报备计划就入企的检查次数。"), "unplanned", -1,
    ),
    Figure(
        "lapsed_share", _l("报备后未检查"), Unit.SHARE, measure("lapsed"), measure("lapsed", "visits"),
        _l("报备后到期没有去、自动失效的检查 ÷（入企检查 + 失效的检查）。未开始的暗访不计入。"), "lapsed", -1,
    ),
    Figure(
        "late_sync_share", _l("逾期上传占比"), Unit.SHARE, measure("late_synced"), measure("visits"),
        _l("手机上的记录迟到、被系统提示“逾期上传”的检查 ÷ 全部入企检查。"), "late_synced", -1,
    ),
    Figure(
        "late_result_share", _l("结果逾期签发"), Unit.SHARE, measure("late_results"), measure("results"),
        _l("检查完成后超过规定天数才签发的结果 ÷ 全部结果。每个单位每次检查一份。"), "late_results", -1,
    ),
    Figure(
        "problem_share", _l("发现问题率"), Unit.SHARE, measure("problems"), measure("visits"),
        _l("至少有一个事项发现问题的检查 ÷ 全部入企检查。"), "problems",
    ),
    Figure(
        "in_time_share", _l("整改按期完成率"), Unit.SHARE, measure("in_time"), measure("ordered"),
        _l("企业按期上报并经单位确认的整改 ÷ 全部责令整改。未到期的也在分母里，近期偏低是正常的。"), "ordered", 1,
    ),
    Figure(
        "complaint_rate", _l("每千次检查投诉"), Unit.PER_THOUSAND, measure("complaints"), measure("visits"),
        _l("投诉、未扫码入企反映和线索的件数 ÷ 入企检查次数 × 1000，按收到的月份计。"), "complaints", -1,
    ),
)  # fmt: skip
BY_CODE = {each.code: each for each in FIGURES}
ABOUT_COMPLAINTS = ("complaint_rate",)


def written(value: float | None, unit: Unit) -> str:
    """A figure as people read it."""
    if value is None:
        return "—"
    if unit is Unit.COUNT:
        return f"{round(value):,}"
    return f"{value:.1%}" if unit is Unit.SHARE else f"{value:.2f}" if unit is Unit.PER_ENTERPRISE else f"{value:.1f}"
