"""Plans await the lead's approval before they are filed, and emergencies are found by themselves."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
EMERGENCIES = sa.text("cause = 'emergency'")


def upgrade() -> None:
    op.create_index(
        "ix_plan_emergency", "plan", ["agency_id", "filed_at"],
        sqlite_where=EMERGENCIES, postgresql_where=EMERGENCIES,
    )  # fmt: skip
    op.create_table(
        "plan_draft",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("agency_id", sa.String(40), sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("premises_id", sa.String(36), sa.ForeignKey("premises.id"), nullable=False),
        sa.Column("visit_on", sa.Date(), nullable=False),
        sa.Column("channel", sa.String(12), nullable=False),
        sa.Column("cause", sa.String(20)),
        sa.Column("asked", DOCUMENT, nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("made_by", sa.String(36), sa.ForeignKey("account.id")),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("decided_by", sa.String(36), sa.ForeignKey("account.id")),
        sa.Column("decided_at", sa.DateTime(timezone=True)),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("refusal", DOCUMENT),
        sa.Column("plan_id", sa.String(36), sa.ForeignKey("plan.id"), unique=True),
        sa.CheckConstraint("(state = 'filed') = (plan_id IS NOT NULL)", name="filed_has_plan"),
    )
    op.create_index("ix_plan_draft_agency_id_state", "plan_draft", ["agency_id", "state"])


def downgrade() -> None:
    op.drop_table("plan_draft")
    op.drop_index("ix_plan_emergency", "plan")
