"""Managers ask the leading agency for another day."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)
UNANSWERED = sa.text("state = 'open'")


def upgrade() -> None:
    op.create_table(
        "day_request",
        sa.Column("id", ID, primary_key=True),
        sa.Column("visit_id", ID, sa.ForeignKey("visit.id"), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("wished_on", sa.Date()),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("account_id", ID, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("answer", sa.String(500), nullable=False),
        sa.Column("answered_by", ID, sa.ForeignKey("account.id")),
        sa.Column("answered_at", MOMENT),
        sa.Column("moved_to", sa.Date()),
    )
    op.create_index("ix_day_request_visit_id", "day_request", ["visit_id"])
    op.create_index(
        "ix_day_request_open", "day_request", ["visit_id"], unique=True, sqlite_where=UNANSWERED,
        postgresql_where=UNANSWERED,
    )  # fmt: skip


def downgrade() -> None:
    op.drop_table("day_request")
