"""Equivalent items take three steps, answers may adopt an earlier result, and agencies object to results."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None

ID = sa.String(36)
AGENCY = sa.String(40)
MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
RUNNING = sa.text("state IN ('filed', 'accepted', 'planned', 'inspected')")
HELD = ("objection",)


def upgrade() -> None:
    _equivalences()
    op.add_column("answer", sa.Column("adopts", ID))
    _objections()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name in HELD:
        op.execute(_on_sqlite(name) if sqlite else _on_postgresql(name))


def _equivalences() -> None:
    """A pair approved before was agreed to by the other agency or by admin then."""
    op.add_column("item_equivalence", sa.Column("agreed_by", ID))
    op.add_column("item_equivalence", sa.Column("agreed_at", MOMENT))
    op.add_column("item_equivalence", sa.Column("state", sa.String(12), nullable=False, server_default="proposed"))
    op.add_column("item_equivalence", sa.Column("reason", sa.Text(), nullable=False, server_default=""))
    op.execute(
        "UPDATE item_equivalence SET state = 'approved', agreed_at = approved_at, agreed_by = approved_by "
        "WHERE approved_at IS NOT NULL"
    )


def _objections() -> None:
    op.create_table(
        "objection",
        sa.Column("id", ID, primary_key=True),
        sa.Column("number", sa.String(20), nullable=False, unique=True),
        sa.Column("visit_id", ID, sa.ForeignKey("visit.id"), nullable=False),
        sa.Column("result_id", ID, sa.ForeignKey("result.id"), nullable=False),
        sa.Column("against_id", AGENCY, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("agency_id", AGENCY, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("items", DOCUMENT, nullable=False),
        sa.Column("ground", sa.String(12), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("account_id", ID, sa.ForeignKey("account.id")),
        sa.Column("filed_at", MOMENT, nullable=False),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("reminded_on", sa.Date()),
        sa.Column("handler_id", ID, sa.ForeignKey("account.id")),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("plan_id", ID, sa.ForeignKey("plan.id")),
        sa.Column("uninvolved_id", ID, sa.ForeignKey("inspector.id")),
        sa.Column("attends", sa.Boolean()),
        sa.Column("outcome", sa.String(12)),
        sa.Column("conclusion", sa.Text(), nullable=False),
        sa.Column("concluded_at", MOMENT),
        sa.Column("after_id", ID, sa.ForeignKey("result.id")),
    )
    for column in ("visit_id", "against_id", "agency_id", "plan_id"):
        op.create_index(f"ix_objection_{column}", "objection", [column])
    op.create_index("ix_objection_state_due_on", "objection", ["state", "due_on"])
    op.create_index(
        "ix_objection_running", "objection", ["visit_id", "against_id"], unique=True, sqlite_where=RUNNING,
        postgresql_where=RUNNING,
    )  # fmt: skip
    op.create_table(
        "objection_photo",
        sa.Column("objection_id", ID, sa.ForeignKey("objection.id"), primary_key=True),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("blob.sha256"), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
    )


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name in HELD:
        op.execute(f"DROP TRIGGER {name}_held" + ("" if sqlite else f" ON {name}"))
    op.drop_table("objection_photo")
    op.drop_table("objection")
    op.drop_column("answer", "adopts")
    for name in ("reason", "state", "agreed_at", "agreed_by"):
        op.drop_column("item_equivalence", name)


def _on_sqlite(name: str) -> str:
    return (
        f"CREATE TRIGGER {name}_held BEFORE DELETE ON {name} WHEN EXISTS "  # noqa: S608
        "(SELECT 1 FROM evidence_hold WHERE visit_id = OLD.visit_id AND released_at IS NULL) "
        "BEGIN SELECT RAISE(ABORT, 'held as evidence'); END"
    )


def _on_postgresql(name: str) -> str:
    return f"CREATE TRIGGER {name}_held BEFORE DELETE ON {name} FOR EACH ROW EXECUTE FUNCTION refuse_held()"
