"""What was recorded on a visit says for which agency: whoever recorded it may serve another one by now."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

RECORDED = ("check_in", "answer", "finding", "statement", "closing", "settlement")


def upgrade() -> None:
    for table in RECORDED:
        op.add_column(table, sa.Column("agency_id", sa.String(40), nullable=False, server_default=""))
        op.execute(
            f"UPDATE {table} SET agency_id = "  # noqa: S608
            f"(SELECT agency_id FROM inspector WHERE inspector.id = {table}.inspector_id)"
        )


def downgrade() -> None:
    for table in RECORDED:
        op.drop_column(table, "agency_id")
