"""The one log: what the phones pushed and what was done at desks, byte for byte, never changed."""

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, LargeBinary, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db


class TrailEntryRow(db.Model):  # type: ignore[name-defined]
    """全程留痕: one accepted operation or one act at a desk; `body` holds the exact bytes its author made."""

    __tablename__ = "trail_entry"
    __table_args__ = (
        UniqueConstraint("device_id", "dseq"),
        Index("ix_trail_entry_entity_entity_id", "entity", "entity_id"),
        Index("ix_trail_entry_received_at", "received_at"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40))
    entity: Mapped[str] = mapped_column(String(40))
    entity_id: Mapped[str] = mapped_column(String(60))
    account_id: Mapped[str | None] = mapped_column(String(36), index=True)
    agency_id: Mapped[str | None] = mapped_column(String(40))
    device_id: Mapped[str | None] = mapped_column(String(36))
    dseq: Mapped[int | None]
    made_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
    body: Mapped[bytes] = mapped_column(LargeBinary)
    sha256: Mapped[str] = mapped_column(String(64))
    status: Mapped[str] = mapped_column(String(12))
    code: Mapped[str | None] = mapped_column(String(40))


class LeafRow(db.Model):  # type: ignore[name-defined]
    """An entry's place in the tree, with what it commits to; without its salt nobody can tell to which bytes."""

    __tablename__ = "log_leaf"
    log_index: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    entry_id: Mapped[str] = mapped_column(String(36), unique=True)
    salt: Mapped[bytes | None] = mapped_column(LargeBinary)
    commitment: Mapped[bytes] = mapped_column(LargeBinary)


class EpochRow(db.Model):  # type: ignore[name-defined]
    """A log under one name; after a backup was put back another begins, whose first entry quotes the end of this.

    `keys` are the public ones, a line each: that of the log, and that of its clock.
    """

    __tablename__ = "log_epoch"
    origin: Mapped[str] = mapped_column(String(255), primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    keys: Mapped[str] = mapped_column(Text)
    began_at: Mapped[datetime] = mapped_column(UTCDateTime)


class CheckpointRow(db.Model):  # type: ignore[name-defined]
    """A signed state of the log: whoever keeps it can notice any change to what is before it."""

    __tablename__ = "log_checkpoint"
    origin: Mapped[str] = mapped_column(ForeignKey("log_epoch.origin"), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    note: Mapped[str] = mapped_column(Text)


class CosignatureRow(db.Model):  # type: ignore[name-defined]
    """What a witness says of a checkpoint: that it saw it then, and nothing that contradicts it."""

    __tablename__ = "log_cosignature"
    origin: Mapped[str] = mapped_column(ForeignKey("log_epoch.origin"), primary_key=True)
    size: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    witness: Mapped[str] = mapped_column(String(400), primary_key=True)
    line: Mapped[str] = mapped_column(Text)
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)
