"""A sign-off names the entries of the leniency list that spare the enterprise, as they stood."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")


def upgrade() -> None:
    op.add_column("sign_off", sa.Column("leniency", DOCUMENT, nullable=False, server_default="[]"))


def downgrade() -> None:
    op.drop_column("sign_off", "leniency")
