"""入企走访: visits that are not inspections but still enter the premises."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.db import UTCDateTime, db
from server.ids import new_id
from server.registry.tables import AgencyRow, PremisesRow


class ServiceVisitRow(db.Model):  # type: ignore[name-defined]
    """One such visit as its agency recorded it; called off, never deleted."""

    __tablename__ = "service_visit"
    __table_args__ = (Index("ix_service_visit_premises_id_visit_on", "premises_id", "visit_on"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    premises_id: Mapped[str] = mapped_column(ForeignKey("premises.id"))
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"), index=True)
    visit_on: Mapped[date] = mapped_column(index=True)
    kind: Mapped[str] = mapped_column(String(12))
    purpose: Mapped[str] = mapped_column(Text)
    people: Mapped[str] = mapped_column(String(200))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    recorded_at: Mapped[datetime] = mapped_column(UTCDateTime)
    called_off_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    premises: Mapped[PremisesRow] = relationship()
    agency: Mapped[AgencyRow] = relationship()
