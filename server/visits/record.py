"""What was recorded on visits, read for many visits at once."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, select, union

from server.db import ask
from server.evidence.tables import BlobRow
from server.registry.tables import InspectorRow
from server.visits import settling, shapes
from server.visits.tables import (
    AnswerRow,
    CheckInRow,
    ClosingRow,
    EvidenceRow,
    FindingRow,
    SettlementRow,
    StatementRow,
)
from server.vocabulary import VisitState

Document = dict[str, Any]
ByVisit = dict[str, list[Any]]


def _made_by(table: Any, *order: Any) -> Select[Any]:
    return (
        select(
            table.visit_id,
            *_columns(table),
            InspectorRow.name.label("inspector_name"),
            InspectorRow.agency_id.label("agency"),
        )
        .join(InspectorRow, InspectorRow.id == table.inspector_id)
        .where(table.visit_id.in_(THESE))
        .order_by(*order)
    )


def _columns(table: Any) -> list[Any]:
    """Plain columns, not objects: a visit of two hundred findings is read in a tenth of the time."""
    return [column for column in table.__table__.columns if column.name != "visit_id"]


# What is asked for every visit that changes: written once, for putting a statement together takes longer than asking.
THESE: Any = bindparam("visits", expanding=True)
MADE = {
    "opened": _made_by(CheckInRow, CheckInRow.received_at),
    "answers": _made_by(AnswerRow, AnswerRow.received_at, AnswerRow.dseq),
    "settlements": _made_by(SettlementRow, SettlementRow.received_at, SettlementRow.dseq),
    "findings": _made_by(FindingRow, FindingRow.received_at, FindingRow.dseq),
    "statements": _made_by(StatementRow, StatementRow.received_at, StatementRow.dseq),
    "closings": _made_by(ClosingRow, ClosingRow.received_at, ClosingRow.dseq),
}
FILES = (
    select(
        EvidenceRow.visit_id,
        *_columns(EvidenceRow),
        BlobRow.stored_at,
        BlobRow.previewed_at,
        BlobRow.size.label("stored_size"),
    )
    .outerjoin(BlobRow, BlobRow.sha256 == EvidenceRow.sha256)
    .where(EvidenceRow.visit_id.in_(THESE))
    .order_by(EvidenceRow.id)
)
# The visits on which anything was recorded at all: one that is only planned is asked about once, not seven times.
BEGUN = union(
    *(
        select(table.visit_id).where(table.visit_id.in_(THESE))
        for table in (
            CheckInRow, AnswerRow, SettlementRow, FindingRow, StatementRow, ClosingRow, EvidenceRow,
        )
    )
)  # fmt: skip


def recorded(visit_ids: Sequence[str]) -> dict[str, Document]:
    """Per visit: opened, answers, findings, evidence, statements and closings, each in the order of arrival."""
    begun = list(ask(BEGUN, {"visits": list(visit_ids)}).scalars())
    files = _grouped(FILES, begun)
    parts = {name: _grouped(query, begun) for name, query in MADE.items()}
    return {
        visit_id: {
            "opened": shapes.opened(parts["opened"][visit_id]),
            "answers": shapes.answers(parts["answers"][visit_id]),
            "settlements": shapes.settlements(parts["settlements"][visit_id]),
            "differences": shapes.differences(
                settling.among(parts["answers"][visit_id], parts["settlements"][visit_id])
            ),
            "findings": shapes.findings(parts["findings"][visit_id], files[visit_id]),
            "evidence": shapes.evidence(files[visit_id]),
            "statements": shapes.statements(parts["statements"][visit_id]),
            "closings": shapes.closings(parts["closings"][visit_id]),
        }
        for visit_id in visit_ids
    }


def seen_by(document: Document, agency: str) -> Document:
    """The record as one agency's people hold it: what the enterprise signed for them, and whether they are done."""
    shared = {name: part for name, part in document.items() if name != "statements"}
    return {**shared, "statement": _statement_to(document, agency), "closed": _closed_for(document, agency)}


def _statement_to(document: Document, agency: str) -> Document | None:
    """What the enterprise last said to this agency; what it signed for another is not signed for this one."""
    own = [statement for statement in document["statements"] if statement["agency"] == agency]
    return {name: part for name, part in own[-1].items() if name != "agency"} if own else None


def _closed_for(document: Document, agency: str) -> Document | None:
    """The agency's own closing; for those who were never to come, the last one once everybody has closed."""
    closings = document["closings"]
    own = [closing for closing in closings if closing["agency"] == agency]
    expected = any(plan["agency"] == agency for plan in document["plans"])
    over = document["state"] == VisitState.COMPLETED and not expected
    ended = own or (closings if over else [])
    return ended[-1] if ended else None


def _grouped(query: Select[Any], visit_ids: Sequence[str]) -> ByVisit:
    rows: ByVisit = defaultdict(list)
    for row in ask(query, {"visits": visit_ids}) if visit_ids else ():
        rows[row.visit_id].append(row)
    return rows
