"""Photos that have arrived wait here until the records that show them say so."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "arrival",
        sa.Column("sha256", sa.String(64), sa.ForeignKey("blob.sha256"), primary_key=True),
        sa.Column("size", sa.Integer(), nullable=False),
    )


def downgrade() -> None:
    op.drop_table("arrival")
