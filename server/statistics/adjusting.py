"""监管优化举措: an agency or the bureau changes its way of inspecting because of a figure, and sees what came of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from server import clock, trail
from server.db import db, transaction
from server.ids import is_id, new_id
from server.policy import Actor, require
from server.refusals import NOT_FOUND, REASON_MISSING, TEXT_MISSING, TEXT_TOO_LONG, UNKNOWN_ITEM, Refused
from server.registry.tables import AgencyRow, InspectionItemRow, ItemVersionRow
from server.statistics import asking
from server.statistics.asking import Where
from server.statistics.figures import ABOUT_COMPLAINTS, BY_CODE, FIGURES, Figure, written
from server.statistics.reading import back
from server.statistics.reckoning import month
from server.statistics.tables import AdjustmentRow
from server.vocabulary import AdjustmentKind

MAKE = "adjustment.make"
COMPARED = 3  # months before it began, and at most as many since
MOST_LETTERS = 500
SHOWN = 50
OFFERED = tuple(each for each in FIGURES if each.code not in ABOUT_COMPLAINTS)


@dataclass(frozen=True)
class Wanted:
    """What is to be changed, because of which figure, from the first of which month."""

    kind: AdjustmentKind
    figure: Figure
    text: str
    begins: date
    agency_id: str = ""
    item_id: str = ""


@dataclass(frozen=True)
class Effect:
    """An adjustment with its figure before and after; after is a dash until a month has begun under it."""

    row: AdjustmentRow
    kind: AdjustmentKind
    figure: Figure
    agency: str
    item: str
    before: str
    after: str
    better: bool | None


def make(wanted: Wanted, *, by: Actor) -> str:
    """Makes an adjustment known and returns its id."""
    require(MAKE, by, agency=wanted.agency_id or None)
    _require_text(wanted.text)
    _require_item(wanted)
    with transaction():
        row = AdjustmentRow(
            id=new_id(), agency_id=wanted.agency_id or None, item_id=wanted.item_id or None, figure=wanted.figure.code,
            kind=wanted.kind, text=wanted.text.strip(), begins=wanted.begins.replace(day=1), made_at=clock.now(),
            made_by=by.account_id,
        )  # fmt: skip
        db.session.add(row)
        facts = {
            "kind": row.kind, "figure": row.figure, "item": row.item_id, "text": row.text, "begins": row.begins,
        }  # fmt: skip
        trail.append("adjustment.made", "adjustment", row.id, facts, account_id=by.account_id, agency_id=row.agency_id)
        return row.id


def end(adjustment_id: str, because: str, *, by: Actor) -> None:
    """Ends an adjustment from today on; it stays to be read."""
    with transaction():
        row = db.session.get(AdjustmentRow, adjustment_id) if is_id(adjustment_id) else None
        if row is None or row.ended_on:
            raise Refused(NOT_FOUND)
        require(MAKE, by, agency=row.agency_id)
        if not because.strip():
            raise Refused(REASON_MISSING)
        _require_text(because)
        row.ended_on, row.ended_because = clock.today(), because.strip()
        facts = {"because": row.ended_because}
        trail.append("adjustment.ended", "adjustment", row.id, facts, account_id=by.account_id, agency_id=row.agency_id)


def effects(agencies: Sequence[str] | None = None, *, most: int = SHOWN) -> list[Effect]:
    """The newest adjustments with what came of them: everybody's, or some agencies' and the bureau's."""
    wanted = select(AdjustmentRow).order_by(AdjustmentRow.begins.desc(), AdjustmentRow.made_at.desc()).limit(most)
    if agencies is not None:
        wanted = wanted.where(AdjustmentRow.agency_id.in_(agencies) | AdjustmentRow.agency_id.is_(None))
    rows = db.session.scalars(wanted).all()
    names = _names(rows)
    return [_effect(row, names) for row in rows if row.figure in BY_CODE]


def _effect(row: AdjustmentRow, names: dict[str | None, str]) -> Effect:
    figure = BY_CODE[row.figure]
    before, after = (figure.value(asking.whole(each)) if each else None for each in _spans(row))
    both = before is not None and after is not None and figure.wish != 0
    better = (after - before) * figure.wish > 0 if both and after != before else None  # type: ignore[operator]
    kind = AdjustmentKind(row.kind)
    return Effect(
        row, kind, figure, names.get(row.agency_id, ""), names.get(row.item_id, ""), written(before, figure.unit),
        written(after, figure.unit), better,
    )  # fmt: skip


def _spans(row: AdjustmentRow) -> tuple[Where, Where | None]:
    """The months before it began, and those since: as many, if there have been so many."""
    begins, now = month(row.begins), month(clock.today())
    of = (row.agency_id or "", row.item_id or "")
    ended = month(row.ended_on) if row.ended_on else now
    until = min(now, ended, back(begins, 1 - COMPARED))
    return Where(back(begins, COMPARED), back(begins, 1), *of), Where(begins, until, *of) if begins <= until else None


def _names(rows: Sequence[AdjustmentRow]) -> dict[str | None, str]:
    agencies = select(AgencyRow.id, AgencyRow.short_name).where(AgencyRow.id.in_([row.agency_id for row in rows]))
    items = select(ItemVersionRow.item_id, ItemVersionRow.name).order_by(ItemVersionRow.version)
    items = items.where(ItemVersionRow.item_id.in_([row.item_id for row in rows]))
    return {key: name for asked in (agencies, items) for key, name in db.session.execute(asked)}


def _require_text(text: str) -> None:
    if not text.strip():
        raise Refused(TEXT_MISSING)
    if len(text) > MOST_LETTERS:
        raise Refused(TEXT_TOO_LONG, most=MOST_LETTERS)


def _require_item(wanted: Wanted) -> None:
    item = db.session.get(InspectionItemRow, wanted.item_id) if wanted.item_id else None
    if wanted.item_id and (item is None or wanted.agency_id not in ("", item.agency_id)):
        raise Refused(UNKNOWN_ITEM, item=wanted.item_id)
