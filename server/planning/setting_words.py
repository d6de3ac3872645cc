"""A jurisdiction's settings as people read them: what each means, in what unit, and how a form asks for it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from server.planning.values import Settings

DAYS, HOURS, MONTHS, WORKING_DAYS = _l("天"), _l("时"), _l("个月"), _l("个工作日")
WORDS: dict[str, tuple[Any, Any]] = {
    "notice_days": (_l("日常计划至少提前"), DAYS),
    "merge_days": (_l("合并时最多改期前后"), DAYS),
    "quiet_days": (_l("静默期为检查日前后各"), DAYS),
    "emergency_pull_days": (_l("应急至少提前几天才带动其他计划"), DAYS),
    "freeze_hour": (_l("检查日前一天几点起不再合并"), HOURS),
    "result_valid_months": (_l("检查结果几个月内不就同一事实再查"), MONTHS),
    "recognition": (_l("有效结果约束哪些单位"), ""),
    "objection_days": (_l("结果出具后几天内其他单位可提异议"), DAYS),
    "objection_decision_days": (_l("异议提出后几个工作日内决定是否受理"), WORKING_DAYS),
    "sign_off_days": (_l("检查结果最迟几天内签发"), DAYS),
    "object_scope": (_l("检查对象"), ""),
    "day_policy": (_l("既定检查日"), ""),
}
CHOICES: dict[str, tuple[tuple[str, Any], ...]] = {
    "day_policy": (
        ("anchor", _l("以最先提报的计划为准")),
        ("open", _l("通知企业前可在各计划都接受的范围内调整")),
    ),
    "recognition": (
        ("everyone", _l("全部单位：同一事实无新情况不得再查")),
        ("participants", _l("参加该次检查的单位，其他单位须答复")),
    ),
    "object_scope": (("premises", _l("每个场所分别计算")), ("entity", _l("同一企业合并计算"))),
}

APPROVAL = (
    ("no", _l("报备前不需要")),
    ("yes", _l("报备前批准，应急计划24小时内补办")),
)


class Setting(NamedTuple):
    """One setting: its value, its name and unit in words, and the choices where it is no number."""

    name: str
    value: Any
    words: Any
    unit: Any
    choices: tuple[tuple[str, Any], ...] = ()

    @property
    def said(self) -> str:
        """The value as people read it."""
        return str(dict(self.choices).get(self.value, self.value))


def described(settings: Settings) -> Iterator[Setting]:
    """Every setting in words."""
    for name, value in asdict(settings).items():
        words, unit = WORDS.get(name, (name, ""))
        yield Setting(name, value, words, unit, CHOICES.get(name, ()))


def values_in(form: Mapping[str, str]) -> dict[str, Any]:
    """The settings written into a form: whole numbers as numbers, choices as they are."""
    return {
        each.name: _value(form.get(each.name, "").strip(), each) for each in described(Settings()) if each.name in form
    }


def approval(required: bool) -> Setting:
    """负责人审批: whether plans wait for the lead's approval before they are filed."""
    return Setting("approval", "yes" if required else "no", _l("负责人审批"), "", APPROVAL)


def approval_in(form: Mapping[str, str]) -> bool | None:
    """Whether a form asks for the lead's approval; nothing where it does not say."""
    return {"yes": True, "no": False}.get(form.get("approval", ""))


def _value(written: str, setting: Setting) -> Any:
    number = isinstance(setting.value, int) and written.isdecimal() and len(written) < 9
    return int(written) if number else written
