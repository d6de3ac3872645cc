"""共用条目: lines of several items joined into one question, each version as it was agreed upon."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Document, UTCDateTime, db
from server.ids import new_id


class SharedLineRow(db.Model):  # type: ignore[name-defined]
    """One version of a shared line: members [{item, agency, item_version, line, content, standard}], who `agreed`."""

    __tablename__ = "shared_line"
    __table_args__ = (UniqueConstraint("number", "version"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    number: Mapped[int]
    version: Mapped[int]
    content: Mapped[str] = mapped_column(String(500))
    members: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    proposed_by: Mapped[str | None] = mapped_column(String(36))
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    agreed: Mapped[list[str]] = mapped_column(Document)
    stands_since: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
