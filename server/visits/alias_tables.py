"""Codes that do not say whose they are, and everything people said about that; what was said is only ever added to."""

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db


class CodeAliasRow(db.Model):  # type: ignore[name-defined]
    """码的归属: a learned code by its digest; `state` sums up its statements."""

    __tablename__ = "code_alias"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    digest: Mapped[str] = mapped_column(String(64), unique=True)
    text: Mapped[str] = mapped_column(Text)
    family: Mapped[str] = mapped_column(String(40))
    state: Mapped[str] = mapped_column(String(12), index=True)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)


class CodeStatementRow(db.Model):  # type: ignore[name-defined]
    """登记, 确认, 质疑, 认定, 撤销: who said what about a code, in the order of `number`."""

    __tablename__ = "code_statement"
    id: Mapped[str] = mapped_column(String(36), primary_key=True)
    code_id: Mapped[str] = mapped_column(ForeignKey("code_alias.id"), index=True)
    number: Mapped[int]
    word: Mapped[str] = mapped_column(String(12))
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprise.id"), index=True)
    account_id: Mapped[str] = mapped_column(String(36))
    inspector_id: Mapped[str | None] = mapped_column(ForeignKey("inspector.id"))
    agency_id: Mapped[str | None] = mapped_column(ForeignKey("agency.id"))
    reason: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    received_at: Mapped[datetime] = mapped_column(UTCDateTime)
