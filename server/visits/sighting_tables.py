"""Where and when visit codes were verified, as verifying phones tell."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db


class SightingRow(db.Model):  # type: ignore[name-defined]
    """亮码核验: an inspector's code of a visit was verified; `made_at` is when his phone made it."""

    __tablename__ = "code_sighting"
    __table_args__ = (Index("ix_code_sighting_inspector_id_made_at", "inspector_id", "made_at"),)
    entry_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    inspector_id: Mapped[str] = mapped_column(ForeignKey("inspector.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
