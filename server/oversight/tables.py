"""What the supervisor looks into: irregularities the system noticed, and the rules that count them."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Document, UTCDateTime, db
from server.ids import new_id

# Written out, not bound: a partial index serves only a condition that says the same.
UNDISMISSED = text("irregularity.decision <> 'dismissed'")


class IrregularityRow(db.Model):  # type: ignore[name-defined]
    """不规范执法: what was noticed at which operation of which visit, with the facts, and what the bureau decided.

    `mark` says in one word what it is about, so that nothing is noticed twice.
    """

    __tablename__ = "irregularity"
    __table_args__ = (
        Index("ix_irregularity_undismissed", "noticed_at", sqlite_where=UNDISMISSED, postgresql_where=UNDISMISSED),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(30), index=True)
    visit_id: Mapped[str | None] = mapped_column(ForeignKey("visit.id"), index=True)
    agency_id: Mapped[str | None] = mapped_column(ForeignKey("agency.id"), index=True)
    operation_id: Mapped[str | None] = mapped_column(String(36))
    facts: Mapped[dict[str, Any]] = mapped_column(Document)
    noticed_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    mark: Mapped[str] = mapped_column(String(64), unique=True)
    decision: Mapped[str] = mapped_column(String(10), default="open", index=True)
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    case_id: Mapped[str | None] = mapped_column(ForeignKey("oversight_case.id"), index=True)


class AlarmRuleRow(db.Model):  # type: ignore[name-defined]
    """预警规则: what the bureau changed about a rule of the presets."""

    __tablename__ = "alarm_rule"
    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    active: Mapped[bool]
    at_least: Mapped[int]
    days: Mapped[int]
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
