"""Reports say how many photos will follow; opinions and redactions wait for a second person."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("correction", "complaint"):
        op.add_column(table, sa.Column("photos_told", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("oversight_case", sa.Column("proposed_outcome", sa.String(12)))
    op.add_column("oversight_case", sa.Column("proposed_opinion", sa.Text(), nullable=False, server_default=""))
    op.execute("ALTER TABLE oversight_case ADD COLUMN proposed_by VARCHAR(36) REFERENCES account (id)")
    op.create_table(
        "redaction_proposal",
        sa.Column("rating_id", sa.String(36), sa.ForeignKey("rating.id"), primary_key=True),
        sa.Column("process_text", sa.Text(), nullable=False),
        sa.Column("result_text", sa.Text(), nullable=False),
        sa.Column("proposed_by", sa.String(36), sa.ForeignKey("account.id")),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("returned", sa.Text(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("redaction_proposal")
    for column in ("proposed_by", "proposed_opinion", "proposed_outcome"):
        op.drop_column("oversight_case", column)
    for table in ("complaint", "correction"):
        op.drop_column(table, "photos_told")
