"""How often is too often, as people read it and as a form asks for it."""

from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from server.frame import listed
from server.planning.frequency import PRESETS, Alarm, limits_from
from server.planning.setting_words import Setting

OWN_RULES = 3
NAMES = {"chengdu": _l("成都"), "hainan": _l("海南")}
SPANS = (
    ("", _l("不设")),
    ("day", _l("一天内")),
    ("week", _l("一周内（周一至周日）")),
    ("month", _l("一个月内（自然月）")),
    ("year", _l("一年内（自然年）")),
    ("days", _l("连续若干天内")),
)
SCOPES = (
    ("enterprise", _l("所有单位对同一企业")),
    ("own", _l("同一单位对同一企业")),
    ("clean", _l("同一执法人员对同一企业，且未发现问题")),
)
REFUSES = (("no", _l("提醒并通报司法局")), ("yes", _l("不予报备")))


class OwnRule(NamedTuple):
    """One rule of the jurisdiction's own, as a form holds it."""

    place: int
    most: str = ""
    span: str = ""
    days: str = ""
    scope: str = "enterprise"


def described(values: Mapping[str, Any]) -> Iterator[Setting]:
    """The limits of a version in words."""
    limits = limits_from(values.get("frequency", {}))
    cap = _("每个单位对每家企业每年%(most)s次", most=limits.yearly_cap) if limits.yearly_cap else _("不设")
    yield Setting("yearly_cap", cap, _("年度检查次数上限"), "")
    yield Setting("refuse_over_cap", str(dict(REFUSES)["yes" if limits.refuse_over_cap else "no"]), _("超过上限时"), "")
    alarms = listed(sentence(alarm) for alarm in limits.alarms)
    yield Setting("alarms", alarms or _("不设"), _("频次预警"), "")


def sentence(alarm: Alarm) -> str:
    """One alarm: whose visits, how long, how many at most."""
    span = dict(SPANS)[alarm.span] if alarm.span else _("连续%(days)s天内", days=alarm.days)
    words = {"span": span, "most": alarm.most}
    if alarm.clean:
        return _("同一执法人员对同一企业%(span)s未发现问题的检查超过%(most)s次", **words)
    if alarm.own:
        return _("同一单位对同一企业%(span)s超过%(most)s次", **words)
    if not alarm.caused:
        return _("同一企业%(span)s超过%(most)s次（不计投诉举报、应急和复查）", **words)
    return _("同一企业%(span)s超过%(most)s次", **words)


def presets() -> list[tuple[str, str]]:
    """The rules of other cities, each with what it says."""
    return [(name, f"{NAMES[name]}：{listed(map(sentence, alarms))}") for name, alarms in PRESETS.items()]


def filled(values: Mapping[str, Any]) -> dict[str, Any]:
    """What a form begins with: the limits of a version."""
    given = values.get("frequency", {})
    named = given.get("alarms", list(PRESETS))
    own = [_own(place, each) for place, each in enumerate(each for each in named if not isinstance(each, str))]
    return {
        "cap": given.get("yearly_cap") or "",
        "refuse": "yes" if given.get("refuse_over_cap") else "no",
        "presets": [each for each in named if isinstance(each, str)],
        "own": [*own, *(OwnRule(place) for place in range(len(own), OWN_RULES))],
    }


def filled_by(form: Any) -> dict[str, Any]:
    """What a form held when it came."""
    own = [
        OwnRule(place, *(form.get(f"{name}_{place}", "") for name in ("most", "span", "days", "scope")))
        for place in range(OWN_RULES)
    ]
    return {
        "cap": form.get("yearly_cap", ""), "refuse": form.get("refuse_over_cap", ""),
        "presets": form.getlist("presets"), "own": own,
    }  # fmt: skip


def values_in(form: Any) -> dict[str, Any] | None:
    """The limits written into a form; nothing where it does not ask for them."""
    if "yearly_cap" not in form:
        return None
    asked = filled_by(form)
    return {
        "yearly_cap": _number(asked["cap"]),
        "refuse_over_cap": asked["refuse"] == "yes",
        "alarms": [*asked["presets"], *(_alarm(rule) for rule in asked["own"] if rule.span)],
    }


def _alarm(rule: OwnRule) -> dict[str, Any]:
    span = "year" if rule.scope == "clean" else rule.span  # a person's series is counted by the year
    counted = {"days": _number(rule.days) or 0} if span == "days" else {"span": span}
    code = "_".join(["own", rule.scope, str(counted.get("days", span))])
    scope = {rule.scope: True} if rule.scope in ("own", "clean") else {}
    return {"code": code, "most": _number(rule.most) or 0, **counted, **scope}


def _own(place: int, given: Mapping[str, Any]) -> OwnRule:
    scope = next((each for each in ("clean", "own") if given.get(each)), "enterprise")
    days = given.get("days") or ""
    return OwnRule(place, str(given.get("most", "")), given.get("span") or "days", str(days), scope)


def _number(written: str) -> Any:
    plain = written.strip()
    return int(plain) if plain.isdecimal() and len(plain) < 9 else plain or None
