"""Reads what was found on a visit and what the enterprise said to it."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from server.db import db
from server.evidence.tables import BlobRow
from server.feedback.cards import Finding, Statement
from server.registry.tables import AgencyRow, InspectorRow, ItemVersionRow
from server.visits import correction_queries, correction_rules
from server.visits.correction_rules import Step
from server.visits.correction_tables import CorrectionStepRow
from server.visits.tables import ClosingRow, EvidenceRow, FindingRow, StatementRow
from server.vocabulary import Severity

Photos = dict[str | None, list[tuple[str, bool, bool]]]  # digest, whether it is here, whether removed by law


def findings(visit_id: str) -> list[Finding]:
    """The findings that stand: neither withdrawn nor replaced by a correction, in the order they were made."""
    rows = _rows(visit_id)
    replaced = {row.corrects for row in rows if row.corrects}
    photos, steps = _photos(visit_id), correction_queries.steps_of([row.id for row in rows])
    versions = _versions(rows)
    return [
        _finding(row, versions[row.item_version_id], photos, _due_now(row.correction_due, steps[row.id]))
        for row in rows
        if row.withdrawn_by is None and row.id not in replaced
    ]


def statement(visit_id: str) -> Statement | None:
    """The last statement recorded."""
    row = db.session.scalar(
        select(StatementRow).where(StatementRow.visit_id == visit_id).order_by(StatementRow.made_at.desc()).limit(1)
    )
    return Statement(row.text, row.representative, row.refused, row.refusal_reason, row.witness) if row else None


def summaries(visit_id: str) -> list[tuple[str, str]]:
    """What each agency summed up when it closed."""
    rows = db.session.execute(
        select(AgencyRow.short_name, ClosingRow.summary)
        .join(ClosingRow, ClosingRow.agency_id == AgencyRow.id)
        .where(ClosingRow.visit_id == visit_id, ClosingRow.summary != "")
        .order_by(ClosingRow.received_at, ClosingRow.dseq)
    )
    return list(dict(rows.all()).items())


def _rows(visit_id: str) -> Sequence[FindingRow]:
    return db.session.scalars(
        select(FindingRow)
        .options(joinedload(FindingRow.inspector).joinedload(InspectorRow.agency))
        .where(FindingRow.visit_id == visit_id)
        .order_by(FindingRow.made_at, FindingRow.id)
    ).all()


def _due_now(first: date | None, steps: Sequence[CorrectionStepRow]) -> date | None:
    """The deadline as it stands."""
    return correction_rules.due(first, [Step(each.kind, each.made_at, each.due) for each in steps])


def _finding(row: FindingRow, version: ItemVersionRow, photos: Photos, due: date | None) -> Finding:
    taken = photos[row.id]
    return Finding(
        id=row.id,
        item=version.name,
        line=next((each["content"] for each in version.lines if each["line"] == row.line), ""),
        text=row.text,
        severity=Severity(row.severity),
        correction_due=due,
        agency=row.inspector.agency.short_name,
        found_by=row.inspector.name,
        photos=[sha256 for sha256, stored, _ in taken if stored],
        photos_expected=sum(not removed for *_, removed in taken),
        photos_removed=sum(removed for *_, removed in taken),
    )


def _photos(visit_id: str) -> Photos:
    rows = db.session.execute(
        select(EvidenceRow.finding_id, EvidenceRow.sha256, BlobRow.stored_at, BlobRow.removed_at)
        .outerjoin(BlobRow, BlobRow.sha256 == EvidenceRow.sha256)
        .where(EvidenceRow.visit_id == visit_id)
        .order_by(EvidenceRow.made_at, EvidenceRow.id)
    )
    photos: dict[str | None, dict[str, tuple[str, bool, bool]]] = defaultdict(dict)
    for finding_id, sha256, stored_at, removed_at in rows:
        photos[finding_id][sha256] = sha256, stored_at is not None, not stored_at and removed_at is not None
    return defaultdict(list, {finding_id: list(taken.values()) for finding_id, taken in photos.items()})


def _versions(rows: Sequence[FindingRow]) -> dict[str, ItemVersionRow]:
    wanted = {row.item_version_id for row in rows}
    return {row.id: row for row in db.session.scalars(select(ItemVersionRow).where(ItemVersionRow.id.in_(wanted)))}
