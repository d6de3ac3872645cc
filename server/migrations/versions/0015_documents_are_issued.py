"""Documents of a visit are issued under a number, in versions that never change."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "document",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("visit_id", sa.String(36), nullable=False),
        sa.Column("agency_id", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(120), nullable=False),
        sa.Column("said", sa.String(64), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("account_id", sa.String(36)),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name="fk_document_visit_id"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_document_agency_id"),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_document_account_id"),
        sa.PrimaryKeyConstraint("id", name="pk_document"),
        sa.UniqueConstraint(
            "visit_id", "agency_id", "kind", "version", name="uq_document_visit_id_agency_id_kind_version"
        ),
    )


def downgrade() -> None:
    op.drop_table("document")
