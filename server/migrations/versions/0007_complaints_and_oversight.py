"""Complaints, cases of oversight with questions and measures, decisions on irregularities, and the hold on evidence."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)
ID = sa.String(36)
AGENCY = sa.String(40)
# Whatever belongs to a visit: while a case holds it, the database refuses to delete any of it.
HELD = (
    "answer", "check_in", "closing", "finding", "plan", "result", "settlement", "statement", "visit_evidence",
)  # fmt: skip


def upgrade() -> None:
    _complaints()
    _cases()
    _irregularities()
    for statement in _triggers(op.get_bind().dialect.name):
        op.execute(statement)


def _complaints() -> None:
    op.create_table(
        "complaint",
        sa.Column("id", ID, primary_key=True),
        sa.Column("key", ID, nullable=False, unique=True),
        sa.Column("number", sa.String(20), nullable=False, unique=True),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("premises_id", ID, sa.ForeignKey("premises.id"), nullable=False),
        sa.Column("enterprise_id", ID, sa.ForeignKey("enterprise.id"), nullable=False),
        sa.Column("visit_id", ID, sa.ForeignKey("visit.id")),
        sa.Column("agency_id", AGENCY, sa.ForeignKey("agency.id")),
        sa.Column("conduct", DOCUMENT, nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("place", sa.String(200), nullable=False),
        sa.Column("account_id", ID, sa.ForeignKey("account.id")),
        sa.Column("disclosed", sa.Boolean(), nullable=False),
        sa.Column("filed_at", MOMENT, nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )
    op.create_index("ix_complaint_premises_id_filed_at", "complaint", ["premises_id", "filed_at"])
    for column in ("enterprise_id", "visit_id", "account_id"):
        op.create_index(f"ix_complaint_{column}", "complaint", [column])
    op.create_table(
        "complaint_photo",
        sa.Column("complaint_id", ID, sa.ForeignKey("complaint.id"), primary_key=True),
        sa.Column("sha256", sa.String(64), sa.ForeignKey("blob.sha256"), primary_key=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("added_at", MOMENT, nullable=False),
    )


def _cases() -> None:
    op.create_table(
        "oversight_case",
        sa.Column("id", ID, primary_key=True),
        sa.Column("number", sa.String(20), nullable=False, unique=True),
        sa.Column("origin", sa.String(12), nullable=False),
        sa.Column("state", sa.String(14), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("agency_id", AGENCY, sa.ForeignKey("agency.id")),
        sa.Column("premises_id", ID, sa.ForeignKey("premises.id")),
        sa.Column("visit_id", ID, sa.ForeignKey("visit.id")),
        sa.Column("complaint_id", ID, sa.ForeignKey("complaint.id"), unique=True),
        sa.Column("handler_id", ID, sa.ForeignKey("account.id")),
        sa.Column("opened_at", MOMENT, nullable=False),
        sa.Column("due_on", sa.Date()),
        sa.Column("reminded_on", sa.Date()),
        sa.Column("outcome", sa.String(12)),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("content", sa.Boolean()),
        sa.Column("content_text", sa.Text(), nullable=False),
    )
    op.create_index("ix_oversight_case_state_due_on", "oversight_case", ["state", "due_on"])
    for column in ("agency_id", "visit_id"):
        op.create_index(f"ix_oversight_case_{column}", "oversight_case", [column])
    op.create_table(
        "case_question",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("oversight_case.id"), nullable=False),
        sa.Column("agency_id", AGENCY, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("inspector_id", ID, sa.ForeignKey("inspector.id")),
        sa.Column("names_visit", sa.Boolean(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("asked_at", MOMENT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reminded_on", sa.Date()),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answered_at", MOMENT),
        sa.Column("answered_by", ID, sa.ForeignKey("account.id")),
    )
    op.create_table(
        "case_measure",
        sa.Column("id", ID, primary_key=True),
        sa.Column("case_id", ID, sa.ForeignKey("oversight_case.id"), nullable=False),
        sa.Column("agency_id", AGENCY, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("ordered_at", MOMENT, nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("reminded_on", sa.Date()),
        sa.Column("report", sa.Text(), nullable=False),
        sa.Column("reported_at", MOMENT),
        sa.Column("returned", sa.Text(), nullable=False),
        sa.Column("confirmed_at", MOMENT),
    )
    for table in ("case_question", "case_measure"):
        for column in ("case_id", "agency_id"):
            op.create_index(f"ix_{table}_{column}", table, [column])
    op.create_table(
        "evidence_hold",
        sa.Column("case_id", ID, sa.ForeignKey("oversight_case.id"), primary_key=True),
        sa.Column("visit_id", ID, sa.ForeignKey("visit.id"), primary_key=True),
        sa.Column("held_at", MOMENT, nullable=False),
        sa.Column("released_at", MOMENT),
    )
    op.create_index("ix_evidence_hold_visit_id", "evidence_hold", ["visit_id"])


def _irregularities() -> None:
    op.create_table(
        "alarm_rule",
        sa.Column("code", sa.String(40), primary_key=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("at_least", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("changed_at", MOMENT, nullable=False),
        sa.Column("changed_by", ID, sa.ForeignKey("account.id")),
    )
    with op.batch_alter_table("irregularity") as table:
        table.add_column(sa.Column("mark", sa.String(64), nullable=False, server_default=""))
        table.add_column(sa.Column("decision", sa.String(10), nullable=False, server_default="open"))
        table.add_column(sa.Column("reason", sa.Text(), nullable=False, server_default=""))
        table.add_column(sa.Column("decided_at", MOMENT))
        table.add_column(sa.Column("decided_by", ID))
        table.add_column(sa.Column("case_id", ID))
        table.create_foreign_key(op.f("fk_irregularity_decided_by"), "account", ["decided_by"], ["id"])
        table.create_foreign_key(op.f("fk_irregularity_case_id"), "oversight_case", ["case_id"], ["id"])
    op.execute("UPDATE irregularity SET mark = id")
    with op.batch_alter_table("irregularity") as table:
        table.create_unique_constraint(op.f("uq_irregularity_mark"), ["mark"])
    for column in ("decision", "case_id"):
        op.create_index(f"ix_irregularity_{column}", "irregularity", [column])


def _triggers(dialect: str) -> list[str]:
    held = "EXISTS (SELECT 1 FROM evidence_hold WHERE visit_id = OLD.visit_id AND released_at IS NULL)"
    if dialect == "sqlite":
        return [
            f"CREATE TRIGGER {name}_held BEFORE DELETE ON {name} WHEN {held} "
            "BEGIN SELECT RAISE(ABORT, 'held as evidence'); END"
            for name in HELD
        ]
    function = (
        "CREATE FUNCTION refuse_held() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        f"IF {held} THEN RAISE EXCEPTION 'held as evidence' USING ERRCODE = 'integrity_constraint_violation'; END IF; "
        "RETURN OLD; END $$"
    )
    each = "CREATE TRIGGER {0}_held BEFORE DELETE ON {0} FOR EACH ROW EXECUTE FUNCTION refuse_held()"
    return [function, *(each.format(name) for name in HELD)]


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name in HELD:
        op.execute(f"DROP TRIGGER {name}_held" + ("" if sqlite else f" ON {name}"))
    if not sqlite:
        op.execute("DROP FUNCTION refuse_held")
    for column in ("decision", "case_id"):
        op.drop_index(f"ix_irregularity_{column}", "irregularity")
    with op.batch_alter_table("irregularity") as table:
        for column in ("mark", "decision", "reason", "decided_at", "decided_by", "case_id"):
            table.drop_column(column)
    for name in ("alarm_rule", "evidence_hold", "case_measure", "case_question", "oversight_case"):
        op.drop_table(name)
    for name in ("complaint_photo", "complaint"):
        op.drop_table(name)
