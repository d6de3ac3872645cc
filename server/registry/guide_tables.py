"""合规指引: which items concern an industry, what to have at hand, and each checklist line in plain words."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Document, UTCDateTime, db
from server.ids import new_id


class GuideRow(db.Model):  # type: ignore[name-defined]
    """一业一册: one version of an industry's guide; the newest one is published until it is ended."""

    __tablename__ = "guide"
    __table_args__ = (UniqueConstraint("slug", "version"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    slug: Mapped[str] = mapped_column(String(40))
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(60))
    industries: Mapped[list[str]] = mapped_column(Document)
    items: Mapped[list[str]] = mapped_column(Document)
    intro: Mapped[str] = mapped_column(Text, default="")
    prepare: Mapped[list[str]] = mapped_column(Document)
    ended: Mapped[bool] = mapped_column(default=False)
    made_by: Mapped[str | None] = mapped_column(String(36))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class PlainLineRow(db.Model):  # type: ignore[name-defined]
    """检查时会看什么: a checklist line in plain words, for as long as the line reads as it did; the newest counts."""

    __tablename__ = "plain_line"
    __table_args__ = (Index("ix_plain_line_item_id", "item_id"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    item_id: Mapped[str] = mapped_column(ForeignKey("inspection_item.id"))
    content: Mapped[str] = mapped_column(Text)
    words: Mapped[str] = mapped_column(Text)
    made_by: Mapped[str | None] = mapped_column(String(36))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
