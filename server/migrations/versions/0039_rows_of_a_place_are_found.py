"""The rows behind a figure of one industry in one sub-district are found by an index of their own."""

from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None

BY_PLACE = ["agency_id", "item_id", "industry", "sub_district", "day"]


def upgrade() -> None:
    op.create_index("ix_counted_place", "counted", BY_PLACE)


def downgrade() -> None:
    op.drop_index("ix_counted_place", "counted")
