"""Visits that are no inspections but still enter the premises are recorded."""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    op.create_table(
        "service_visit",
        sa.Column("id", ID, primary_key=True),
        sa.Column("premises_id", ID, sa.ForeignKey("premises.id"), nullable=False),
        sa.Column("agency_id", sa.String(40), sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("visit_on", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("people", sa.String(200), nullable=False),
        sa.Column("account_id", ID, sa.ForeignKey("account.id")),
        sa.Column("recorded_at", MOMENT, nullable=False),
        sa.Column("called_off_at", MOMENT),
    )
    op.create_index("ix_service_visit_premises_id_visit_on", "service_visit", ["premises_id", "visit_on"])
    op.create_index("ix_service_visit_agency_id", "service_visit", ["agency_id"])
    op.create_index("ix_service_visit_visit_on", "service_visit", ["visit_on"])


def downgrade() -> None:
    op.drop_table("service_visit")
