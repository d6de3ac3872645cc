"""Documents as issued, and the texts they are made of: neither is ever changed, a newer version stands beside it."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.accounts.tables import AccountRow
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


class DocumentNumberRow(db.Model):  # type: ignore[name-defined]
    """文号: the number that a kind of document of an agency about a visit has, from its first draft on; given once."""

    __tablename__ = "document_number"
    __table_args__ = (UniqueConstraint("visit_id", "agency_id", "kind"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"))
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"))
    kind: Mapped[str] = mapped_column(String(16))
    number: Mapped[str] = mapped_column(String(120))
    given_at: Mapped[datetime] = mapped_column(UTCDateTime)


class DocumentTemplateRow(db.Model):  # type: ignore[name-defined]
    """文书模板: one version of the district's own text of a kind of document; version 0 is the one we ship."""

    __tablename__ = "document_template"
    __table_args__ = (UniqueConstraint("kind", "version"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    kind: Mapped[str] = mapped_column(String(16))
    version: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    account: Mapped[AccountRow | None] = relationship()
