"""What enterprises say of a visit, which agencies never read, and the closed groups of ratings, which they do."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.accounts.tables import AccountRow
from server.db import Document, UTCDateTime, db
from server.ids import new_id

# Words that can no longer change: those of ratings in closed groups. Written out, as a partial index serves only that.
WRITTEN = text("rating.group_id IS NOT NULL AND (rating.process_text <> '' OR rating.result_text <> '')")


class RatingRow(db.Model):  # type: ignore[name-defined]
    """评价: process and result 1–5 with words each and tags; one per visit, the last version counts."""

    __tablename__ = "rating"
    __table_args__ = (
        CheckConstraint("process BETWEEN 1 AND 5", name="process_scale"),
        CheckConstraint("result BETWEEN 1 AND 5", name="result_scale"),
        Index("ix_rating_written", "group_id", "id", sqlite_where=WRITTEN, postgresql_where=WRITTEN),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), unique=True)
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprise.id"), index=True)
    process: Mapped[int]
    result: Mapped[int]
    process_text: Mapped[str] = mapped_column(Text, default="")
    result_text: Mapped[str] = mapped_column(Text, default="")
    tags: Mapped[list[str]] = mapped_column(Document, default=list)
    group_id: Mapped[str | None] = mapped_column(String(36), index=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    made_by: Mapped[str] = mapped_column(ForeignKey("account.id"))


class RatingGroupRow(db.Model):  # type: ignore[name-defined]
    """评价组: ratings of whole weeks of one agency, published once and never changed; the only thing agencies read."""

    __tablename__ = "rating_group"
    __table_args__ = (
        UniqueConstraint("agency_id", "first_day"),
        CheckConstraint("ratings >= 5", name="at_least_five"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"))
    first_day: Mapped[date]
    last_day: Mapped[date]
    visits: Mapped[int]
    ratings: Mapped[int]
    figures: Mapped[dict[str, Any]] = mapped_column(Document)


class RedactionRow(db.Model):  # type: ignore[name-defined]
    """What of a rating's words agencies may read; empty where the supervisor withheld them."""

    __tablename__ = "redaction"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    rating_id: Mapped[str] = mapped_column(ForeignKey("rating.id"), unique=True)
    process_text: Mapped[str] = mapped_column(Text)
    result_text: Mapped[str] = mapped_column(Text)
    decided_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime] = mapped_column(UTCDateTime)


class RedactionProposalRow(db.Model):  # type: ignore[name-defined]
    """What one officer would let agencies read of a rating's words, until another confirms it or returns it."""

    __tablename__ = "redaction_proposal"
    rating_id: Mapped[str] = mapped_column(ForeignKey("rating.id"), primary_key=True)
    process_text: Mapped[str] = mapped_column(Text)
    result_text: Mapped[str] = mapped_column(Text)
    proposed_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    returned: Mapped[str] = mapped_column(Text, default="")
    proposer: Mapped[AccountRow | None] = relationship()


class VisitTellingRow(db.Model):  # type: ignore[name-defined]
    """What an enterprise's managers were last told of a visit ahead; each change is a new version."""

    __tablename__ = "visit_telling"
    __table_args__ = (UniqueConstraint("visit_id", "version"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"))
    version: Mapped[int]
    kind: Mapped[str] = mapped_column(String(40))
    seen: Mapped[dict[str, Any]] = mapped_column(Document)
    told_at: Mapped[datetime] = mapped_column(UTCDateTime)
