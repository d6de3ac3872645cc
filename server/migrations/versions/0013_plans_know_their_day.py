"""A plan says on which day it stands: an agency finds its coming plans without reading every visit."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

STANDING = sa.text("state = 'filed'")


def upgrade() -> None:
    op.add_column("plan", sa.Column("stands_on", sa.Date()))
    op.execute("UPDATE plan SET stands_on = (SELECT visit_on FROM visit WHERE visit.id = plan.visit_id)")
    op.create_index(
        "ix_plan_standing", "plan", ["agency_id", "stands_on"], sqlite_where=STANDING, postgresql_where=STANDING
    )


def downgrade() -> None:
    op.drop_index("ix_plan_standing", table_name="plan")
    op.drop_column("plan", "stands_on")
