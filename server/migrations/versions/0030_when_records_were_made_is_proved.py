"""When records were made is proved: beacons given out, heads that others have seen, and the bounds of each record."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "beacon",
        sa.Column("number", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("value", sa.String(32), nullable=False, unique=True),
        sa.Column("made_at", MOMENT, nullable=False),
    )
    op.create_table(
        "witnessed_head",
        sa.Column("entry_id", ID, sa.ForeignKey("trail_entry.id"), primary_key=True),
        sa.Column("device_id", ID, sa.ForeignKey("device.id"), nullable=False),
        sa.Column("dseq", sa.Integer(), nullable=False),
        sa.Column("head", sa.String(64), nullable=False),
        sa.Column("signed", sa.Boolean(), nullable=False),
        sa.Column("seen_at", MOMENT, nullable=False),
        sa.UniqueConstraint("device_id", "dseq", "head"),
    )
    op.create_table(
        "proved_time",
        sa.Column("entry_id", ID, sa.ForeignKey("trail_entry.id"), primary_key=True),
        sa.Column("device_id", ID, nullable=False),
        sa.Column("dseq", sa.Integer(), nullable=False),
        sa.Column("claimed_at", MOMENT),
        sa.Column("not_before", MOMENT),
        sa.Column("not_after", MOMENT, nullable=False),
        sa.Column("witnessed", sa.Boolean(), nullable=False),
        sa.Column("flaw", sa.String(20)),
        sa.Column("grade", sa.String(1), nullable=False),
    )
    op.create_index("ix_proved_time_device_id_dseq", "proved_time", ["device_id", "dseq"])
    op.create_table(
        "phone_time",
        sa.Column("device_id", ID, primary_key=True),
        sa.Column("head", sa.String(64), nullable=False),
        sa.Column("beacon", sa.Integer(), nullable=False),
        sa.Column("floor", sa.Integer(), nullable=False),
        sa.Column("floor_at", MOMENT),
    )
    op.create_table(
        "graded",
        sa.Column("id", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("log_size", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    for table in ("graded", "phone_time", "proved_time", "witnessed_head", "beacon"):
        op.drop_table(table)
