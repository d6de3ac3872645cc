"""Corrections with photos, and replies beside results."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)
WAITING = sa.text("state = 'waiting'")


def upgrade() -> None:
    op.create_table(
        "correction",
        sa.Column("id", ID, primary_key=True),
        sa.Column("finding_id", ID, sa.ForeignKey("finding.id"), nullable=False),
        sa.Column("visit_id", ID, sa.ForeignKey("visit.id"), nullable=False),
        sa.Column("agency_id", sa.String(40), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("account_id", ID, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_by", ID, sa.ForeignKey("account.id")),
        sa.Column("answered_at", MOMENT),
    )
    for column in ("finding_id", "visit_id", "agency_id"):
        op.create_index(f"ix_correction_{column}", "correction", [column])
    op.create_index(
        "ix_correction_waiting", "correction", ["finding_id"], unique=True, sqlite_where=WAITING,
        postgresql_where=WAITING,
    )  # fmt: skip
    op.create_table(
        "correction_photo",
        sa.Column("correction_id", ID, sa.ForeignKey("correction.id"), primary_key=True),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("blob.sha256"), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
    )
    op.create_table(
        "reply",
        sa.Column("id", ID, primary_key=True),
        sa.Column("visit_id", ID, sa.ForeignKey("visit.id"), nullable=False),
        sa.Column("agency_id", sa.String(40), sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("account_id", ID, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.UniqueConstraint("visit_id", "agency_id", "version"),
    )


def downgrade() -> None:
    op.drop_table("reply")
    op.drop_table("correction_photo")
    op.drop_table("correction")
