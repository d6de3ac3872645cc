"""What enterprises say of a visit; agencies never read these rows."""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db
from server.ids import new_id


class RatingRow(db.Model):  # type: ignore[name-defined]
    """评价: process and result 1–5 with words each; one per visit, the last version counts."""

    __tablename__ = "rating"
    __table_args__ = (
        CheckConstraint("process BETWEEN 1 AND 5", name="process_scale"),
        CheckConstraint("result BETWEEN 1 AND 5", name="result_scale"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), unique=True)
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprise.id"), index=True)
    process: Mapped[int]
    result: Mapped[int]
    process_text: Mapped[str] = mapped_column(Text, default="")
    result_text: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    made_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
