"""How many ratings of a day were dissatisfied is kept too, and words that agencies may read one day are found alone."""

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

WRITTEN = sa.text("group_id IS NOT NULL AND (process_text <> '' OR result_text <> '')")
LOCAL_DAY = {
    "sqlite": "date(completed_at, '+8 hours')",
    "postgresql": "date(completed_at AT TIME ZONE 'Asia/Shanghai')",
}


def upgrade() -> None:
    op.add_column("rated_day", sa.Column("dissatisfied", sa.Integer(), nullable=False, server_default="0"))
    op.create_index("ix_rating_written", "rating", ["group_id", "id"], sqlite_where=WRITTEN, postgresql_where=WRITTEN)
    day = LOCAL_DAY[op.get_bind().dialect.name]
    op.execute(
        "INSERT INTO rated_due (completed_at) "  # noqa: S608  no word of it comes from outside
        f"SELECT min(completed_at) FROM visit WHERE completed_at IS NOT NULL GROUP BY {day}"
    )


def downgrade() -> None:
    op.drop_index("ix_rating_written", "rating")
    op.drop_column("rated_day", "dissatisfied")
