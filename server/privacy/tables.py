"""What was removed by law, or is proposed to be, and who looked at whose records on which day."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.accounts.tables import AccountRow
from server.db import UTCDateTime, db
from server.ids import new_id

STANDING = text("state != 'returned'")


class RemovalRow(db.Model):  # type: ignore[name-defined]
    """依法移除: what is to go, on which ground and by whose order; one person proposes it, another carries it out.

    `target` is the id of what goes, or a file's digest; `entry_id` is the trail entry that names all of it.
    """

    __tablename__ = "removal"
    __table_args__ = (
        Index("ix_removal_standing", "scope", "target", unique=True, sqlite_where=STANDING, postgresql_where=STANDING),
        Index("ix_removal_state_proposed_at", "state", "proposed_at"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    scope: Mapped[str] = mapped_column(String(12))
    target: Mapped[str] = mapped_column(String(64))
    about_visit: Mapped[str | None] = mapped_column(ForeignKey("visit.id"), index=True)
    ground: Mapped[str] = mapped_column(String(12))
    ordered_by: Mapped[str] = mapped_column(String(100))
    reference: Mapped[str] = mapped_column(String(200))
    state: Mapped[str] = mapped_column(String(10))
    proposed_by: Mapped[str] = mapped_column(ForeignKey("account.id"))
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    returned: Mapped[str] = mapped_column(Text, default="")
    entries: Mapped[int] = mapped_column(default=0)
    files: Mapped[int] = mapped_column(default=0)
    entry_id: Mapped[str | None] = mapped_column(String(36))
    proposer: Mapped[AccountRow] = relationship(foreign_keys=proposed_by)
    decider: Mapped[AccountRow | None] = relationship(foreign_keys=decided_by)


class LookRow(db.Model):  # type: ignore[name-defined]
    """查看记录: somebody of an agency or the bureau looked at an enterprise's or an inspector's records that day."""

    __tablename__ = "look"
    subject: Mapped[str] = mapped_column(String(12), primary_key=True)
    subject_id: Mapped[str] = mapped_column(String(36), primary_key=True)
    seen_on: Mapped[date] = mapped_column(primary_key=True, index=True)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20))
    agency_id: Mapped[str | None] = mapped_column(ForeignKey("agency.id"))
