"""What people are told: each notice once to each of those it concerns."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Document, UTCDateTime, db
from server.ids import new_id


class NoticeRow(db.Model):  # type: ignore[name-defined]
    """通知: of one kind about one thing to one person; read when he says so."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("recipient_id", "kind", "about"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(36))
    facts: Mapped[dict[str, Any]] = mapped_column(Document)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
