"""The figures: what each record counts for, their sums by month, and what is changed because of them."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ID = sa.String(36)
MEASURES = [
    "visits",
    "saved",
    "joint",
    "unplanned",
    "repeats",
    "in_quiet",
    "late_synced",
    "problems",
    "lapsed",
    "plans",
    "green",
    "emergency",
    "superior_order",
    "tip_off",
    "covert",
    "other",
    "ordinary",
    "refused_late",
    "results",
    "late_results",
    "ordered",
    "in_time",
    "corrected_late",
    "complaints",
    "upheld",
    "unfounded",
    "declined",
]
IS_RARE = sa.text("rare")
SCOPE = ("item_id", "agency_id", "month")


def upgrade() -> None:
    _lines()
    _sums()
    op.create_table(
        "statistic_industry",
        sa.Column("industry", sa.String(6), primary_key=True),
        sa.Column("name", sa.String(60), nullable=False),
    )
    op.create_table(
        "statistic_due",
        sa.Column("id", ID, primary_key=True),
        sa.Column("entity", sa.String(40), nullable=False),
        sa.Column("entity_id", sa.String(60), nullable=False),
    )
    op.create_table(
        "adjustment",
        sa.Column("id", ID, primary_key=True),
        sa.Column("agency_id", sa.String(40), sa.ForeignKey("agency.id")),
        sa.Column("item_id", sa.String(60), sa.ForeignKey("inspection_item.id")),
        sa.Column("figure", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("begins", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by", ID, sa.ForeignKey("account.id")),
        sa.Column("ended_on", sa.Date()),
        sa.Column("ended_because", sa.Text(), nullable=False),
    )
    op.create_index("ix_adjustment_agency_id", "adjustment", ["agency_id"])
    # What is there already is counted by the worker's first rounds.
    op.execute("INSERT INTO statistic_due (id, entity, entity_id) SELECT id, 'enterprise', id FROM enterprise")
    op.execute(
        "INSERT INTO statistic_due (id, entity, entity_id) SELECT id, 'visit', id FROM visit WHERE premises_id IS NULL"
    )


def downgrade() -> None:
    for name in ("adjustment", "statistic_due", "statistic_industry", "revisit", "statistic", "counted"):
        op.drop_table(name)


def _lines() -> None:
    op.create_table(
        "counted",
        sa.Column("subject_id", ID, primary_key=True),
        sa.Column("agency_id", sa.String(40), primary_key=True),
        sa.Column("item_id", sa.String(60), primary_key=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("unit", ID, nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("month", sa.String(7), nullable=False),
        sa.Column("before", sa.String(7), nullable=False),
        *_place(primary_key=False),
        sa.Column("rare", sa.Boolean(), nullable=False),
        *_counts(),
    )
    op.create_index("ix_counted_unit", "counted", ["unit"])
    op.create_index("ix_counted_agency_id_item_id_day", "counted", ["agency_id", "item_id", "day"])
    op.create_index(
        "ix_counted_rare", "counted", ["agency_id", "item_id", "day"], sqlite_where=IS_RARE, postgresql_where=IS_RARE
    )


def _sums() -> None:
    op.create_table("statistic", *_place(primary_key=True), *_scope(), *_counts())
    op.create_index("ix_statistic_by_industry", "statistic", ["sub_district", *SCOPE])
    op.create_index("ix_statistic_by_sub_district", "statistic", ["industry", *SCOPE])
    before, visits = (
        sa.Column("before", sa.String(7), primary_key=True),
        sa.Column("visits", sa.Integer(), nullable=False),
    )
    op.create_table("revisit", *_place(primary_key=True), *_scope(), before, visits)
    op.create_index("ix_revisit_by_industry", "revisit", ["sub_district", *SCOPE])
    op.create_index("ix_revisit_by_sub_district", "revisit", ["industry", *SCOPE])


def _scope() -> list[sa.Column[Any]]:
    return [
        sa.Column("item_id", sa.String(60), primary_key=True),
        sa.Column("agency_id", sa.String(40), primary_key=True),
        sa.Column("month", sa.String(7), primary_key=True),
    ]


def _place(*, primary_key: bool) -> list[sa.Column[Any]]:
    return [
        sa.Column("industry", sa.String(6), primary_key=primary_key, nullable=False),
        sa.Column("sub_district", sa.String(60), primary_key=primary_key, nullable=False),
    ]


def _counts() -> list[sa.Column[Any]]:
    return [sa.Column(name, sa.Integer(), nullable=False, server_default="0") for name in MEASURES]
