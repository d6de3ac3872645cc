"""What the enterprise answers to a visit: corrections it reports with photos, and its reply beside each result."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.db import UTCDateTime, db
from server.ids import new_id
from server.planning.tables import VisitRow
from server.visits.tables import FindingRow

WAITING = text("state = 'waiting'")


class CorrectionRow(db.Model):  # type: ignore[name-defined]
    """整改报告: how a finding was corrected, with photos; the agency that found it closes it or asks again."""

    __tablename__ = "correction"
    __table_args__ = (
        Index("ix_correction_finding_id", "finding_id"),
        Index("ix_correction_waiting", "finding_id", unique=True, sqlite_where=WAITING, postgresql_where=WAITING),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    finding_id: Mapped[str] = mapped_column(ForeignKey("finding.id"))
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    agency_id: Mapped[str] = mapped_column(String(40), index=True)
    text: Mapped[str] = mapped_column(Text)
    photos_told: Mapped[int] = mapped_column(default=0)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(12))
    answer: Mapped[str] = mapped_column(Text, default="")
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    finding: Mapped[FindingRow] = relationship()
    visit: Mapped[VisitRow] = relationship()
    photos: Mapped[list["CorrectionPhotoRow"]] = relationship(order_by="CorrectionPhotoRow.position")


class CorrectionPhotoRow(db.Model):  # type: ignore[name-defined]
    """A photo that shows a correction, named by its digest."""

    __tablename__ = "correction_photo"
    correction_id: Mapped[str] = mapped_column(ForeignKey("correction.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"), primary_key=True)
    position: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)


class CorrectionStepRow(db.Model):  # type: ignore[name-defined]
    """What the agency decided about a correction by itself: another deadline, a recheck visit, or that it is done."""

    __tablename__ = "correction_step"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    finding_id: Mapped[str] = mapped_column(ForeignKey("finding.id"), index=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"))
    agency_id: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(12))
    reason: Mapped[str] = mapped_column(Text)
    due: Mapped[date | None]
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ReplyRow(db.Model):  # type: ignore[name-defined]
    """企业答复: what the enterprise says to an agency's result; a change is a new version beside the old."""

    __tablename__ = "reply"
    __table_args__ = (UniqueConstraint("visit_id", "agency_id", "version"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"))
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
