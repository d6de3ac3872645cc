"""A kept decision in a sentence that an officer reads: codes and facts in, words out."""

from collections.abc import Mapping
from typing import Any

from flask_babel import gettext as _

from server.dates import day as day_words
from server.refusals import REASONS
from server.refusals import sentence as refusal_sentence


def sentence(decision: Mapping[str, Any], names: Mapping[str, str], language: str) -> str:
    """What became of a plan, and why; `names` are the agencies' short names by code."""
    if decision["because"]:
        facts = {name: day_words(each) if isinstance(each, str) else each for name, each in decision["facts"].items()}
        return refusal_sentence(REASONS[decision["because"]], facts, language)
    steps = [_step(why["code"], why["facts"], names) for why in decision["reasons"]]
    return (" " if language == "en" else "").join(filter(None, steps))


def _step(code: str, facts: Mapping[str, Any], names: Mapping[str, str]) -> str:
    words = {
        "day": day_words(facts.get("visit_on")),
        "asked": day_words(facts.get("asked_on")),
        "agency": names.get(facts.get("agency") or "", "—"),
        "days": facts.get("days"),
        "plans": facts.get("plans"),
    }
    match code:
        case "day_is_free":
            return _("检查日为%(day)s，新立检查。", **words)
        case "never_stopped":
            return _("检查日为%(day)s，新立检查；此类计划不受静默期限制。", **words)
        case "covert_alone":
            return _("检查日为%(day)s，暗访单独进行，开始前对外不可见。", **words)
        case "stands_first":
            return _met(facts, words)
        case "holds_emergency":
            return _("%(day)s有应急检查，已合并；原申请日%(asked)s。", **words)
        case "quiet_period":
            return _("原申请日%(asked)s处于静默期，已顺延至%(day)s。", **words)
        case "emergency":
            return _("应急检查，检查日为%(day)s。", **words)
        case "pulls":
            return _("另有%(plans)s项计划随之改到当日。", **words) if facts["plans"] else ""
        case _:
            return _("距检查日不足%(days)s天，其他计划不变。", **words)


def _met(facts: Mapping[str, Any], words: Mapping[str, Any]) -> str:
    if facts["days"] == 0:
        return _("与%(agency)s%(day)s的检查同日，已合并。", **words)
    return _("与%(agency)s%(day)s的检查相差%(days)s天，已合并；原申请日%(asked)s。", **words)
