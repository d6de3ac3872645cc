"""Documents as issued: never changed; issuing anew adds a version under the same number."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db
from server.ids import new_id


class DocumentRow(db.Model):  # type: ignore[name-defined]
    """检查文书: one version of a kind of document, of an agency about a visit, its file by digest."""

    __tablename__ = "document"
    __table_args__ = (UniqueConstraint("visit_id", "agency_id", "kind", "version"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"))
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    number: Mapped[str] = mapped_column(String(120))
    said: Mapped[str] = mapped_column(String(64))
    sha256: Mapped[str] = mapped_column(String(64))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    issued_at: Mapped[datetime] = mapped_column(UTCDateTime)
