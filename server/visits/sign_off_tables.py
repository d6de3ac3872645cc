"""Who answers for a version of a result, and what is signed and in force item by item.

Recognition, statistics and objections read `result_item`: it has a row for each item of each version that was signed,
and those with `ended_at` empty are the ones in force. A version withdrawn ends them and adds none.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.accounts.tables import AccountRow
from server.db import Document, UTCDateTime, db
from server.registry.tables import InspectorRow
from server.visits.tables import ResultRow

IN_FORCE = text("ended_at IS NULL")


class SignOffRow(db.Model):  # type: ignore[name-defined]
    """签发: the words that were signed for one version of a result, by whom, and the proof; added once, never changed.

    `inspector_id` names who inspected and answers for it (首检责任人). `digest` is that of `document`, which the
    passkey signed as its challenge; `proof` holds what it answered. `leniency` keeps the entries of the leniency list
    that were named, as they stood.
    """

    __tablename__ = "sign_off"
    __table_args__ = (Index("ix_sign_off_agency_id_signed_at", "agency_id", "signed_at"),)
    result_id: Mapped[str] = mapped_column(ForeignKey("result.id"), primary_key=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"))
    disposition: Mapped[str | None] = mapped_column(String(16))
    text: Mapped[str] = mapped_column(Text, default="")
    leniency: Mapped[list[dict[str, Any]]] = mapped_column(Document, default=list, server_default="[]")
    inspector_id: Mapped[str] = mapped_column(ForeignKey("inspector.id"))
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    grade: Mapped[str] = mapped_column(String(12))
    signed_at: Mapped[datetime] = mapped_column(UTCDateTime, index=True)
    document: Mapped[str] = mapped_column(Text)
    digest: Mapped[str] = mapped_column(String(64))
    proof: Mapped[dict[str, Any] | None] = mapped_column(Document)
    result: Mapped[ResultRow] = relationship()
    inspector: Mapped[InspectorRow] = relationship()
    account: Mapped[AccountRow | None] = relationship()


class ResultItemRow(db.Model):  # type: ignore[name-defined]
    """An item of a signed version: outcome as disposed of, value as looked at, and until when it settles the item."""

    __tablename__ = "result_item"
    __table_args__ = (
        Index("ix_result_item_in_force", "premises_id", "item_id", sqlite_where=IN_FORCE, postgresql_where=IN_FORCE),
        Index("ix_result_item_item_id_visit_on", "item_id", "visit_on"),
    )
    result_id: Mapped[str] = mapped_column(ForeignKey("result.id"), primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("inspection_item.id"), primary_key=True)
    item_version_id: Mapped[str] = mapped_column(ForeignKey("item_version.id"))
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    premises_id: Mapped[str | None] = mapped_column(ForeignKey("premises.id"))
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"))
    version: Mapped[int]
    outcome: Mapped[str] = mapped_column(String(24))
    value: Mapped[str] = mapped_column(String(20))
    visit_on: Mapped[date]
    valid_until: Mapped[date]
    signed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
