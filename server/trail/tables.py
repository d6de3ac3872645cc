"""The one log: what the phones pushed and what was done at desks, byte for byte, never changed."""

from datetime import datetime

from sqlalchemy import Index, LargeBinary, String, UniqueConstraint
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
