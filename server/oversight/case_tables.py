"""Cases of oversight with their questions and measures; what was done in a case stands in the trail."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.accounts.tables import AccountRow
from server.db import UTCDateTime, db
from server.feedback.complaint_tables import ComplaintRow
from server.ids import new_id
from server.planning.tables import VisitRow
from server.registry.tables import AgencyRow, InspectorRow, PremisesRow


class CaseRow(db.Model):  # type: ignore[name-defined]
    """监督案件: what it is about, who handles it, how it stands and by when that must change."""

    __tablename__ = "oversight_case"
    __table_args__ = (Index("ix_oversight_case_state_due_on", "state", "due_on"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    origin: Mapped[str] = mapped_column(String(12))
    state: Mapped[str] = mapped_column(String(14))
    subject: Mapped[str] = mapped_column(Text)
    agency_id: Mapped[str | None] = mapped_column(ForeignKey("agency.id"), index=True)
    premises_id: Mapped[str | None] = mapped_column(ForeignKey("premises.id"))
    visit_id: Mapped[str | None] = mapped_column(ForeignKey("visit.id"), index=True)
    complaint_id: Mapped[str | None] = mapped_column(ForeignKey("complaint.id"), unique=True)
    handler_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    opened_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_on: Mapped[date | None]
    reminded_on: Mapped[date | None]
    outcome: Mapped[str | None] = mapped_column(String(12))
    opinion: Mapped[str] = mapped_column(Text, default="")
    proposed_outcome: Mapped[str | None] = mapped_column(String(12))
    proposed_opinion: Mapped[str] = mapped_column(Text, default="")
    proposed_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    answer: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[bool | None]
    content_text: Mapped[str] = mapped_column(Text, default="")
    agency: Mapped[AgencyRow | None] = relationship()
    premises: Mapped[PremisesRow | None] = relationship()
    visit: Mapped[VisitRow | None] = relationship()
    complaint: Mapped[ComplaintRow | None] = relationship()
    handler: Mapped[AccountRow | None] = relationship(foreign_keys=[handler_id])
    proposer: Mapped[AccountRow | None] = relationship(foreign_keys=[proposed_by])
    questions: Mapped[list["QuestionRow"]] = relationship(order_by="QuestionRow.asked_at")
    measures: Mapped[list["MeasureRow"]] = relationship(order_by="MeasureRow.ordered_at")


class QuestionRow(db.Model):  # type: ignore[name-defined]
    """询问: what the bureau asks an agency, or one inspector alone, and the answer; asked again is a new question."""

    __tablename__ = "case_question"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("oversight_case.id"), index=True)
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"), index=True)
    inspector_id: Mapped[str | None] = mapped_column(ForeignKey("inspector.id"))
    names_visit: Mapped[bool] = mapped_column(default=False)
    text: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_on: Mapped[date]
    reminded_on: Mapped[date | None]
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    agency: Mapped[AgencyRow] = relationship()
    inspector: Mapped[InspectorRow | None] = relationship()
    case: Mapped[CaseRow] = relationship(viewonly=True)
    attachments: Mapped[list["AttachmentRow"]] = relationship(order_by="AttachmentRow.added_at")


class MeasureRow(db.Model):  # type: ignore[name-defined]
    """整改措施: what an agency must do by when, its report, and whether the bureau confirmed it."""

    __tablename__ = "case_measure"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("oversight_case.id"), index=True)
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"), index=True)
    text: Mapped[str] = mapped_column(Text)
    ordered_at: Mapped[datetime] = mapped_column(UTCDateTime)
    due_on: Mapped[date]
    reminded_on: Mapped[date | None]
    report: Mapped[str] = mapped_column(Text, default="")
    reported_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    returned: Mapped[str] = mapped_column(Text, default="")
    confirmed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    agency: Mapped[AgencyRow] = relationship()
    case: Mapped[CaseRow] = relationship(viewonly=True)
    attachments: Mapped[list["AttachmentRow"]] = relationship(order_by="AttachmentRow.added_at")


class AttachmentRow(db.Model):  # type: ignore[name-defined]
    """附件: a file handed in with an answer or a report; only ever handed over, never shown."""

    __tablename__ = "case_attachment"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    case_id: Mapped[str] = mapped_column(ForeignKey("oversight_case.id"), index=True)
    question_id: Mapped[str | None] = mapped_column(ForeignKey("case_question.id"))
    measure_id: Mapped[str | None] = mapped_column(ForeignKey("case_measure.id"))
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"))
    name: Mapped[str] = mapped_column(String(120))
    size: Mapped[int]
    added_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)


class HoldRow(db.Model):  # type: ignore[name-defined]
    """证据封存: while it stands, the database itself refuses to delete anything of the visit."""

    __tablename__ = "evidence_hold"
    case_id: Mapped[str] = mapped_column(ForeignKey("oversight_case.id"), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), primary_key=True, index=True)
    held_at: Mapped[datetime] = mapped_column(UTCDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
