"""异议复查: another agency's objection to a result, with its evidence; what was done about it stands in the trail."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, String, Text, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.accounts.tables import AccountRow
from server.db import Document, UTCDateTime, db
from server.ids import new_id
from server.planning.tables import PlanRow, VisitRow
from server.registry.tables import AgencyRow, InspectorRow
from server.visits.tables import ResultRow
from server.vocabulary import ObjectionState

OPEN = (ObjectionState.FILED, ObjectionState.ACCEPTED, ObjectionState.PLANNED, ObjectionState.INSPECTED)
# Written out, not bound: a partial index serves only a condition that says the same.
RUNNING = text("state IN ('filed', 'accepted', 'planned', 'inspected')")


class ObjectionRow(db.Model):  # type: ignore[name-defined]
    """One objection: `against_id` issued the result, `agency_id` objects; of one result one runs at a time.

    `result_id` is the version objected to, which stands meanwhile; `after_id` the version it came to.
    """

    __tablename__ = "objection"
    __table_args__ = (
        Index("ix_objection_running", "visit_id", "against_id", unique=True, sqlite_where=RUNNING,
              postgresql_where=RUNNING),
        Index("ix_objection_state_due_on", "state", "due_on"),
    )  # fmt: skip
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    number: Mapped[str] = mapped_column(String(20), unique=True)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"), index=True)
    result_id: Mapped[str] = mapped_column(ForeignKey("result.id"))
    against_id: Mapped[str] = mapped_column(ForeignKey("agency.id"), index=True)
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"), index=True)
    items: Mapped[list[str]] = mapped_column(Document)
    ground: Mapped[str] = mapped_column(String(12))
    text: Mapped[str] = mapped_column(Text)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    filed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(12))
    due_on: Mapped[date | None]
    reminded_on: Mapped[date | None]
    handler_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    decision: Mapped[str] = mapped_column(Text, default="")
    plan_id: Mapped[str | None] = mapped_column(ForeignKey("plan.id"), index=True)
    uninvolved_id: Mapped[str | None] = mapped_column(ForeignKey("inspector.id"))
    attends: Mapped[bool | None]
    outcome: Mapped[str | None] = mapped_column(String(12))
    conclusion: Mapped[str] = mapped_column(Text, default="")
    concluded_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    after_id: Mapped[str | None] = mapped_column(ForeignKey("result.id"))
    visit: Mapped[VisitRow] = relationship()
    result: Mapped[ResultRow] = relationship(foreign_keys=result_id)
    after: Mapped[ResultRow | None] = relationship(foreign_keys=after_id)
    against: Mapped[AgencyRow] = relationship(foreign_keys=against_id)
    agency: Mapped[AgencyRow] = relationship(foreign_keys=agency_id)
    handler: Mapped[AccountRow | None] = relationship(foreign_keys=handler_id)
    plan: Mapped[PlanRow | None] = relationship()
    uninvolved: Mapped[InspectorRow | None] = relationship()
    photos: Mapped[list["ObjectionPhotoRow"]] = relationship(order_by="ObjectionPhotoRow.position")


class ObjectionPhotoRow(db.Model):  # type: ignore[name-defined]
    """A photo that bears an objection out, named by its digest."""

    __tablename__ = "objection_photo"
    objection_id: Mapped[str] = mapped_column(ForeignKey("objection.id"), primary_key=True)
    sha256: Mapped[str] = mapped_column(ForeignKey("blob.sha256"), primary_key=True)
    position: Mapped[int]
    added_at: Mapped[datetime] = mapped_column(UTCDateTime)
