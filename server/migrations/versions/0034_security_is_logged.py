"""A log of what concerns security, and when whoever is signed in last proved that it is him."""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "security_note",
        sa.Column("id", ID, primary_key=True),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("account_id", ID, sa.ForeignKey("account.id")),
        sa.Column("network", sa.String(16), nullable=False),
        sa.Column("what", sa.String(60), nullable=False),
        sa.Column("many", sa.Integer(), nullable=False),
        sa.Column("noted_at", MOMENT, nullable=False),
        sa.Column("last_at", MOMENT, nullable=False),
    )
    op.create_index("ix_security_note_account_id", "security_note", ["account_id"])
    op.create_index("ix_security_note_noted_at", "security_note", ["noted_at"])
    op.add_column("sign_in_session", sa.Column("proved_at", MOMENT))


def downgrade() -> None:
    op.drop_column("sign_in_session", "proved_at")
    op.drop_table("security_note")
