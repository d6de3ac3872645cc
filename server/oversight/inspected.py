"""Reads everything that was recorded on a visit, also what was withdrawn or answered differently."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from server.db import db
from server.evidence.tables import BlobRow
from server.registry.tables import InspectorRow, ItemVersionRow
from server.visits import settling
from server.visits.differing import Line as At
from server.visits.tables import AnswerRow, CheckInRow, EvidenceRow, FindingRow
from server.vocabulary import LineValue, Severity


@dataclass(frozen=True)
class Photo:
    """A file named on the visit, and whether it, or a small picture ahead of it, has arrived."""

    sha256: str
    there: bool
    ahead: bool
    removed: bool
    role: str
    caption: str


@dataclass(frozen=True)
class Found:
    """A finding with what became of it."""

    text: str
    item: str
    severity: Severity
    correction_due: date | None
    who: str
    agency: str
    made_at: datetime
    withdrawn: bool
    corrected: bool
    photos: list[Photo]


@dataclass(frozen=True)
class Line:
    """A checklist line with each inspector's last answer; where they differ, with what was settled if it was."""

    content: str
    answers: list[tuple[str, LineValue]] = field(default_factory=list)
    differs: bool = False
    settled: LineValue | None = None


def check_ins(visit_id: str) -> Sequence[CheckInRow]:
    """Who entered, in the order of entering."""
    return db.session.scalars(
        select(CheckInRow)
        .options(joinedload(CheckInRow.inspector).joinedload(InspectorRow.agency))
        .where(CheckInRow.visit_id == visit_id)
        .order_by(CheckInRow.made_at)
    ).all()


def photos(visit_id: str) -> dict[str | None, list[Photo]]:
    """Each file once, by the finding it belongs to."""
    rows = db.session.execute(
        select(EvidenceRow, BlobRow.stored_at, BlobRow.previewed_at, BlobRow.removed_at)
        .outerjoin(BlobRow, BlobRow.sha256 == EvidenceRow.sha256)
        .where(EvidenceRow.visit_id == visit_id)
        .order_by(EvidenceRow.made_at, EvidenceRow.id)
    ).all()
    places = {row.sha256: row.finding_id for row, *_ in rows if row.finding_id}
    files = {
        row.sha256: Photo(
            row.sha256,
            stored_at is not None,
            previewed_at is not None,
            not stored_at and removed_at is not None,
            row.role,
            row.caption,
        )
        for row, stored_at, previewed_at, removed_at in rows
    }
    grouped: dict[str | None, list[Photo]] = defaultdict(list)
    for sha256, photo in files.items():
        grouped[places.get(sha256)].append(photo)
    return grouped


def findings(visit_id: str, taken: dict[str | None, list[Photo]]) -> list[Found]:
    """Every finding, the withdrawn and the corrected ones too."""
    rows = db.session.scalars(
        select(FindingRow)
        .options(joinedload(FindingRow.inspector).joinedload(InspectorRow.agency))
        .where(FindingRow.visit_id == visit_id)
        .order_by(FindingRow.made_at, FindingRow.dseq)
    ).all()
    corrected = {row.corrects for row in rows}
    versions = _versions({row.item_version_id for row in rows})
    return [_found(row, versions[row.item_version_id].name, row.id in corrected, taken[row.id]) for row in rows]


def answers(visit_id: str) -> dict[str, list[Line]]:
    """The checklists as answered, by item; lines nobody answered are listed without an answer."""
    rows = db.session.execute(
        select(AnswerRow.item_version_id, AnswerRow.line, AnswerRow.value, InspectorRow.name)
        .join(InspectorRow, InspectorRow.id == AnswerRow.inspector_id)
        .where(AnswerRow.visit_id == visit_id)
        .order_by(AnswerRow.received_at, AnswerRow.dseq)
    ).all()
    last: dict[tuple[str, str], dict[str, LineValue]] = defaultdict(dict)
    for version_id, line, value, who in rows:
        last[version_id, line][who] = LineValue(value)
    differing = {each.at: each.value for each in settling.of_visit(visit_id)}
    return {
        version.name: [_line(version, each, last[version.id, each["line"]], differing) for each in version.lines]
        for version in _versions({row.item_version_id for row in rows}).values()
    }


def _line(
    version: ItemVersionRow, line: Mapping[str, str], said: Mapping[str, LineValue], differing: Mapping[At, str | None]
) -> Line:
    at = At(version.item_id, line["line"])
    settled = differing.get(at)
    return Line(line["content"], list(said.items()), at in differing, LineValue(settled) if settled else None)


def _found(row: FindingRow, item: str, corrected: bool, taken: list[Photo]) -> Found:
    return Found(
        text=row.text,
        item=item,
        severity=Severity(row.severity),
        correction_due=row.correction_due,
        who=row.inspector.name,
        agency=row.inspector.agency.short_name,
        made_at=row.made_at,
        withdrawn=row.withdrawn_by is not None,
        corrected=corrected,
        photos=taken,
    )


def _versions(ids: set[str]) -> dict[str, ItemVersionRow]:
    return {row.id: row for row in db.session.scalars(select(ItemVersionRow).where(ItemVersionRow.id.in_(ids)))}
