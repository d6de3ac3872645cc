"""A day's work as operations: visits opened, lines answered, findings with photos, statements, closings."""

from random import Random
from typing import Any

from fault.client.phone import Draft, Phone, a_photo, new_id
from fault.client.words import paragraph, sentence

PHOTO = 300 * 1024


def visits(phone: Phone, random: Random, operations: int, photos: int = 0, size: int = PHOTO) -> None:
    """Records about this many operations, in visits of some twenty-five, the photos spread over their findings."""
    drafts: list[Draft] = []
    while len(drafts) < operations:
        drafts += visit(phone, random, findings=min(20, operations - len(drafts)))
    drafts = drafts[:operations]
    found = [draft for draft in drafts if draft.kind == "finding.recorded"]
    for draft in random.sample(found, min(photos, len(found))):
        draft.photos = (a_photo(random, size),)
    phone.record(drafts)


def visit(phone: Phone, random: Random, findings: int, visit_id: str = "", code: str = "") -> list[Draft]:
    """One visit from door to door; without an id it is one that nobody planned."""
    where, item = visit_id or new_id(), own_item(phone)
    return [
        Draft("visit.opened", where, entry(phone, planned=bool(visit_id), code=code)),
        *(answer(where, item, line["line"], random) for line in item["lines"]),
        *(finding(where, item, random) for _ in range(findings)),
        Draft("statement.recorded", where, said(random)),
        Draft("visit.closed", where, {"summary": sentence(random), "outcomes": []}),
    ]


def own_item(phone: Phone) -> dict[str, Any]:
    """An inspection item of the phone's own agency, as it was pulled."""
    items = phone.records("item_version").values()
    return min((each for each in items if each["agency"] == phone.state.me["agency"]), key=lambda each: each["code"])


def entry(phone: Phone, planned: bool, code: str = "") -> dict[str, Any]:
    return {
        "premises": None, "credit_code": code or None, "license_code": None,
        "place": {"lat_e7": 359_600_000, "lon_e7": 1_201_800_000, "accuracy_m": 12},
        "present": [phone.state.me["inspector"]], "planned": planned,
        "cause": None if planned else "tip_off", "reason": None if planned else "群众举报，现场核实",
    }  # fmt: skip


def answer(where: str, item: dict[str, Any], line: str, random: Random, value: str = "") -> Draft:
    chosen = value or random.choice(("conforming", "nonconforming", "not_applicable"))
    at = {"inspection_item": item["code"], "item_version": item["id"], "line": line}
    return Draft("line.answered", where, {**at, "value": chosen})


def finding(where: str, item: dict[str, Any], random: Random, photos: tuple[bytes, ...] = ()) -> Draft:
    body = {
        "finding": new_id(), "inspection_item": item["code"], "item_version": item["id"],
        "line": random.choice(item["lines"])["line"], "text": paragraph(random),
        "severity": random.choice(("minor", "ordinary", "serious")), "correction_due": None, "evidence": [],
        "corrects": None,
    }  # fmt: skip
    return Draft("finding.recorded", where, body, photos)


def said(random: Random) -> dict[str, Any]:
    return {
        "text": sentence(random), "representative": "夏经理", "signature": None, "refused": True,
        "refusal_reason": "负责人不在场", "witness": "李秀英",
    }  # fmt: skip
