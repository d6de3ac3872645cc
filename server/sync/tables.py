"""What phones pull: numbered changes per feed, the feeds' heads, the current records and this database's epoch."""

from datetime import date
from typing import Any

from sqlalchemy import Boolean, Index, Integer, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Document, db


class ChangeRow(db.Model):  # type: ignore[name-defined]
    """One numbered change of one record in one feed; numbers have no holes."""

    __tablename__ = "change"
    feed: Mapped[str] = mapped_column(String(80), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    entity: Mapped[str] = mapped_column(String(40))
    entity_id: Mapped[str] = mapped_column(String(60))
    rev: Mapped[int]
    op: Mapped[str] = mapped_column(String(4))


class SyncHeadRow(db.Model):  # type: ignore[name-defined]
    """How far a feed has come, and the chain of digests over its changes."""

    __tablename__ = "sync_head"
    feed: Mapped[str] = mapped_column(String(80), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, default=0)
    digest: Mapped[str] = mapped_column(String(64), default="0" * 64)
    floor: Mapped[int] = mapped_column(Integer, default=0)


class RecordRow(db.Model):  # type: ignore[name-defined]
    """The current form of a record in a feed; a phone that begins afresh is not sent it after `until`."""

    __tablename__ = "record"
    __table_args__ = (Index("ix_record_entity_entity_id", "entity", "entity_id"),)
    feed: Mapped[str] = mapped_column(String(80), primary_key=True)
    entity: Mapped[str] = mapped_column(String(40), primary_key=True)
    entity_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    rev: Mapped[int]
    data: Mapped[dict[str, Any] | None] = mapped_column(Document)
    deleted: Mapped[bool] = mapped_column(Boolean, default=False)
    until: Mapped[date | None]


class SyncMetaRow(db.Model):  # type: ignore[name-defined]
    """One value by name; `epoch` is made with the database and anew at every restore."""

    __tablename__ = "sync_meta"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(80))
