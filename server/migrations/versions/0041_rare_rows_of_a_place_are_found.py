"""Rows that few visits have, such as a repeated one, are found by industry and by sub-district alike."""

import sqlalchemy as sa
from alembic import op

revision = "0041"
down_revision = "0040"
branch_labels = None
depends_on = None

PLACES = ("industry", "sub_district")
RARE = sa.text("rare")


def upgrade() -> None:
    for place in PLACES:
        columns = ["agency_id", "item_id", place, "day"]
        op.create_index(f"ix_counted_rare_{place}", "counted", columns, sqlite_where=RARE, postgresql_where=RARE)


def downgrade() -> None:
    for place in PLACES:
        op.drop_index(f"ix_counted_rare_{place}", "counted")
