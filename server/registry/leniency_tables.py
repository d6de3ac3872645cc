"""轻微免罚清单: what is not penalised under which conditions, each entry in its versions."""

from datetime import date
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.db import Document, db
from server.ids import new_id
from server.registry.tables import InspectionItemRow


class LeniencyRow(db.Model):  # type: ignore[name-defined]
    """One version of an entry; `content` is the checklist line it falls under in words, empty for the whole item."""

    __tablename__ = "leniency"
    __table_args__ = (UniqueConstraint("code", "version"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    code: Mapped[str] = mapped_column(String(60))
    version: Mapped[int]
    item_id: Mapped[str] = mapped_column(ForeignKey("inspection_item.id"), index=True)
    line: Mapped[str] = mapped_column(String(20), default="")
    content: Mapped[str] = mapped_column(Text, default="")
    name: Mapped[str] = mapped_column(String(200))
    first_offence: Mapped[bool]
    minor: Mapped[bool]
    corrected: Mapped[bool]
    conditions: Mapped[str] = mapped_column(Text, default="")
    legal_basis: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    item: Mapped[InspectionItemRow] = relationship()
