"""What proves when records were made: beacons given out, heads that others have seen, and the bounds of each record."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db


class BeaconRow(db.Model):  # type: ignore[name-defined]
    """Sixteen random bytes nobody could know before they were given out; whatever contains them was made later."""

    __tablename__ = "beacon"
    number: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    value: Mapped[str] = mapped_column(String(32), unique=True)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)


class WitnessedHeadRow(db.Model):  # type: ignore[name-defined]
    """The end of a phone's chain as somebody saw it on its screen; `entry_id` is what the trail says of it."""

    __tablename__ = "witnessed_head"
    __table_args__ = (UniqueConstraint("device_id", "dseq", "head"),)
    entry_id: Mapped[str] = mapped_column(ForeignKey("trail_entry.id"), primary_key=True)
    device_id: Mapped[str] = mapped_column(ForeignKey("device.id"))
    dseq: Mapped[int]
    head: Mapped[str] = mapped_column(String(64))
    signed: Mapped[bool]
    seen_at: Mapped[datetime] = mapped_column(UTCDateTime)


class ProvedTimeRow(db.Model):  # type: ignore[name-defined]
    """Between which moments one operation was made, and the grade of that; `claimed_at` is what its phone says."""

    __tablename__ = "proved_time"
    __table_args__ = (Index("ix_proved_time_device_id_dseq", "device_id", "dseq"),)
    entry_id: Mapped[str] = mapped_column(ForeignKey("trail_entry.id"), primary_key=True)
    device_id: Mapped[str] = mapped_column(String(36))
    dseq: Mapped[int]
    claimed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    not_before: Mapped[datetime | None] = mapped_column(UTCDateTime)
    not_after: Mapped[datetime] = mapped_column(UTCDateTime)
    witnessed: Mapped[bool] = mapped_column(default=False)
    flaw: Mapped[str | None] = mapped_column(String(20))
    grade: Mapped[str] = mapped_column(String(1))


class PhoneTimeRow(db.Model):  # type: ignore[name-defined]
    """How far a phone's chain has been graded: its head there, the newest beacon it named, and its lower bound.

    `floor` also counts beacons scanned at a door, which the phone does not name as its own.
    """

    __tablename__ = "phone_time"
    device_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    head: Mapped[str] = mapped_column(String(64))
    beacon: Mapped[int] = mapped_column(default=0)
    floor: Mapped[int] = mapped_column(default=0)
    floor_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class GradedRow(db.Model):  # type: ignore[name-defined]
    """Up to which place of the log records have been graded; one row."""

    __tablename__ = "graded"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    log_size: Mapped[int]
