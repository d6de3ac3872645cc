"""What was recorded on visits, read for many visits at once."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, bindparam, literal, select, union_all

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


THESE: Any = bindparam("visits", expanding=True)
INSPECTOR, BLOB = InspectorRow.__table__.c, BlobRow.__table__.c


def _made_by(row: Any, *names: str) -> Select[Any]:
    """Plain columns, not objects, and only what is shown: a visit of two hundred findings is soon read."""
    table = row.__table__
    people = table.join(InspectorRow.__table__, INSPECTOR.id == table.c.inspector_id)
    shown = [table.c[name] for name in ("visit_id", "inspector_id", *names)]
    return (
        select(*shown, INSPECTOR.name.label("inspector_name"), table.c.agency_id.label("agency"))
        .select_from(people)
        .where(table.c.visit_id.in_(THESE))
        .order_by(table.c.received_at, *(table.c[name] for name in ("dseq",) if name in table.c))
    )


# What is asked for every visit that changes: written once, for putting a statement together takes longer than asking.
KINDS = {
    "opened": CheckInRow, "answers": AnswerRow, "settlements": SettlementRow, "findings": FindingRow,
    "statements": StatementRow, "closings": ClosingRow,
}  # fmt: skip
SHOWN = {
    "opened": ("made_at", "received_at"),
    "answers": ("operation_id", "item_id", "line", "value", "counts_for", "adopts"),
    "settlements": ("operation_id", "item_id", "line", "value", "settles", "reason", "made_at"),
    "findings": ("id", "item_id", "line", "text", "severity", "correction_due", "withdrawn_by", "corrects"),
    "statements": ("text", "representative", "signature", "refused", "refusal_reason", "witness"),
    "closings": ("made_at", "summary", "outcomes"),
}
MADE = {name: _made_by(row, *SHOWN[name]) for name, row in KINDS.items()}
EVIDENCE = EvidenceRow.__table__
FILES = (
    select(*EVIDENCE.c, BLOB.stored_at, BLOB.previewed_at, BLOB.removed_at, BLOB.size.label("stored_size"))
    .select_from(EVIDENCE.outerjoin(BlobRow.__table__, BLOB.sha256 == EVIDENCE.c.sha256))
    .where(EVIDENCE.c.visit_id.in_(THESE))
    .order_by(EVIDENCE.c.id)
)


# Which visits have rows of which kind: one that is only planned is asked about once, not eight times.
def _which(name: str, row: Any) -> Select[Any]:
    begun = row.__table__.c.visit_id
    return select(literal(name).label("name"), begun).where(begun.in_(THESE)).distinct()


BEGUN = union_all(*(_which(name, row) for name, row in {**KINDS, "files": EvidenceRow}.items()))


def recorded(visit_ids: Sequence[str]) -> dict[str, Document]:
    """Per visit: opened, answers, findings, evidence, statements and closings, each in the order of arrival."""
    begun: dict[str, list[str]] = defaultdict(list)
    for name, visit_id in ask(BEGUN, {"visits": list(visit_ids)}):
        begun[name].append(visit_id)
    files = _grouped(FILES, begun["files"])
    parts = {name: _grouped(query, begun[name]) for name, query in MADE.items()}
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
