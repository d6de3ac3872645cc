"""What a complaint, a tip or a report of an entry without a code must say, and what its receipt is made of."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.planning.earlier import months_before
from server.refusals import KIND_MISSING, TEXT_MISSING, TEXT_TOO_LONG, TOO_MANY_TIPS, Refused
from server.vocabulary import ComplaintKind, Conduct

MOST_LETTERS = 4000
LONGEST_PLACE = 200
MOST_PHOTOS = 9
MOST_PHOTO_BYTES = 20 * 1024 * 1024
UNVERIFIED_A_DAY = 20  # of strangers, about one enterprise: nobody drowns the bureau with another's name
PREFIX = {
    ComplaintKind.CONDUCT: "TS", ComplaintKind.SUBSTANCE: "YY", ComplaintKind.NO_CODE: "WM", ComplaintKind.TIP: "XS",
}  # fmt: skip
RECONSIDERATION = 60  # 行政复议法第二十条: 自知道之日起60日内, more where a law says so
LAWSUIT_MONTHS = 6  # 行政诉讼法第四十六条: 自知道之日起六个月内


@dataclass(frozen=True)
class Filing:
    """What somebody tells; `key` is the form's own, so that a form sent twice is filed once."""

    key: str
    kind: ComplaintKind
    text: str
    conduct: tuple[Conduct, ...] = ()
    visit: str | None = None
    agency: str | None = None
    place: str = ""
    disclosed: bool = False
    photos_told: int = 0


def require_told(filing: Filing) -> None:
    """Words are always needed but where somebody stands at the door; a complaint about conduct names which."""
    if filing.kind is ComplaintKind.CONDUCT and not filing.conduct:
        raise Refused(KIND_MISSING)
    if not filing.text.strip() and filing.kind is not ComplaintKind.NO_CODE:
        raise Refused(TEXT_MISSING)
    if len(filing.text) > MOST_LETTERS:
        raise Refused(TEXT_TOO_LONG, most=MOST_LETTERS)


def require_room(unverified_today: int) -> None:
    """Strangers' words about one enterprise have a limit a day."""
    if unverified_today >= UNVERIFIED_A_DAY:
        raise Refused(TOO_MANY_TIPS)


def number(kind: ComplaintKind, filed_on: date, count: int) -> str:
    """What people quote: TS2026-000123."""
    return f"{PREFIX[kind]}{filed_on.year}-{count:06}"


def digest(filing: Filing, number: str, premises: str, filed_at: datetime) -> str:
    """Over everything that was said, so that whoever holds the receipt can show that nothing of it was changed."""
    said = {
        "number": number, "kind": filing.kind, "premises": premises, "visit": filing.visit, "agency": filing.agency,
        "conduct": list(filing.conduct), "text": filing.text, "place": filing.place,
        "filed_at": filed_at.isoformat(),
    }  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def last_days(told_on: date, days: int = RECONSIDERATION) -> tuple[date, date]:
    """The last days to ask for reconsideration and to go to court about a result one learned of that day."""
    return told_on + timedelta(days=days), months_before(told_on, -LAWSUIT_MONTHS)


def is_of_stranger(kind: str) -> bool:
    """Whether nobody is known to stand behind it."""
    return kind in (ComplaintKind.TIP, ComplaintKind.NO_CODE)


def known_conduct(codes: Collection[str]) -> tuple[Conduct, ...]:
    """Those of the codes that name conduct, each once, in the law's order."""
    return tuple(each for each in Conduct if each in codes)
