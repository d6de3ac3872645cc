"""What the supervisor looks into: irregularities the system noticed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Document, UTCDateTime, db
from server.ids import new_id


class IrregularityRow(db.Model):  # type: ignore[name-defined]
    """不规范执法: what was noticed at which operation of which visit, with the facts."""

    __tablename__ = "irregularity"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(30), index=True)
    visit_id: Mapped[str | None] = mapped_column(ForeignKey("visit.id"), index=True)
    agency_id: Mapped[str | None] = mapped_column(ForeignKey("agency.id"), index=True)
    operation_id: Mapped[str | None] = mapped_column(String(36))
    facts: Mapped[dict[str, Any]] = mapped_column(Document)
    noticed_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
