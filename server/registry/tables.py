"""Who may inspect whom about what: agencies, inspectors and badges, inspection items, enterprises and premises."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from server.db import Document, UTCDateTime, db
from server.ids import new_id, new_token


class AgencyRow(db.Model):  # type: ignore[name-defined]
    """执法单位: its code is its id; agencies form a tree by `parent_id`."""

    __tablename__ = "agency"
    id: Mapped[str] = mapped_column(String(40), primary_key=True)
    name: Mapped[str] = mapped_column(String(200))
    short_name: Mapped[str] = mapped_column(String(60))
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("agency.id"))
    competence: Mapped[str] = mapped_column(String(40), index=True)
    credit_code: Mapped[str | None] = mapped_column(String(18))
    area: Mapped[str] = mapped_column(String(12), default="")
    phone: Mapped[str] = mapped_column(String(40), default="")
    ended_on: Mapped[date | None]


class InspectorRow(db.Model):  # type: ignore[name-defined]
    """执法人员: a person of one agency, with one or more badges."""

    __tablename__ = "inspector"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"), index=True)
    name: Mapped[str] = mapped_column(String(100), index=True)
    photo: Mapped[str | None] = mapped_column(String(64))
    ended_on: Mapped[date | None]
    agency: Mapped[AgencyRow] = relationship()
    badges: Mapped[list["BadgeRow"]] = relationship(back_populates="inspector", order_by="BadgeRow.valid_until.desc()")


class BadgeRow(db.Model):  # type: ignore[name-defined]
    """行政执法证: number as text, unique per issuer, valid from a day to a day inclusive."""

    __tablename__ = "badge"
    __table_args__ = (UniqueConstraint("issuer", "number"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    inspector_id: Mapped[str] = mapped_column(ForeignKey("inspector.id"), index=True)
    number: Mapped[str] = mapped_column(String(32), index=True)
    issuer: Mapped[str] = mapped_column(String(100), default="")
    valid_from: Mapped[date]
    valid_until: Mapped[date]
    inspector: Mapped[InspectorRow] = relationship(back_populates="badges")


class PostingRow(db.Model):  # type: ignore[name-defined]
    """An agency a person has left, and when: what he recorded before then is still recorded for it."""

    __tablename__ = "posting"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    inspector_id: Mapped[str] = mapped_column(ForeignKey("inspector.id"), index=True)
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"))
    ended_at: Mapped[datetime] = mapped_column(UTCDateTime)


class InspectionItemRow(db.Model):  # type: ignore[name-defined]
    """检查事项: its code is its id; what it says stands in its versions."""

    __tablename__ = "inspection_item"
    id: Mapped[str] = mapped_column(String(60), primary_key=True)
    agency_id: Mapped[str] = mapped_column(ForeignKey("agency.id"), index=True)
    competence: Mapped[str] = mapped_column(String(40), index=True)
    agency: Mapped[AgencyRow] = relationship()
    versions: Mapped[list["ItemVersionRow"]] = relationship(
        back_populates="item", order_by="ItemVersionRow.version.desc()"
    )


class ItemVersionRow(db.Model):  # type: ignore[name-defined]
    """One version of an item, never changed: legal_basis [{law, article, text}], lines [{line, content, standard}]."""

    __tablename__ = "item_version"
    __table_args__ = (UniqueConstraint("item_id", "version"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    item_id: Mapped[str] = mapped_column(ForeignKey("inspection_item.id"), index=True)
    version: Mapped[int]
    name: Mapped[str] = mapped_column(String(200))
    legal_basis: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    lines: Mapped[list[dict[str, Any]]] = mapped_column(Document)
    yearly_cap: Mapped[int | None]
    valid_months: Mapped[int | None]
    valid_from: Mapped[date]
    valid_until: Mapped[date | None]
    item: Mapped[InspectionItemRow] = relationship(back_populates="versions")


class ItemEquivalenceRow(db.Model):  # type: ignore[name-defined]
    """等效事项: two items that inspect the same; a pair counts while `approved_at` is set.

    Proposed for one agency, agreed to by the other, approved by the bureau; its history stands in the trail.
    """

    __tablename__ = "item_equivalence"
    __table_args__ = (
        UniqueConstraint("item_id", "other_id"),
        CheckConstraint("item_id < other_id", name="in_one_order"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    item_id: Mapped[str] = mapped_column(ForeignKey("inspection_item.id"))
    other_id: Mapped[str] = mapped_column(ForeignKey("inspection_item.id"), index=True)
    proposed_by: Mapped[str | None] = mapped_column(String(36))
    proposed_for: Mapped[str | None] = mapped_column(ForeignKey("agency.id"))
    proposed_at: Mapped[datetime] = mapped_column(UTCDateTime)
    agreed_by: Mapped[str | None] = mapped_column(String(36))
    agreed_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    approved_by: Mapped[str | None] = mapped_column(String(36))
    approved_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
    state: Mapped[str] = mapped_column(String(12), default="proposed")
    reason: Mapped[str] = mapped_column(Text, default="")
    item: Mapped[InspectionItemRow] = relationship(foreign_keys=item_id)
    other: Mapped[InspectionItemRow] = relationship(foreign_keys=other_id)


class EnterpriseRow(db.Model):  # type: ignore[name-defined]
    """企业: one per credit code; ended, never deleted."""

    __tablename__ = "enterprise"
    __table_args__ = (
        Index("ix_enterprise_name", "name"),
        Index("ix_enterprise_ended_on_name", "ended_on", "name", "id"),
    )
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    credit_code: Mapped[str] = mapped_column(String(18), unique=True)
    registration_number: Mapped[str | None] = mapped_column(String(15), index=True)
    name: Mapped[str] = mapped_column(String(200))
    industry: Mapped[str] = mapped_column(String(6), default="")
    industry_name: Mapped[str] = mapped_column(String(60), default="")
    area: Mapped[str] = mapped_column(String(12), default="")
    legal_representative: Mapped[str] = mapped_column(String(100), default="")
    ended_on: Mapped[date | None]
    premises: Mapped[list["PremisesRow"]] = relationship(back_populates="enterprise", order_by="PremisesRow.number")


class PremisesRow(db.Model):  # type: ignore[name-defined]
    """场所: number 1 is the registered address; the door code's token names premises."""

    __tablename__ = "premises"
    __table_args__ = (UniqueConstraint("enterprise_id", "number"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    enterprise_id: Mapped[str] = mapped_column(ForeignKey("enterprise.id"), index=True)
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(200), default="")
    address: Mapped[str] = mapped_column(String(300), default="")
    sub_district: Mapped[str] = mapped_column(String(60), default="", index=True)
    door_token: Mapped[str] = mapped_column(String(40), unique=True, default=new_token)
    ended_on: Mapped[date | None]
    enterprise: Mapped[EnterpriseRow] = relationship(back_populates="premises")


class SettingVersionRow(db.Model):  # type: ignore[name-defined]
    """The jurisdiction's settings from a day on; a decision names the version that judged it."""

    __tablename__ = "setting_version"
    id: Mapped[int] = mapped_column(primary_key=True)
    effective_on: Mapped[date]
    values: Mapped[dict[str, Any]] = mapped_column(Document)
    note: Mapped[str] = mapped_column(Text, default="")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
