"""Desks: phones say when they were last heard, jobs how they went; documents have numbers and texts of their own."""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

WITHOUT_PLAN = {"sqlite": sa.text("planned IS 0"), "postgresql": sa.text("planned IS false")}
UNDER_WAY = sa.text("state = 'started'")
UNAPPROVED = sa.text("missed_at IS NOT NULL AND approved_at IS NULL")


def upgrade() -> None:
    op.add_column("device", sa.Column("heard_at", sa.DateTime(timezone=True)))
    op.create_table(
        "job",
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failed_at", sa.DateTime(timezone=True)),
        sa.Column("fault", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name", name="pk_job"),
    )
    op.create_table(
        "document_template",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("account_id", sa.String(36)),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["account_id"], ["account.id"], name="fk_document_template_account_id_account"),
        sa.PrimaryKeyConstraint("id", name="pk_document_template"),
        sa.UniqueConstraint("kind", "version", name="uq_document_template_kind_version"),
    )
    op.create_table(
        "document_number",
        sa.Column("id", sa.String(36), nullable=False),
        sa.Column("visit_id", sa.String(36), nullable=False),
        sa.Column("agency_id", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("number", sa.String(120), nullable=False),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visit.id"], name="fk_document_number_visit_id_visit"),
        sa.ForeignKeyConstraint(["agency_id"], ["agency.id"], name="fk_document_number_agency_id_agency"),
        sa.PrimaryKeyConstraint("id", name="pk_document_number"),
        sa.UniqueConstraint("visit_id", "agency_id", "kind", name="uq_document_number_visit_id_agency_id_kind"),
    )
    _hold()
    op.create_index("ix_visit_under_way", "visit", ["visit_on"], sqlite_where=UNDER_WAY, postgresql_where=UNDER_WAY)
    op.create_index(
        "ix_visit_unplanned", "visit", ["agency_id", "visit_on"], sqlite_where=WITHOUT_PLAN["sqlite"],
        postgresql_where=WITHOUT_PLAN["postgresql"],
    )  # fmt: skip
    op.create_index(
        "ix_plan_approval_missed", "plan_approval", ["plan_id"], sqlite_where=UNAPPROVED, postgresql_where=UNAPPROVED
    )


def _hold() -> None:
    """While a case holds a visit, no number of its documents can be deleted."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute(
            "CREATE TRIGGER document_number_held BEFORE DELETE ON document_number WHEN EXISTS "
            "(SELECT 1 FROM evidence_hold WHERE visit_id = OLD.visit_id AND released_at IS NULL) "
            "BEGIN SELECT RAISE(ABORT, 'held as evidence'); END"
        )
    else:
        op.execute(
            "CREATE TRIGGER document_number_held BEFORE DELETE ON document_number "
            "FOR EACH ROW EXECUTE FUNCTION refuse_held()"
        )


def downgrade() -> None:
    op.drop_index("ix_plan_approval_missed", table_name="plan_approval")
    op.drop_index("ix_visit_unplanned", table_name="visit")
    op.drop_index("ix_visit_under_way", table_name="visit")
    op.drop_table("document_number")
    op.drop_table("document_template")
    op.drop_table("job")
    op.drop_column("device", "heard_at")
