"""Plans as filed with the decision each got, and the visits they were merged into."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, literal_column, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.db import Document, UTCDateTime, db
from server.ids import new_id
from server.registry.tables import AgencyRow, InspectorRow, ItemVersionRow, PremisesRow
from server.vocabulary import PlanState

TIMED = text('"window" IS NOT NULL')
# Written out, not bound: a partial index serves only a condition that says the same.
EMERGENCIES = text("cause = 'emergency'")
UNANSWERED = text("state = 'open'")
STANDING = text("state = 'filed'")
UNDER_WAY = text("state = 'started'")
WITHOUT_PLAN = {"sqlite": text("planned IS 0"), "postgresql": text("planned IS false")}
UNAPPROVED = text("missed_at IS NOT NULL AND approved_at IS NULL")


class VisitRow(db.Model):  # type: ignore[name-defined]
    """入企检查: one entry into premises on a day, for one or more plans; without plans when nobody filed one.

    `ordinal` says the how manieth visit of its enterprise it is; it is given when the visit begins.
    """

    __tablename__ = "visit"
    __table_args__ = (
        Index("ix_visit_premises_id_visit_on", "premises_id", "visit_on"),
        Index("ix_visit_visit_on_state", "visit_on", "state", "premises_id"),
        Index("ix_visit_unplanned", "agency_id", "visit_on", sqlite_where=WITHOUT_PLAN["sqlite"],
              postgresql_where=WITHOUT_PLAN["postgresql"]),
        Index("ix_visit_under_way", "visit_on", sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY),
        Index("ix_visit_completed_at", "completed_at"),
    )  # fmt: skip
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    premises_id: Mapped[str | None] = mapped_column(ForeignKey("premises.id"))
    visit_on: Mapped[date]
    state: Mapped[str] = mapped_column(String(12))
    planned: Mapped[bool] = mapped_column(default=True)
    cause: Mapped[str | None] = mapped_column(String(20))
    agency_id: Mapped[str | None] = mapped_column(ForeignKey("agency.id"))
    founding_plan_id: Mapped[str | None] = mapped_column(String(36))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    started_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    completed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    ordinal: Mapped[int | None]
    premises: Mapped[PremisesRow | None] = relationship()
    plans: Mapped[list["PlanRow"]] = relationship(back_populates="visit", order_by="PlanRow.number")


class PlanRow(db.Model):  # type: ignore[name-defined]
    """检查计划: what an agency asked for, its place in the filing order, and the decision with its reasons.

    `visit_on` is the day asked for; `stands_on` that of its visit, kept here so that an agency finds its coming plans.
    """

    __tablename__ = "plan"
    __table_args__ = (
        CheckConstraint("state = 'refused' OR visit_id IS NOT NULL", name="filed_has_visit"),
        Index("ix_plan_premises_id_visit_on", "premises_id", "visit_on"),
        Index("ix_plan_agency_id_filed_at", "agency_id", "filed_at"),
        Index("ix_plan_timed", "agency_id", "visit_on", sqlite_where=TIMED, postgresql_where=TIMED),
        # With what its readers ask for, so that an agency's coming plans are read without their rows.
        Index(
            "ix_plan_standing",
            "agency_id",
            "stands_on",
            "id",
            "premises_id",
            "window",
            "visit_id",
            "channel",
            "cause",
            sqlite_where=STANDING,
            postgresql_where=STANDING,
        ),
        Index("ix_plan_emergency", "agency_id", "filed_at", sqlite_where=EMERGENCIES, postgresql_where=EMERGENCIES),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    number: Mapped[int] = mapped_column(unique=True)
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"))
    premises_id: Mapped[str] = mapped_column(ForeignKey("premises.id"))
    channel: Mapped[str] = mapped_column(String(12))
    cause: Mapped[str | None] = mapped_column(String(20))
    reference: Mapped[str | None] = mapped_column(String(200))
    visit_on: Mapped[date]
    stands_on: Mapped[date | None]
    earliest: Mapped[date | None]
    latest: Mapped[date | None]
    fixed_day: Mapped[bool] = mapped_column(default=False)
    urgent: Mapped[bool] = mapped_column(default=True)
    filed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    filed_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    state: Mapped[str] = mapped_column(String(12))
    visit_id: Mapped[str | None] = mapped_column(ForeignKey("visit.id"), index=True)
    setting_version: Mapped[int | None] = mapped_column(ForeignKey("setting_version.id"))
    window: Mapped[str | None] = mapped_column(String(12))
    prompted: Mapped[dict[str, Any] | None] = mapped_column(Document)
    decision: Mapped[dict[str, Any]] = mapped_column(Document)
    agency: Mapped[AgencyRow] = relationship()
    premises: Mapped[PremisesRow] = relationship()
    visit: Mapped[VisitRow | None] = relationship(back_populates="plans")
    items: Mapped[list["PlanItemRow"]] = relationship(order_by="PlanItemRow.position")
    team: Mapped[list["PlanTeamRow"]] = relationship(order_by="PlanTeamRow.position")


class PlanItemRow(db.Model):  # type: ignore[name-defined]
    """One inspection item of a plan, in the version that is valid on the day asked for."""

    __tablename__ = "plan_item"
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    item_id: Mapped[str] = mapped_column(ForeignKey("inspection_item.id"), primary_key=True)
    item_version_id: Mapped[str] = mapped_column(ForeignKey("item_version.id"))
    position: Mapped[int] = mapped_column(default=0)
    item_version: Mapped[ItemVersionRow] = relationship()


class PlanTeamRow(db.Model):  # type: ignore[name-defined]
    """One person of a plan's team, with the badge number he goes with."""

    __tablename__ = "plan_team"
    __table_args__ = (Index("ix_plan_team_inspector_id", "inspector_id"),)
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    inspector_id: Mapped[str] = mapped_column(ForeignKey("inspector.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(12), default="inspector")
    badge_number: Mapped[str] = mapped_column(String(32), default="")
    position: Mapped[int] = mapped_column(default=0)
    inspector: Mapped[InspectorRow] = relationship()


class PlanApprovalRow(db.Model):  # type: ignore[name-defined]
    """负责人审批: who approved a plan and when, or that an emergency's approval was missing when its time was over."""

    __tablename__ = "plan_approval"
    __table_args__ = (
        Index("ix_plan_approval_missed", "plan_id", sqlite_where=UNAPPROVED, postgresql_where=UNAPPROVED),
    )
    plan_id: Mapped[str] = mapped_column(ForeignKey("plan.id"), primary_key=True)
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    missed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class PlanDraftRow(db.Model):  # type: ignore[name-defined]
    """送审计划: what an officer asks the lead to approve, as the API would be sent it; it locks nothing."""

    __tablename__ = "plan_draft"
    __table_args__ = (
        CheckConstraint("(state = 'filed') = (plan_id IS NOT NULL)", name="filed_has_plan"),
        Index("ix_plan_draft_agency_id_state", "agency_id", "state"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"))
    premises_id: Mapped[str] = mapped_column(ForeignKey("premises.id"))
    visit_on: Mapped[date]
    channel: Mapped[str] = mapped_column(String(12))
    cause: Mapped[str | None] = mapped_column(String(20))
    asked: Mapped[dict[str, Any]] = mapped_column(Document)
    revision: Mapped[int] = mapped_column(default=1)
    made_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    changed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(12))
    decided_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    decided_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    reason: Mapped[str] = mapped_column(String(500), default="")
    refusal: Mapped[dict[str, Any] | None] = mapped_column(Document)
    plan_id: Mapped[str | None] = mapped_column(ForeignKey("plan.id"), unique=True)
    agency: Mapped[AgencyRow] = relationship()
    premises: Mapped[PremisesRow] = relationship()


class ProposalRow(db.Model):  # type: ignore[name-defined]
    """合并建议: visits of one object that could be one, with their plans as they were when it was sent."""

    __tablename__ = "proposal"
    __table_args__ = (Index("ix_proposal_state_made_at", "state", "made_at"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    premises_id: Mapped[str] = mapped_column(ForeignKey("premises.id"))
    visit_on: Mapped[date]
    reach: Mapped[int]
    visits: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    agency_id: Mapped[str | None] = mapped_column(ForeignKey("agency.id"))
    made_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(12))
    settled_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    premises: Mapped[PremisesRow] = relationship()
    answers: Mapped[list["ProposalAnswerRow"]] = relationship(order_by="ProposalAnswerRow.agency_id")


class ProposalAnswerRow(db.Model):  # type: ignore[name-defined]
    """What one member agency says to a proposal; nothing while it has not answered."""

    __tablename__ = "proposal_answer"
    __table_args__ = (Index("ix_proposal_answer_agency_id_accepted", "agency_id", "accepted"),)
    proposal_id: Mapped[str] = mapped_column(ForeignKey("proposal.id"), primary_key=True)
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"), primary_key=True)
    accepted: Mapped[bool | None]
    reason: Mapped[str] = mapped_column(String(200), default="")
    account_id: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    agency: Mapped[AgencyRow] = relationship()


class DayRequestRow(db.Model):  # type: ignore[name-defined]
    """改期申请: what a manager asks of the agency that leads a visit to him; one at a time."""

    __tablename__ = "day_request"
    __table_args__ = (
        Index("ix_day_request_visit_id", "visit_id"),
        Index("ix_day_request_open", "visit_id", unique=True, sqlite_where=UNANSWERED, postgresql_where=UNANSWERED),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    visit_id: Mapped[str] = mapped_column(ForeignKey("visit.id"))
    planned_on: Mapped[date]
    wished_on: Mapped[date | None]
    reason: Mapped[str] = mapped_column(String(500))
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(12))
    answer: Mapped[str] = mapped_column(String(500), default="")
    answered_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    answered_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    moved_to: Mapped[date | None]
    visit: Mapped[VisitRow] = relationship()


# As a partial index has it: written out, for a bound value would not be known to be the same.
STANDS = PlanRow.state == literal_column(f"'{PlanState.FILED}'")
UNPLANNED = VisitRow.planned.is_(False)
