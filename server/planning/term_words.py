"""The terms of a district as people read them and as a form asks for them: one of the presets, or its own."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from flask_babel import lazy_gettext as _l

from server.planning.setting_words import DAYS, WORKING_DAYS, Setting
from server.planning.terms import LEAST, MOST, MOST_DAYS, PRESETS, terms_from

OWN = "own"
CHOICES = (
    ("standard", _l("标准：受理5个工作日，调查30个工作日，整改15个工作日")),
    ("quick", _l("从快：受理3个工作日，调查20个工作日，整改10个工作日")),
    (OWN, _l("自定")),
)
WORDS: dict[str, tuple[Any, Any]] = {
    "accept_days": (_l("投诉、线索多久内决定是否受理"), WORKING_DAYS),
    "begin_days": (_l("受理后多久内开始调查"), WORKING_DAYS),
    "investigate_days": (_l("调查多久内出具监督意见"), WORKING_DAYS),
    "conclude_days": (_l("出具意见后多久内责令整改或办结"), WORKING_DAYS),
    "answer_days": (_l("被询问的单位或人员多久内答复"), WORKING_DAYS),
    "rectify_days": (_l("责令的整改多久内完成"), WORKING_DAYS),
    "rating_days": (_l("检查完成后多久内可以评价和修改"), DAYS),
    "rating_again_hours": (_l("检查完成多久后再请企业评价"), _l("小时")),
    "reconsideration_days": (_l("申请行政复议的期限"), DAYS),
}


def described(values: Mapping[str, Any]) -> Iterator[Setting]:
    """The terms of a version in words."""
    for name, value in asdict(terms_from(values.get("terms", {}))).items():
        yield Setting(name, value, *WORDS[name])


def values_in(form: Mapping[str, str]) -> dict[str, int] | None:
    """The terms written into a form; nothing where it does not ask for them."""
    chosen = form.get("terms", "")
    if chosen in PRESETS:
        return asdict(PRESETS[chosen])
    return {name: _whole(form.get(name, "")) for name in WORDS} if chosen == OWN else None


def chosen(values: Mapping[str, Any]) -> str:
    """Which preset a version follows."""
    terms = terms_from(values.get("terms", {}))
    return next((name for name, preset in PRESETS.items() if preset == terms), OWN)


def limits(name: str) -> dict[str, int]:
    """The least and the most a form takes."""
    return {"min": LEAST.get(name, 1), "max": MOST.get(name, MOST_DAYS)}


def _whole(written: str) -> int:
    return int(written) if written.strip().isdecimal() and len(written) < 9 else 0


def filled(form: Mapping[str, str], values: Mapping[str, Any]) -> dict[str, Any]:
    """What the form shows: as it was filled in, else as it stands."""
    standing = asdict(terms_from(values.get("terms", {})))
    return {"terms": form.get("terms") or chosen(values), **{name: form.get(name, standing[name]) for name in standing}}
