"""What enterprises and passers-by told the bureau; nothing of it is ever changed, more is added."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.db import Document, UTCDateTime, db
from server.ids import new_id
from server.registry.tables import PremisesRow


class ComplaintRow(db.Model):  # type: ignore[name-defined]
    """投诉、线索、未扫码入企反映: as it was filed; without an account nobody is known to stand behind it."""

    __tablename__ = "complaint"
    __table_args__ = (Index("ix_complaint_premises_id_filed_at", "premises_id", "filed_at"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(String(36), unique=True)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    kind: Mapped[str] = mapped_column(String(12))
    premises_id: Mapped[str] = mapped_column(ForeignKey("premises.id"))
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprise.id"), index=True)
    visit_id: Mapped[str | None] = mapped_column(ForeignKey("visit.id"), index=True)
    agency_id: Mapped[str | None] = mapped_column(ForeignKey("agency.id"))
    conduct: Mapped[list[str]] = mapped_column(Document)
    text: Mapped[str] = mapped_column(Text)
    place: Mapped[str] = mapped_column(String(200), default="")
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"), index=True)
    disclosed: Mapped[bool] = mapped_column(default=False)
    photos_told: Mapped[int] = mapped_column(default=0)
    filed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    digest: Mapped[str] = mapped_column(String(64))
    premises: Mapped[PremisesRow] = relationship()
    photos: Mapped[list["ComplaintPhotoRow"]] = relationship(order_by="ComplaintPhotoRow.position")


class ComplaintPhotoRow(db.Model):  # type: ignore[name-defined]
    """A photo that belongs to it, named by its digest."""

    __tablename__ = "complaint_photo"
    complaint_id: Mapped[str] = mapped_column(ForeignKey("complaint.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"), primary_key=True)
    position: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
