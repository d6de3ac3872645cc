"""What was noticed and not dismissed, and a day's plans with their visit and channel, are read from indexes alone."""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None

UNDISMISSED, STANDING = sa.text("decision <> 'dismissed'"), sa.text("state = 'filed'")
STANDS = ["agency_id", "stands_on", "id", "premises_id", "window"]


def upgrade() -> None:
    op.create_index(
        "ix_irregularity_undismissed", "irregularity", ["noticed_at"], sqlite_where=UNDISMISSED,
        postgresql_where=UNDISMISSED,
    )  # fmt: skip
    _anew([*STANDS, "visit_id", "channel", "cause"])
    for table in ("irregularity", "plan"):
        op.execute(f'ANALYZE "{table}"')


def downgrade() -> None:
    _anew(STANDS)
    op.drop_index("ix_irregularity_undismissed", "irregularity")


def _anew(standing: list[str]) -> None:
    op.drop_index("ix_plan_standing", "plan")
    op.create_index("ix_plan_standing", "plan", standing, sqlite_where=STANDING, postgresql_where=STANDING)
