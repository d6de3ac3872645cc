"""一业一册: an industry's guide put together from the items that concern it, as they hold today."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import aliased, joinedload

from server.db import db
from server.registry import leniency, queries
from server.registry.guide_tables import GuideRow, PlainLineRow
from server.registry.leniency_tables import LeniencyRow
from server.registry.tables import InspectionItemRow, ItemVersionRow

LATER = aliased(GuideRow)


@dataclass(frozen=True)
class Looked:
    """A line of a checklist, as an enterprise reads it; `plain` is empty where nobody has said it plainly."""

    content: str
    standard: str
    plain: str


@dataclass(frozen=True)
class Chapter:
    """One item of a guide."""

    version: ItemVersionRow
    lines: list[Looked]
    leniency: list[LeniencyRow]

    @property
    def agency(self) -> str:
        return str(self.version.item.agency.name)


def published() -> list[GuideRow]:
    """The guides that stand, by name."""
    return [row for row in all_newest() if not row.ended]


def all_newest() -> list[GuideRow]:
    """The newest version of every guide, by name."""
    last = select(func.max(LATER.version)).where(LATER.slug == GuideRow.slug).scalar_subquery()
    return list(db.session.scalars(select(GuideRow).where(GuideRow.version == last).order_by(GuideRow.name)))


def newest(slug: str) -> GuideRow | None:
    """The newest version of a guide."""
    wanted = select(GuideRow).where(GuideRow.slug == slug).order_by(GuideRow.version.desc()).limit(1)
    return db.session.scalar(wanted)


def for_industry(industry: str) -> GuideRow | None:
    """The guide of an industry by its GB/T 4754 code: the one that names it most closely."""
    named = [(len(code), row) for row in published() for code in row.industries if code and industry.startswith(code)]
    return max(named, key=lambda each: each[0])[1] if named else None


def chapters(guide: GuideRow, today: date) -> list[Chapter]:
    """The guide's items that hold today, in its order."""
    wanted = (
        select(ItemVersionRow)
        .where(ItemVersionRow.item_id.in_(guide.items), queries.valid_on(today))
        .options(joinedload(ItemVersionRow.item).joinedload(InspectionItemRow.agency))
    )
    versions = {row.item_id: row for row in db.session.scalars(wanted)}
    plain, lenient = plain_words(versions), leniency.holding(today, versions)
    return [
        Chapter(
            versions[item], looked_at(versions[item].lines, plain.get(item, {})),
            [each for each, _ in leniency.marks(versions[item], lenient)],
        )
        for item in guide.items if item in versions
    ]  # fmt: skip


def plain_words(items: Iterable[str]) -> dict[str, dict[str, str]]:
    """By item and line, what was last said of it in plain words."""
    said: dict[str, dict[str, str]] = {}
    rows = select(PlainLineRow).where(PlainLineRow.item_id.in_(sorted(items))).order_by(PlainLineRow.made_at)
    for row in db.session.scalars(rows.order_by(PlainLineRow.id)):
        said.setdefault(row.item_id, {})[row.content] = row.words
    return said


def looked_at(lines: Iterable[Mapping[str, Any]], plain: Mapping[str, str]) -> list[Looked]:
    """The lines with their plain words."""
    return [Looked(line["content"], line["standard"], plain.get(line["content"], "")) for line in lines]
