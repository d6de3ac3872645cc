"""From which networks accounts signed in, as keyed digests, so that the rated side is known by its network too."""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "network_use",
        sa.Column("network", sa.String(64), primary_key=True),
        sa.Column("account_id", sa.String(36), sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("used_on", sa.Date(), nullable=False),
    )
    op.create_index("ix_network_use_account_id", "network_use", ["account_id"])
    op.create_index("ix_network_use_used_on", "network_use", ["used_on"])


def downgrade() -> None:
    op.drop_table("network_use")
