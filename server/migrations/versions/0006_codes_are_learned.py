"""Codes that do not say whose they are, and what people said about that."""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "code_alias",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("digest", sa.String(64), nullable=False, unique=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("family", sa.String(40), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
    )
    op.create_index("ix_code_alias_state", "code_alias", ["state"])
    op.create_index("ix_code_alias_changed_at", "code_alias", ["changed_at"])
    op.create_table(
        "code_statement",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("code_id", sa.String(36), sa.ForeignKey("code_alias.id"), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("word", sa.String(12), nullable=False),
        sa.Column("enterprise_id", sa.String(36), sa.ForeignKey("enterprise.id"), nullable=False),
        sa.Column("account_id", sa.String(36), nullable=False),
        sa.Column("inspector_id", sa.String(36), sa.ForeignKey("inspector.id")),
        sa.Column("agency_id", sa.String(40), sa.ForeignKey("agency.id")),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
    )
    op.create_index("ix_code_statement_code_id", "code_statement", ["code_id"])
    op.create_index("ix_code_statement_enterprise_id", "code_statement", ["enterprise_id"])


def downgrade() -> None:
    op.drop_table("code_statement")
    op.drop_table("code_alias")
