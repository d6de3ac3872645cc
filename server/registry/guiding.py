"""Keeping the guides: a change is a new version; plain words are said anew and the older ones stay."""

import re
from collections.abc import Mapping

from server import clock, trail
from server.db import db, lock, transaction
from server.policy import Actor, require
from server.refusals import (
    GUIDE_NAMED_WRONG,
    GUIDE_TAKEN,
    GUIDE_WITHOUT_ITEMS,
    INDUSTRY_UNREADABLE,
    NOT_FOUND,
    TEXT_TOO_LONG,
    UNKNOWN_ITEM,
    Refused,
)
from server.registry import guides, versions
from server.registry.guide_tables import GuideRow, PlainLineRow
from server.registry.tables import InspectionItemRow

SLUG = re.compile(r"[a-z0-9]([a-z0-9-]{0,38}[a-z0-9])?")
INDUSTRY = re.compile(r"[A-T]|[0-9]{2,4}")
MOST_LETTERS = 500
LONGEST_NAME = 60
NOBODYS = "new"  # the address at which a guide is begun


def keep(slug: str, form: Mapping[str, str], actor: Actor, new: bool = False) -> GuideRow:
    """Publishes the first or the next version of a guide."""
    with transaction():
        lock("registry")
        before = guides.newest(slug)
        if new and (before or slug == NOBODYS):
            raise Refused(GUIDE_TAKEN, name=slug)
        if not SLUG.fullmatch(slug) or not 0 < len(form["name"].strip()) <= LONGEST_NAME:
            raise Refused(GUIDE_NAMED_WRONG, most=LONGEST_NAME)
        row = GuideRow(slug=slug, version=before.version + 1 if before else 1, name=form["name"].strip())
        row.industries, row.items = _industries(form["industries"]), _items(form["items"])
        row.intro, row.prepare = (
            _short(form["intro"]),
            [_short(each) for each in form["prepare"].splitlines() if each.strip()],
        )
        row.ended, row.made_by, row.made_at = form.get("ended") == "1", actor.account_id, clock.now()
        db.session.add(row)
        db.session.flush()
        facts = {"version": row.version, "items": row.items, "ended": row.ended}
        trail.append("guide.published", "guide", row.slug, facts, account_id=actor.account_id)
    return row


def say_plainly(item: InspectionItemRow, words: Mapping[str, str], actor: Actor) -> int:
    """What of the newest version's lines is now said in other words, by line number; answers how many."""
    require("guide.say_plainly", actor, agency=item.agency_id)
    with transaction():
        lock("registry")
        newest = versions.latest([item.id]).get(item.id)
        if newest is None:
            raise Refused(NOT_FOUND)
        before = guides.plain_words([item.id]).get(item.id, {})
        said = {line["content"]: _short(words[line["line"]]) for line in newest["lines"] if line["line"] in words}
        changed = {content: each for content, each in said.items() if each != before.get(content, "")}
        for content, each in changed.items():
            row = PlainLineRow(item_id=item.id, content=content, words=each, made_at=clock.now())
            row.made_by = actor.account_id
            db.session.add(row)
        if changed:
            trail.append(
                "inspection_item.said_plainly", "inspection_item", item.id, {"lines": len(changed)},
                account_id=actor.account_id, agency_id=item.agency_id,
            )  # fmt: skip
    return len(changed)


def _industries(text: str) -> list[str]:
    codes = text.replace("，", " ").replace("、", " ").replace(",", " ").upper().split()
    wrong = next((code for code in codes if not INDUSTRY.fullmatch(code)), None)
    if wrong:
        raise Refused(INDUSTRY_UNREADABLE, code=wrong[:20])
    return list(dict.fromkeys(codes))


def _items(text: str) -> list[str]:
    codes = list(dict.fromkeys(text.split()))
    if not codes:
        raise Refused(GUIDE_WITHOUT_ITEMS)
    known = versions.latest(codes)
    wrong = next((code for code in codes if code not in known), None)
    if wrong:
        raise Refused(UNKNOWN_ITEM, item=wrong[:60])
    return codes


def _short(text: str) -> str:
    if len(text.strip()) > MOST_LETTERS:
        raise Refused(TEXT_TOO_LONG, most=MOST_LETTERS)
    return text.strip()
