"""Files by their digest, and how far each has arrived."""

from datetime import datetime

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db


class BlobRow(db.Model):  # type: ignore[name-defined]
    """A file named by its SHA-256; `stored_at` is empty until every byte is there and the digest agrees.

    `previewed_at` says that a small picture of it came ahead, `removed_at` that the file was removed by law.
    """

    __tablename__ = "blob"
    sha256: Mapped[str] = mapped_column(String(64), primary_key=True)
    size: Mapped[int]
    mime: Mapped[str] = mapped_column(String(60))
    declared_at: Mapped[datetime] = mapped_column(UTCDateTime)
    stored_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    previewed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    removed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class BlobClaimRow(db.Model):  # type: ignore[name-defined]
    """An account named this file in an operation: that gives it the right to upload and to read the file."""

    __tablename__ = "blob_claim"
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"), primary_key=True)
    account_id: Mapped[str] = mapped_column(String(36), primary_key=True, index=True)
    operation_id: Mapped[str] = mapped_column(String(36))
