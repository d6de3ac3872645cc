"""What happened on a visit: who entered, each answer, finding and statement, how it closed, and the result.

Every row carries the id of the operation that made it and is never changed; a correction is a new row naming the old.
`agency_id` is the agency for which it was recorded: whoever recorded it may serve another one later.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.db import Document, UTCDateTime, db
from server.ids import new_id
from server.registry.tables import InspectorRow
from server.vocabulary import ResultOrigin, ResultState

TO_CORRECT = text("correction_due IS NOT NULL AND corrected_at IS NULL AND withdrawn_by IS NULL")
WAITING = text("state = 'waiting'")


class CheckInRow(db.Model):  # type: ignore[name-defined]
    """扫码入企: one inspector's entry, with the code he scanned and the place if he allowed it."""

    __tablename__ = "check_in"
    operation_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    inspector_id: Mapped[str] = mapped_column(ForeignKey("inspector.id"))
    agency_id: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    credit_code: Mapped[str | None] = mapped_column(String(18))
    license_code: Mapped[dict[str, Any] | None] = mapped_column(Document)
    place: Mapped[dict[str, Any] | None] = mapped_column(Document)
    present: Mapped[list[str]] = mapped_column(Document)
    reason: Mapped[str] = mapped_column(Text, default="")
    inspector: Mapped[InspectorRow] = relationship()


class AnswerRow(db.Model):  # type: ignore[name-defined]
    """One answer to one checklist line; the newest of an inspector's answers to a line, as received, is his answer.

    `counts_for` is the other agency whose line it is, where the line is shared and both came (一表通查); `adopts` the
    earlier result that a line was left to (互认).
    """

    __tablename__ = "answer"
    __table_args__ = (Index("ix_answer_visit_id", "visit_id"),)
    operation_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"))
    item_id: Mapped[str] = mapped_column(ForeignKey("inspection_item.id"))
    item_version_id: Mapped[str] = mapped_column(ForeignKey("item_version.id"))
    line: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(20))
    inspector_id: Mapped[str] = mapped_column(ForeignKey("inspector.id"))
    agency_id: Mapped[str] = mapped_column(String(40))
    counts_for: Mapped[str | None] = mapped_column(String(40))
    adopts: Mapped[str | None] = mapped_column(String(36))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    dseq: Mapped[int]
    inspector: Mapped[InspectorRow] = relationship()


class FindingRow(db.Model):  # type: ignore[name-defined]
    """发现问题: a fact at a checklist line, with its severity, deadline and photos by digest.

    `corrected_at` is set once, when its agency confirms the correction; until then it is among those to be corrected.
    """

    __tablename__ = "finding"
    __table_args__ = (
        Index("ix_finding_to_correct", "agency_id", "correction_due", sqlite_where=TO_CORRECT,
              postgresql_where=TO_CORRECT),
    )  # fmt: skip
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    operation_id: Mapped[str] = mapped_column(String(36), unique=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("inspection_item.id"))
    item_version_id: Mapped[str] = mapped_column(ForeignKey("item_version.id"))
    line: Mapped[str | None] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    severity: Mapped[str] = mapped_column(String(12))
    correction_due: Mapped[date | None]
    corrected_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    corrects: Mapped[str | None] = mapped_column(String(36))
    withdrawn_by: Mapped[str | None] = mapped_column(String(36))
    inspector_id: Mapped[str] = mapped_column(ForeignKey("inspector.id"))
    agency_id: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    dseq: Mapped[int]
    inspector: Mapped[InspectorRow] = relationship()


class EvidenceRow(db.Model):  # type: ignore[name-defined]
    """证据: a file by digest, named by an operation of a visit."""

    __tablename__ = "visit_evidence"
    __table_args__ = (UniqueConstraint("operation_id", "sha256"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    operation_id: Mapped[str] = mapped_column(String(36), index=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    sha256: Mapped[str] = mapped_column(String(64), index=True)
    size: Mapped[int]
    mime: Mapped[str] = mapped_column(String(60))
    role: Mapped[str] = mapped_column(String(20))
    finding_id: Mapped[str | None] = mapped_column(String(36), index=True)
    item_id: Mapped[str | None] = mapped_column(String(60))
    line: Mapped[str | None] = mapped_column(String(20))
    caption: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class StatementRow(db.Model):  # type: ignore[name-defined]
    """企业意见: what the enterprise said, signed by its representative or refused before a witness."""

    __tablename__ = "statement"
    operation_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    text: Mapped[str] = mapped_column(Text, default="")
    representative: Mapped[str] = mapped_column(String(100), default="")
    signature: Mapped[str | None] = mapped_column(String(64))
    refused: Mapped[bool] = mapped_column(default=False)
    refusal_reason: Mapped[str] = mapped_column(Text, default="")
    witness: Mapped[str] = mapped_column(String(100), default="")
    inspector_id: Mapped[str] = mapped_column(ForeignKey("inspector.id"))
    agency_id: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    dseq: Mapped[int]


class ClosingRow(db.Model):  # type: ignore[name-defined]
    """完成检查: an inspector's closing with a summary, and the outcomes [{inspection_item, outcome}] he saw."""

    __tablename__ = "closing"
    operation_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    summary: Mapped[str] = mapped_column(Text, default="")
    outcomes: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    inspector_id: Mapped[str] = mapped_column(ForeignKey("inspector.id"))
    agency_id: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    dseq: Mapped[int]
    inspector: Mapped[InspectorRow] = relationship()


class SettlementRow(db.Model):  # type: ignore[name-defined]
    """认定: which value counts at a line where answers differed; `settles` names the operations it was made upon."""

    __tablename__ = "settlement"
    operation_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("inspection_item.id"))
    line: Mapped[str] = mapped_column(String(20))
    value: Mapped[str] = mapped_column(String(20))
    settles: Mapped[list[str]] = mapped_column(Document)
    reason: Mapped[str] = mapped_column(Text, default="")
    inspector_id: Mapped[str] = mapped_column(ForeignKey("inspector.id"))
    agency_id: Mapped[str] = mapped_column(String(40))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    dseq: Mapped[int]


class ResultRow(db.Model):  # type: ignore[name-defined]
    """检查结果: one per agency and visit and version; none is written over, and a newer one stands beside it.

    outcomes [{item, item_version, name, outcome, value}], findings [{id, item, line, text, severity, due}].
    `issued_at` is when this version was drawn up; only its `state` ever changes, once. Who answers for it, since when
    and with which disposition stands in its `sign_off`; what is signed and in force, item by item, in `result_item`.
    """

    __tablename__ = "result"
    __table_args__ = (
        UniqueConstraint("visit_id", "agency_id", "version"),
        Index("ix_result_premises_id_visit_on", "premises_id", "visit_on"),
        Index("ix_result_waiting", "agency_id", "issued_at", sqlite_where=WAITING, postgresql_where=WAITING),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    premises_id: Mapped[str | None] = mapped_column(ForeignKey("premises.id"))
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"))
    competence: Mapped[str] = mapped_column(String(40))
    version: Mapped[int] = mapped_column(default=1)
    visit_on: Mapped[date]
    outcome: Mapped[str] = mapped_column(String(24))
    outcomes: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    findings: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list)
    inspector_id: Mapped[str] = mapped_column(ForeignKey("inspector.id"))
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(12), default=ResultState.WAITING)
    origin: Mapped[str] = mapped_column(String(12), default=ResultOrigin.CLOSED)
    reason: Mapped[str] = mapped_column(Text, default="")
    inspector: Mapped[InspectorRow] = relationship()
