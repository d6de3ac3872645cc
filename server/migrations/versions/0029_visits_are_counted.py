"""Visits are counted for each enterprise, and where and when visit codes were verified is kept."""

import sqlalchemy as sa
from alembic import op

revision = "0029"
down_revision = "0028"
branch_labels = None
depends_on = None

ID = sa.String(36)
HELD_ON_SQLITE = (
    "CREATE TRIGGER code_sighting_held BEFORE DELETE ON code_sighting WHEN EXISTS "
    "(SELECT 1 FROM evidence_hold WHERE visit_id = OLD.visit_id AND released_at IS NULL) "
    "BEGIN SELECT RAISE(ABORT, 'held as evidence'); END"
)
HELD_ON_POSTGRESQL = (
    "CREATE TRIGGER code_sighting_held BEFORE DELETE ON code_sighting FOR EACH ROW EXECUTE FUNCTION refuse_held()"
)


def upgrade() -> None:
    op.add_column("visit", sa.Column("ordinal", sa.Integer()))
    op.create_table(
        "code_sighting",
        sa.Column("entry_id", ID, primary_key=True),
        sa.Column("visit_id", ID, sa.ForeignKey("visit.id"), nullable=False),
        sa.Column("inspector_id", ID, sa.ForeignKey("inspector.id"), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
    )
    op.create_index("ix_code_sighting_visit_id", "code_sighting", ["visit_id"])
    op.create_index("ix_code_sighting_inspector_id_made_at", "code_sighting", ["inspector_id", "made_at"])
    op.execute(HELD_ON_SQLITE if op.get_bind().dialect.name == "sqlite" else HELD_ON_POSTGRESQL)


def downgrade() -> None:
    op.drop_table("code_sighting")
    op.drop_column("visit", "ordinal")
