"""The figures: what each record counts for, their sums by month, and what has to be reckoned anew."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import Boolean, Column, Date, ForeignKey, Index, Integer, String, Table, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from server.db import UTCDateTime, db
from server.ids import new_id
from server.statistics.measures import MEASURES

SCOPE = ("agency_id", "item_id")
PLACE = ("industry", "sub_district")
# Written out, not bound: a partial index serves only a condition that says the same.
IS_RARE = text("rare")


def _counts() -> list[Column[Any]]:
    return [Column(name, Integer, nullable=False, server_default="0") for name in MEASURES]


def _place() -> list[Column[Any]]:
    return [Column("industry", String(6), nullable=False), Column("sub_district", String(60), nullable=False)]


# What one record counts for, in one scope: the rows behind every figure.
counted = Table(
    "counted",
    db.metadata,
    Column("subject_id", String(36), primary_key=True),
    Column("agency_id", String(40), primary_key=True),
    Column("item_id", String(60), primary_key=True),
    Column("kind", String(12), nullable=False),
    Column("unit", String(36), nullable=False),
    Column("day", Date, nullable=False),
    Column("month", String(7), nullable=False),
    Column("before", String(7), nullable=False),
    *_place(),
    Column("rare", Boolean, nullable=False),
    *_counts(),
    Index("ix_counted_unit", "unit"),
    Index("ix_counted_agency_id_item_id_day", "agency_id", "item_id", "day"),
    Index("ix_counted_place", "agency_id", "item_id", "industry", "sub_district", "day"),
    *(
        Index(name, "agency_id", "item_id", *place, "day", sqlite_where=IS_RARE, postgresql_where=IS_RARE)
        for name, *place in (
            ("ix_counted_rare",),
            ("ix_counted_rare_industry", "industry"),
            ("ix_counted_rare_sub_district", "sub_district"),
        )
    ),
)

# 汇总: the sums, for every scope and place and for all of them; an empty key stands for the whole.
statistic = Table(
    "statistic",
    db.metadata,
    Column("industry", String(6), primary_key=True),
    Column("sub_district", String(60), primary_key=True),
    Column("item_id", String(60), primary_key=True),
    Column("agency_id", String(40), primary_key=True),
    Column("month", String(7), primary_key=True),
    *_counts(),
    Index("ix_statistic_by_industry", "sub_district", "item_id", "agency_id", "month"),
    Index("ix_statistic_by_sub_district", "industry", "item_id", "agency_id", "month"),
)

# Visits by their month and that of the visit before: from it follows how many enterprises were visited in any span.
revisit = Table(
    "revisit",
    db.metadata,
    Column("industry", String(6), primary_key=True),
    Column("sub_district", String(60), primary_key=True),
    Column("item_id", String(60), primary_key=True),
    Column("agency_id", String(40), primary_key=True),
    Column("month", String(7), primary_key=True),
    Column("before", String(7), primary_key=True),
    Column("visits", Integer, nullable=False),
    Index("ix_revisit_by_industry", "sub_district", "item_id", "agency_id", "month"),
    Index("ix_revisit_by_sub_district", "industry", "item_id", "agency_id", "month"),
)

# What the industries that occur are called.
industry = Table(
    "statistic_industry",
    db.metadata,
    Column("industry", String(6), primary_key=True),
    Column("name", String(60), nullable=False),
)

# What has changed since it was counted last.
due = Table(
    "statistic_due",
    db.metadata,
    Column("id", String(36), primary_key=True),
    Column("entity", String(40), nullable=False),
    Column("entity_id", String(60), nullable=False),
)


class AdjustmentRow(db.Model):  # type: ignore[name-defined]
    """监管优化举措: what an agency or the bureau changes because of a figure, and how that stood when it did."""

    __tablename__ = "adjustment"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    agency_id: Mapped[str | None] = mapped_column(ForeignKey("agency.id"), index=True)
    item_id: Mapped[str | None] = mapped_column(ForeignKey("inspection_item.id"))
    figure: Mapped[str] = mapped_column(String(40))
    kind: Mapped[str] = mapped_column(String(20))
    text: Mapped[str] = mapped_column(Text)
    begins: Mapped[date]
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    made_by: Mapped[str | None] = mapped_column(ForeignKey("account.id"))
    ended_on: Mapped[date | None]
    ended_because: Mapped[str] = mapped_column(Text, default="")
