"""What inspectors did on a finished visit, as acts that a phone would record: the same for the same visit."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any
from uuid import UUID

from server.demo import photos
from server.vocabulary import LineValue, Outcome, Severity

VALUES = (LineValue.CONFORMING, LineValue.NONCONFORMING, LineValue.NOT_APPLICABLE, LineValue.NOT_INSPECTED)
VALUE_PERCENT = (84, 8, 5, 3)
SEVERITY_PERCENT = {Severity.MINOR: 55, Severity.ORDINARY: 38, Severity.SERIOUS: 7}
DAYS_TO_CORRECT = {Severity.MINOR: 7, Severity.ORDINARY: 15, Severity.SERIOUS: 30}
PHOTO_PERCENT = 55
PLACES = ("一层", "二层", "后厨", "库房", "大厅", "东侧通道", "操作间", "出入口处")
FACTS = (
    "{place}查见：未做到“{content}”，应当{standard}。",
    "现场检查{place}，“{content}”一项不符合要求，负责人当场确认。",
    "{place}不符合要求：{content}。已当场指出并说明依据。",
)
STATEMENTS = ("无异议，按要求整改。", "情况属实，尽快改正。", "无异议。", "已了解要求，会安排专人落实。")


@dataclass(frozen=True, slots=True)
class Item:
    """One inspection item as it stands on the phone."""

    code: str
    version: str
    lines: Sequence[Mapping[str, str]]


@dataclass(frozen=True, slots=True)
class Entry:
    """One agency's part of one visit: who went in where, when, with which items."""

    visit: str
    premises: str
    credit_code: str
    present: tuple[str, ...]
    items: tuple[Item, ...]
    opened_at: datetime
    representative: str
    states: bool = True  # on a joint visit the enterprise states its opinion once
    reason: str | None = None  # why somebody went in although nobody had filed a plan


@dataclass(frozen=True, slots=True)
class Act:
    """One act on the phone, with the files it names."""

    kind: str
    at: datetime
    body: Mapping[str, Any]
    files: tuple[tuple[bytes, str, str], ...] = ()


def acts(entry: Entry, seed: str) -> Iterator[Act]:
    """Everything an inspector recorded, from the scan at the door to the closing."""
    random = Random(f"conduct {seed}")
    at = entry.opened_at
    yield Act("visit.opened", at, _opened(random, entry))
    outcomes, found = [], 0
    for item in entry.items:
        worst = Outcome.NO_PROBLEM
        for line in item.lines:
            at += timedelta(seconds=random.randrange(40, 200))
            value = random.choices(VALUES, VALUE_PERCENT)[0]
            yield Act("line.answered", at, _about(entry, item, line) | {"value": value})
            if value is LineValue.NONCONFORMING:
                finding = _finding(random, entry, item, line, at)
                yield from finding
                worst = max(worst, _outcome(finding[-1]), key=list(Outcome).index)
                found += 1
        outcomes.append({"inspection_item": item.code, "outcome": worst})
    at += timedelta(minutes=random.randrange(3, 12))
    if entry.states:
        yield _statement(random, entry, at)
    summary = f"检查{len(entry.items)}个事项，" + (f"发现{found}个问题，已当场告知。" if found else "未发现问题。")
    yield Act(
        "visit.closed", at + timedelta(minutes=2), {"visit": entry.visit, "summary": summary, "outcomes": outcomes}
    )


def identity(random: Random, at: datetime) -> str:
    """A UUIDv7 as a phone would make it at that moment, but the same every time."""
    value = int(at.timestamp() * 1000) << 80 | random.getrandbits(80)
    return str(UUID(int=value & ~(0xF << 76) & ~(0x3 << 62) | 0x7 << 76 | 0x2 << 62))


def _opened(random: Random, entry: Entry) -> dict[str, Any]:
    place = {
        "lat_e7": 359_600_000 + random.randrange(-900_000, 900_000),
        "lon_e7": 1_201_800_000 + random.randrange(-900_000, 900_000),
        "accuracy_m": random.randrange(5, 40),
    }
    return {
        "visit": entry.visit, "premises": entry.premises, "credit_code": entry.credit_code,
        "license_code": {"text": entry.credit_code, "family": "credit_code", "engine": "typed"},
        "place": place if random.random() < 0.8 else None, "present": list(entry.present),
        "planned": entry.reason is None, "cause": None, "reason": entry.reason,
    }  # fmt: skip


def _about(entry: Entry, item: Item, line: Mapping[str, str]) -> dict[str, Any]:
    return {"visit": entry.visit, "inspection_item": item.code, "item_version": item.version, "line": line["line"]}


def _finding(random: Random, entry: Entry, item: Item, line: Mapping[str, str], at: datetime) -> list[Act]:
    severity = random.choices(list(SEVERITY_PERCENT), list(SEVERITY_PERCENT.values()))[0]
    finding = identity(random, at)
    text = random.choice(FACTS).format(place=random.choice(PLACES), **line)
    taken = photos.photo(finding) if random.randrange(100) < PHOTO_PERCENT else b""
    digest = sha256(taken).hexdigest()
    body = _about(entry, item, line) | {
        "finding": finding, "text": text, "severity": severity, "corrects": None,
        "correction_due": (at + timedelta(days=DAYS_TO_CORRECT[severity])).date().isoformat(),
        "evidence": [digest] if taken else [],
    }  # fmt: skip
    recorded = Act("finding.recorded", at + timedelta(seconds=35), body)
    if not taken:
        return [recorded]
    evidence = {
        "visit": entry.visit, "finding": finding, "inspection_item": item.code, "line": line["line"],
        "sha256": digest, "caption": "",
    }  # fmt: skip
    return [Act("evidence.taken", at + timedelta(seconds=30), evidence, ((taken, "image/jpeg", "evidence"),)), recorded]


def _outcome(recorded: Act) -> Outcome:
    return Outcome.PROBLEMS_FOUND if recorded.body["severity"] is Severity.MINOR else Outcome.CORRECTION_ORDERED


def _statement(random: Random, entry: Entry, at: datetime) -> Act:
    signed = photos.signature(entry.representative)
    body = {
        "visit": entry.visit, "text": random.choice(STATEMENTS), "representative": entry.representative,
        "signature": sha256(signed).hexdigest(), "refused": False, "refusal_reason": "", "witness": "",
    }  # fmt: skip
    return Act("statement.recorded", at, body, ((signed, "image/png", "signature"),))
