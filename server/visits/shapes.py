"""Rows of what was recorded, in the shape phones and pages read them; rows come in the order of arrival."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from server import clock
from server.visits.differing import Difference

Document = dict[str, Any]
Rows = Sequence[Any]


def opened(rows: Rows) -> list[Document]:
    """Everybody who entered, once, at his first entry."""
    first = {row.inspector_id: row for row in reversed(rows)}
    return [
        {"inspector": row.inspector_id, "name": row.inspector_name, "agency": row.agency, "made_at": _local(row)}
        for row in sorted(first.values(), key=lambda row: row.received_at)
    ]


def answers(rows: Rows) -> list[Document]:
    """The newest answer of each inspector to each line; where two differ, both are shown."""
    newest = {(row.item_id, row.line, row.inspector_id): row for row in rows}
    return [
        {
            "inspection_item": row.item_id, "line": row.line, "value": row.value, "inspector": row.inspector_id,
            "inspector_name": row.inspector_name, "agency": row.agency, "operation": row.operation_id,
            "counts_for": row.counts_for, "adopts": row.adopts,
        }
        for row in newest.values()
    ]  # fmt: skip


def settlements(rows: Rows) -> list[Document]:
    """Every settlement of differing answers, with who made it and upon which operations."""
    return [
        {
            "inspection_item": row.item_id, "line": row.line, "value": row.value, "settles": row.settles,
            "reason": row.reason, "operation": row.operation_id, "made_at": _local(row),
            "inspector": row.inspector_id, "inspector_name": row.inspector_name, "agency": row.agency,
        }
        for row in rows
    ]  # fmt: skip


def differences(found: Sequence[Difference]) -> list[Document]:
    """Lines at which answers differ: the operations a settlement has to name, and what counts once it is settled."""
    return [
        {
            "inspection_item": each.at.item, "line": each.at.line, "operations": list(each.operations),
            "value": each.value,
        }
        for each in found
    ]  # fmt: skip


def findings(rows: Rows, files: Rows) -> list[Document]:
    """Every finding, withdrawn ones marked, with the digests of its photos."""
    photos: dict[str, dict[str, None]] = defaultdict(dict)
    for file in files:
        photos[file.finding_id or ""][file.sha256] = None
    return [
        {
            "id": row.id, "inspection_item": row.item_id, "line": row.line, "text": row.text, "severity": row.severity,
            "correction_due": row.correction_due.isoformat() if row.correction_due else None,
            "inspector": row.inspector_id, "inspector_name": row.inspector_name, "agency": row.agency,
            "evidence": list(photos[row.id]), "withdrawn": row.withdrawn_by is not None, "corrects": row.corrects,
        }
        for row in rows
    ]  # fmt: skip


def evidence(files: Rows) -> list[Document]:
    """Every file once, at the last place it was given."""
    last = {file.sha256: file for file in files}
    return [
        {
            "sha256": file.sha256, "size": file.stored_size if file.stored_at else file.size, "mime": file.mime,
            "stored": file.stored_at is not None, "preview": file.previewed_at is not None, "role": file.role,
            "finding": file.finding_id,
            "inspection_item": file.item_id, "line": file.line, "caption": file.caption,
            # Phones destroy what they hold of a file that was removed by law.
            **({"removed": True} if file.removed_at and not file.stored_at else {}),
        }
        for file in last.values()
    ]  # fmt: skip


def statements(rows: Rows) -> list[Document]:
    """What the enterprise said, to which agency."""
    return [
        {
            "text": row.text, "representative": row.representative, "signature": row.signature, "refused": row.refused,
            "refusal_reason": row.refusal_reason, "witness": row.witness, "agency": row.agency,
        }
        for row in rows
    ]  # fmt: skip


def closings(rows: Rows) -> list[Document]:
    """Every closing, of whichever agency."""
    return [
        {
            "made_at": _local(row), "summary": row.summary, "outcomes": row.outcomes, "inspector": row.inspector_id,
            "inspector_name": row.inspector_name, "agency": row.agency,
        }
        for row in rows
    ]  # fmt: skip


def _local(row: Any) -> str:
    return str(row.made_at.astimezone(clock.LOCAL).isoformat(timespec="milliseconds"))
