"""Takes the words of what is removed out of the rows that pages, feeds and exports are made of."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, select, update

from server.db import db
from server.feedback.complaint_tables import ComplaintRow
from server.feedback.tables import RatingRow, RedactionProposalRow, RedactionRow
from server.oversight.case_tables import CaseRow
from server.visits.correction_tables import CorrectionRow, CorrectionStepRow, ReplyRow
from server.visits.sign_off_tables import SignOffRow
from server.visits.tables import (
    CheckInRow,
    ClosingRow,
    EvidenceRow,
    FindingRow,
    ResultRow,
    SettlementRow,
    StatementRow,
)
from server.vocabulary import RemovalScope

# Kept in the row itself, so that a page, a paper or an export nobody thought of says it too.
MARK = "〔已依法移除 removed by law〕"
SAID_BY_PHONES: Mapping[Any, tuple[str, ...]] = {
    FindingRow: ("text",),
    StatementRow: ("text", "representative", "refusal_reason", "witness"),
    ClosingRow: ("summary",),
    SettlementRow: ("reason",),
    EvidenceRow: ("caption",),
    CheckInRow: ("reason",),
}
SAID_AT_DESKS: Mapping[Any, tuple[str, ...]] = {
    CorrectionRow: ("text", "answer"),
    CorrectionStepRow: ("reason",),
    ReplyRow: ("text",),
    ResultRow: ("reason",),
    SignOffRow: ("text", "document"),
}


def mark(scope: RemovalScope, target: str) -> None:
    """Marks every row that repeats words of what goes; a file has none."""
    if scope in BY_SCOPE:
        BY_SCOPE[scope](target)


def _visit(visit_id: str) -> None:
    for table, names in {**SAID_BY_PHONES, **SAID_AT_DESKS}.items():
        _blank(table, names, table.visit_id == visit_id)
    _unplace(CheckInRow.visit_id == visit_id)
    _results(visit_id, None)


def _operation(entry_id: str) -> None:
    for table, names in SAID_BY_PHONES.items():
        _blank(table, names, table.operation_id == entry_id)
    _unplace(CheckInRow.operation_id == entry_id)
    finding = db.session.scalar(select(FindingRow).where(FindingRow.operation_id == entry_id))
    if finding is not None:
        _results(finding.visit_id, finding.id)


def _complaint(complaint_id: str) -> None:
    _blank(ComplaintRow, ("text", "place"), ComplaintRow.id == complaint_id)
    _blank(CaseRow, ("subject",), CaseRow.complaint_id == complaint_id)


def _rating(rating_id: str) -> None:
    texts = ("process_text", "result_text")
    for table, column in ((RatingRow, RatingRow.id), (RedactionRow, RedactionRow.rating_id),
                          (RedactionProposalRow, RedactionProposalRow.rating_id)):  # fmt: skip
        _blank(table, texts, column == rating_id)


BY_SCOPE: dict[RemovalScope, Callable[[str], None]] = {
    RemovalScope.VISIT: _visit, RemovalScope.OPERATION: _operation,
    RemovalScope.COMPLAINT: _complaint, RemovalScope.RATING: _rating,
}  # fmt: skip


def _blank(table: Any, names: tuple[str, ...], which: ColumnElement[bool]) -> None:
    """Only where something was said: that somebody said nothing stays as it is."""
    for name in names:
        column = getattr(table, name)
        db.session.execute(update(table).where(which, column != "").values({name: MARK}))


def _unplace(which: ColumnElement[bool]) -> None:
    db.session.execute(update(CheckInRow).where(which).values(place=None, license_code=None))


def _results(visit_id: str, finding_id: str | None) -> None:
    """A result repeats its findings: that one's words, or all of them, go from every version."""
    for row in db.session.scalars(select(ResultRow).where(ResultRow.visit_id == visit_id)):
        row.findings = [{**each, "text": MARK} if finding_id in (None, each["id"]) else each for each in row.findings]
