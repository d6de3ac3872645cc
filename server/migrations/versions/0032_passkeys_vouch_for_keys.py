"""A passkey vouches for the key that a phone signs with; how it did is kept beside the key."""

import sqlalchemy as sa
from alembic import op

from server.db import Document

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("device_key", sa.Column("vouching", Document, nullable=True))


def downgrade() -> None:
    op.drop_column("device_key", "vouching")
