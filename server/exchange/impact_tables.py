"""What a measure would do to an enterprise, as assessed, and the district's own questions: versions, never changed."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.db import Document, UTCDateTime, db
from server.ids import new_id
from server.planning.tables import VisitRow
from server.registry.tables import AgencyRow


class ImpactQuestionsRow(db.Model):  # type: ignore[name-defined]
    """评估表: one version of the district's questions; version 0 is the one we ship."""

    __tablename__ = "impact_questions"
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ImpactRow(db.Model):  # type: ignore[name-defined]
    """经济影响评估: one version of an agency's answers about its case at a visit: answers [{question, answer}]."""

    __tablename__ = "impact_assessment"
    __table_args__ = (UniqueConstraint("visit_id", "agency_id", "version"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"))
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"), index=True)
    result_version: Mapped[int]
    version: Mapped[int]
    questions_version: Mapped[int]
    answers: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    made_by: Mapped[str] = mapped_column(String(100))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    visit: Mapped[VisitRow] = relationship()
    agency: Mapped[AgencyRow] = relationship()
