"""Rules that count irregularities: so many of a kind, within so many days, by one agency, inspector or enterprise."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import NamedTuple

PER = ("agency", "inspector", "enterprise")
MOST_DAYS, MOST_COUNT = 366, 99


@dataclass(frozen=True)
class AlarmRule:
    """One rule: `rule` narrows the kinds to those that one frequency rule of planning set off."""

    code: str
    preset: str
    kinds: frozenset[str]
    per: str
    at_least: int
    days: int
    zh: str
    en: str
    source: str
    rule: str = ""
    active: bool = True

    def name(self, language: str) -> str:
        """What people call it."""
        return self.en if language == "en" else self.zh


class Seen(NamedTuple):
    """One irregularity as the rules count it."""

    id: str
    kind: str
    on: date
    agency: str | None
    inspector: str | None
    enterprise: str | None
    rule: str | None
    is_open: bool


class Raised(NamedTuple):
    """A rule that has been set off: by whom, how often, and by which irregularities."""

    rule: AlarmRule
    subject: str
    seen: tuple[Seen, ...]


def read_presets(text: str) -> dict[str, AlarmRule]:
    """The rules of every preset, by code."""
    return {
        each["code"]: AlarmRule(
            preset=name, source=preset["source"], kinds=frozenset(each["kinds"]),
            **{key: value for key, value in each.items() if key != "kinds"},
        )
        for name, preset in json.loads(text).items()
        for each in preset["rules"]
    }  # fmt: skip


def changed(rules: Iterable[AlarmRule], changes: Mapping[str, tuple[bool, int, int]]) -> list[AlarmRule]:
    """The rules as the bureau changed them: whether one counts, from how many on, within how many days."""
    return [_changed(rule, *changes[rule.code]) if rule.code in changes else rule for rule in rules]


def _changed(rule: AlarmRule, active: bool, at_least: int, days: int) -> AlarmRule:
    return replace(rule, active=active, at_least=at_least, days=days)


def in_range(at_least: int, days: int) -> bool:
    """Whether a threshold can be meant."""
    return 0 < at_least <= MOST_COUNT and 0 < days <= MOST_DAYS


def raised(rules: Iterable[AlarmRule], seen: Collection[Seen], today: date) -> list[Raised]:
    """Every active rule that is set off by something not decided yet, the largest counts first."""
    kinds = defaultdict[str, list[Seen]](list)
    for one in seen:
        kinds[one.kind].append(one)
    found = [each for rule in rules if rule.active for each in _of_rule(rule, kinds, today)]
    return sorted(found, key=lambda each: (-len(each.seen), each.rule.code, each.subject))


def _of_rule(rule: AlarmRule, kinds: Mapping[str, list[Seen]], today: date) -> Iterable[Raised]:
    groups: dict[str, list[Seen]] = defaultdict(list)
    for each in (one for kind in rule.kinds if kind in kinds for one in kinds[kind]):
        subject = getattr(each, rule.per)
        if subject and _counts(rule, each, today):
            groups[subject].append(each)
    for subject, group in groups.items():
        if len(group) >= rule.at_least and any(each.is_open for each in group):
            yield Raised(rule, subject, tuple(sorted(group, key=lambda each: (each.on, each.id))))


def _counts(rule: AlarmRule, each: Seen, today: date) -> bool:
    near = today - timedelta(days=rule.days) < each.on <= today
    return near and rule.rule in ("", each.rule)
