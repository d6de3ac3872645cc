"""Every line's fate in words, for the page, the command line and the list that people take home."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

import orjson
from flask_babel import gettext as _
from openpyxl import Workbook

from server import clock, dates
from server.planning import prompt_views, roster
from server.planning.bulk import Fate
from server.planning.bulk_columns import label
from server.planning.sentences import sentence
from server.planning.workbooks import bytes_of, write_rows
from server.refusals import NOT_FOUND, Refused
from server.refusals import sentence as refusal_sentence
from server.registry import uploads
from server.vocabulary import LineFate

STOPPED = timedelta(minutes=2)
WIDTHS = (6, 30, 22, 12, 12, 10, 70)


@dataclass(frozen=True)
class Told:
    """One line as people read it; `number` is the plan's place in the filing order."""

    line: int
    name: str
    credit_code: str
    asked_on: str
    fate: LineFate
    plan: str
    number: int
    sentence: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Kept:
    """What has become of a file's lines so far, of how many, and when that was noted."""

    lines: list[Told]
    total: int
    at: datetime

    @property
    def is_going_on(self) -> bool:
        """Whether lines are still to be filed."""
        return len(self.lines) < self.total

    @property
    def has_stopped(self) -> bool:
        """Whether nothing has happened for so long that nothing more will."""
        return self.is_going_on and clock.now() - self.at > STOPPED


def told(fates: Sequence[Fate], language: str) -> list[Told]:
    """The fates in words."""
    agencies = {why["facts"].get("agency") for each in fates if each.decision for why in each.decision["reasons"]}
    names = roster.short_names(agencies - {None})
    return [_told(each, names, language) for each in fates]


def _told(each: Fate, names: dict[str, str], language: str) -> Told:
    new, own = each.line.new, each.plan_id and not each.plan_id.startswith("line:")
    return Told(
        line=each.line.number,
        name=each.name,
        credit_code=each.line.credit_code,
        asked_on=new.visit_on.isoformat() if new else "",
        fate=each.fate,
        plan=each.plan_id or "" if own else "",
        number=each.number if own else 0,
        sentence=_sentence(each, names, language),
        notes=tuple(_notes(each)),
    )


def _sentence(each: Fate, names: dict[str, str], language: str) -> str:
    if each.decision:
        return sentence(each.decision, names, language)
    if each.refused:
        return _refusal(each.refused, language)
    wrong = (f"{label(one.column, language)} {one.sentence(language)}".strip() for one in each.line.problems)
    return " ".join(wrong)


def _refusal(refused: Refused, language: str) -> str:
    facts = {name: dates.day(value) if isinstance(value, date) else value for name, value in refused.facts.items()}
    return refusal_sentence(refused.reason, facts, language)


def _notes(each: Fate) -> Iterable[str]:
    if each.fate is LineFate.GOOD and each.line.go_on_because:
        yield _("继续检查的理由：%(reason)s", reason=each.line.go_on_because)
    for count in each.counts:
        yield prompt_views.sentence(count, dict(each.names), {})


def keep(folder: Path, lines: Sequence[Told], total: int) -> str:
    """Keeps a result list for a day and returns its name; two filings never share one."""
    return uploads.keep(folder, _document(lines, total))


def go_on(folder: Path, name: str, lines: Sequence[Told], total: int) -> None:
    """Keeps how far a filing is; whoever reads meanwhile reads the list before or this one."""
    newer = folder / f"{name}.new"
    newer.write_bytes(_document(lines, total))
    newer.replace(folder / name)


def kept(folder: Path, name: str) -> Kept:
    """The result list of a name; after a day it is gone."""
    if not uploads.is_kept(folder, name):
        raise Refused(NOT_FOUND)
    document = orjson.loads(uploads.kept(folder, name))
    lines = [
        Told(**{**each, "fate": LineFate(each["fate"]), "notes": tuple(each["notes"])}) for each in document["lines"]
    ]
    return Kept(lines, document["total"], datetime.fromisoformat(document["at"]))


def _document(lines: Sequence[Told], total: int) -> bytes:
    return orjson.dumps({"at": clock.now(), "total": total, "lines": [asdict(each) for each in lines]})


def workbook(lines: Iterable[Told], language: str) -> bytes:
    """The list as XLSX, which keeps codes as the text they are."""
    head = [_("行号"), _("企业"), _("统一社会信用代码"), _("申请日"), _("结果"), _("编号"), _("理由")]
    rows = [
        [each.line, each.name, each.credit_code, each.asked_on, word(each, language), each.number or "",
         " ".join([each.sentence, *each.notes])]
        for each in lines
    ]  # fmt: skip
    book = Workbook()
    write_rows(book.active, _("报备结果"), [head, *rows], WIDTHS)
    return bytes_of(book)


def word(each: Told, language: str) -> str:
    """A line's fate once the file has been filed."""
    return _("已报备") if each.fate is LineFate.GOOD else each.fate.label(language)
