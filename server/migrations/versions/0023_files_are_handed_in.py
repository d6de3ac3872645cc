"""Files are handed in with answers to the bureau and with reports of measures."""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_attachment",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("case_id", sa.String(36), sa.ForeignKey("oversight_case.id"), nullable=False),
        sa.Column("question_id", sa.String(36), sa.ForeignKey("case_question.id")),
        sa.Column("measure_id", sa.String(36), sa.ForeignKey("case_measure.id")),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("blob.sha256"), nullable=False),
        sa.Column("name", sa.String(120), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("added_by", sa.String(36), sa.ForeignKey("account.id")),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_case_attachment_case_id", "case_attachment", ["case_id"])


def downgrade() -> None:
    op.drop_table("case_attachment")
