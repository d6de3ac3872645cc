"""What phones pull, numbered per feed, with this database's epoch; and what they pushed that could not be used."""

from datetime import date, datetime

from sqlalchemy import Boolean, ForeignKey, Index, Integer, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db
from server.ids import new_id


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
    """How far a feed has come, and the chain of digests over its changes; up to `floor` they were put together."""

    __tablename__ = "sync_head"
    feed: Mapped[str] = mapped_column(String(80), primary_key=True)
    seq: Mapped[int] = mapped_column(Integer, default=0)
    digest: Mapped[str] = mapped_column(String(64), default="0" * 64)
    floor: Mapped[int] = mapped_column(Integer, default=0)
    floor_digest: Mapped[str] = mapped_column(String(64), default="0" * 64)


class SyncMarkRow(db.Model):  # type: ignore[name-defined]
    """Where a feed stood at the end of a day: how old a change is, without a clock on each."""

    __tablename__ = "sync_mark"
    feed: Mapped[str] = mapped_column(String(80), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
    seq: Mapped[int]
    digest: Mapped[str] = mapped_column(String(64))


class RecordRow(db.Model):  # type: ignore[name-defined]
    """The current form of a record in a feed, packed JSON; a phone that begins afresh is not sent it after `until`."""

    __tablename__ = "record"
    __table_args__ = (Index("ix_record_entity_entity_id", "entity", "entity_id"),)
    feed: Mapped[str] = mapped_column(String(80), primary_key=True)
    entity: Mapped[str] = mapped_column(String(40), primary_key=True)
    entity_id: Mapped[str] = mapped_column(String(60), primary_key=True)
    rev: Mapped[int]
    form: Mapped[bytes | None] = mapped_column(LargeBinary)
    deleted: Mapped[bool] = mapped_column(Boolean, default=False)
    until: Mapped[date | None]


class ArrivalRow(db.Model):  # type: ignore[name-defined]
    """A file that has arrived, of its true size; gone once the records that show it say so."""

    __tablename__ = "arrival"
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"), primary_key=True)
    size: Mapped[int]


class SyncMetaRow(db.Model):  # type: ignore[name-defined]
    """One value by name; `epoch` is made with the database and anew at every restore."""

    __tablename__ = "sync_meta"
    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    value: Mapped[str] = mapped_column(String(80))


class BatchSignatureRow(db.Model):  # type: ignore[name-defined]
    """A phone's signature over the head of its chain after an operation: it vouches for all up to there."""

    __tablename__ = "batch_signature"
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"), primary_key=True)
    dseq: Mapped[int] = mapped_column(Integer, primary_key=True, autoincrement=False)
    key_id: Mapped[str] = mapped_column(ForeignKey("device_key.id"))
    signature: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)


class QuarantineRow(db.Model):  # type: ignore[name-defined]
    """A stored operation that could not be acted upon, until it is applied after all or left with a reason."""

    __tablename__ = "quarantine"
    __table_args__ = (Index("ix_quarantine_outcome_received_at", "outcome", "received_at"),)
    entry_id: Mapped[str] = mapped_column(ForeignKey("trail_entry.id"), primary_key=True)
    device_id: Mapped[str] = mapped_column(String(36), index=True)
    kind: Mapped[str] = mapped_column(String(40))
    code: Mapped[str] = mapped_column(String(40))
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    outcome: Mapped[str] = mapped_column(String(12), default="open")
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    settled_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    reason: Mapped[str] = mapped_column(Text, default="")


class RejectRow(db.Model):  # type: ignore[name-defined]
    """A whole message of a known device that was refused, as it came; the oldest give way when there are too many."""

    __tablename__ = "reject_log"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    device_id: Mapped[str] = mapped_column(String(36), index=True)
    code: Mapped[str] = mapped_column(String(40))
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    body: Mapped[bytes] = mapped_column(LargeBinary)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
