"""How long what is kept, as people read it and as a form asks for it."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from flask_babel import lazy_gettext as _l

from server.planning.retention import LEAST, MOST, retention_from
from server.planning.setting_words import DAYS, Setting

YEARS = _l("年")
WORDS: dict[str, tuple[Any, Any]] = {
    "evidence_years": (_l("检查记录和照片保存"), YEARS),
    "trace_days": (_l("登录、网络和查看记录保存"), DAYS),
    "tip_years": (_l("线索的文字和照片保存"), YEARS),
}


def described(values: Mapping[str, Any]) -> Iterator[Setting]:
    """The periods of a version in words."""
    for name, value in asdict(retention_from(values.get("retention", {}))).items():
        yield Setting(name, value, *WORDS[name])


def values_in(form: Mapping[str, str]) -> dict[str, int] | None:
    """The periods written into a form; nothing where it does not ask for them."""
    return {name: _whole(form[name]) for name in WORDS} if WORDS.keys() <= form.keys() else None


def filled(form: Mapping[str, str], values: Mapping[str, Any]) -> list[Setting]:
    """What the form shows: as it was filled in, else as it stands."""
    return [each._replace(value=form.get(each.name, each.value)) for each in described(values)]


def limits(name: str) -> dict[str, int]:
    """The least and the most a form takes."""
    return {"min": LEAST[name], "max": MOST[name]}


def _whole(written: str) -> int:
    return int(written) if written.strip().isdecimal() and len(written) < 9 else 0
