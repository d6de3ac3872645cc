"""Tags of ratings, the closed groups agencies read, redacted texts, notices, and which browser an account used."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
ID = sa.String(36)


def upgrade() -> None:
    op.create_table(
        "rating_group",
        sa.Column("id", ID, primary_key=True),
        sa.Column("agency_id", sa.String(40), sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("visits", sa.Integer(), nullable=False),
        sa.Column("ratings", sa.Integer(), nullable=False),
        sa.Column("figures", DOCUMENT, nullable=False),
        sa.UniqueConstraint("agency_id", "first_day"),
        sa.CheckConstraint("ratings >= 5", name="at_least_five"),
    )
    op.add_column("rating", sa.Column("tags", DOCUMENT, nullable=False, server_default="[]"))
    op.add_column("rating", sa.Column("group_id", ID))
    op.create_index("ix_rating_group_id", "rating", ["group_id"])
    op.create_table(
        "redaction",
        sa.Column("id", ID, primary_key=True),
        sa.Column("rating_id", ID, sa.ForeignKey("rating.id"), nullable=False, unique=True),
        sa.Column("process_text", sa.Text(), nullable=False),
        sa.Column("result_text", sa.Text(), nullable=False),
        sa.Column("decided_by", ID, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("decided_at", MOMENT, nullable=False),
    )
    op.create_table(
        "notice",
        sa.Column("id", ID, primary_key=True),
        sa.Column("recipient_id", ID, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("about", ID, nullable=False),
        sa.Column("facts", DOCUMENT, nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("sent_at", MOMENT),
        sa.Column("read_at", MOMENT),
        sa.UniqueConstraint("recipient_id", "kind", "about"),
    )
    op.create_index("ix_notice_sent_at", "notice", ["sent_at"])
    op.create_table(
        "browser_use",
        sa.Column("browser", sa.String(64), primary_key=True),
        sa.Column("account_id", ID, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("until", MOMENT, nullable=False),
    )
    op.add_column("passkey", sa.Column("made_in", sa.String(64), nullable=False, server_default=""))
    op.add_column("sign_in_session", sa.Column("passkey_id", ID))


def downgrade() -> None:
    op.drop_column("sign_in_session", "passkey_id")
    op.drop_column("passkey", "made_in")
    op.drop_table("browser_use")
    op.drop_table("notice")
    op.drop_table("redaction")
    op.drop_index("ix_rating_group_id", "rating")
    op.drop_column("rating", "group_id")
    op.drop_column("rating", "tags")
    op.drop_table("rating_group")
