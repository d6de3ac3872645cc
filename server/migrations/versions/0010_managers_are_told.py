"""What managers were told of visits ahead, and the browsers that are woken for their notices."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
ID = sa.String(36)


def upgrade() -> None:
    op.create_table(
        "visit_telling",
        sa.Column("id", ID, primary_key=True),
        sa.Column("visit_id", ID, sa.ForeignKey("visit.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("seen", DOCUMENT, nullable=False),
        sa.Column("told_at", MOMENT, nullable=False),
        sa.UniqueConstraint("visit_id", "version"),
    )
    op.create_table(
        "push_subscription",
        sa.Column("id", ID, primary_key=True),
        sa.Column("account_id", ID, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("endpoint_digest", sa.String(64), nullable=False, unique=True),
        sa.Column("public_key", sa.String(120), nullable=False),
        sa.Column("secret", sa.String(60), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
    )
    op.create_index("ix_push_subscription_account_id", "push_subscription", ["account_id"])
    op.create_table(
        "push",
        sa.Column("notice_id", ID, sa.ForeignKey("notice.id"), primary_key=True),
        sa.Column("subscription_id", ID, sa.ForeignKey("push_subscription.id"), primary_key=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", MOMENT),
        sa.Column("sent_at", MOMENT),
    )
    op.create_index("ix_push_due_at", "push", ["due_at"])


def downgrade() -> None:
    op.drop_table("push")
    op.drop_table("push_subscription")
    op.drop_table("visit_telling")
