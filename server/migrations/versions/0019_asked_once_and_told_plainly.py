"""Lines shared by several items, the leniency list, guides for industries, and assessments of a measure's impact."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
HELD = "impact_assessment"


def upgrade() -> None:
    op.add_column("answer", sa.Column("counts_for", sa.String(40)))
    _shared_lines()
    _leniency()
    _guides()
    _impacts()
    op.execute(_on_sqlite() if op.get_bind().dialect.name == "sqlite" else _on_postgresql())


def _shared_lines() -> None:
    op.create_table(
        "shared_line",
        sa.Column("id", ID, primary_key=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("content", sa.String(500), nullable=False),
        sa.Column("members", DOCUMENT, nullable=False),
        sa.Column("proposed_by", ID),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("agreed", DOCUMENT, nullable=False),
        sa.Column("stands_since", MOMENT),
        sa.Column("ended_at", MOMENT),
        sa.UniqueConstraint("number", "version"),
    )


def _leniency() -> None:
    op.create_table(
        "leniency",
        sa.Column("id", ID, primary_key=True),
        sa.Column("code", sa.String(60), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.String(60), sa.ForeignKey("inspection_item.id"), nullable=False),
        sa.Column("line", sa.String(20), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("first_offence", sa.Boolean(), nullable=False),
        sa.Column("minor", sa.Boolean(), nullable=False),
        sa.Column("corrected", sa.Boolean(), nullable=False),
        sa.Column("conditions", sa.Text(), nullable=False),
        sa.Column("legal_basis", DOCUMENT, nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date()),
        sa.UniqueConstraint("code", "version"),
    )
    op.create_index("ix_leniency_item_id", "leniency", ["item_id"])


def _guides() -> None:
    op.create_table(
        "guide",
        sa.Column("id", ID, primary_key=True),
        sa.Column("slug", sa.String(40), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(60), nullable=False),
        sa.Column("industries", DOCUMENT, nullable=False),
        sa.Column("items", DOCUMENT, nullable=False),
        sa.Column("intro", sa.Text(), nullable=False),
        sa.Column("prepare", DOCUMENT, nullable=False),
        sa.Column("ended", sa.Boolean(), nullable=False),
        sa.Column("made_by", ID),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.UniqueConstraint("slug", "version"),
    )
    op.create_table(
        "plain_line",
        sa.Column("id", ID, primary_key=True),
        sa.Column("item_id", sa.String(60), sa.ForeignKey("inspection_item.id"), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("made_by", ID),
        sa.Column("made_at", MOMENT, nullable=False),
    )
    op.create_index("ix_plain_line_item_id", "plain_line", ["item_id"])


def _impacts() -> None:
    op.create_table(
        "impact_questions",
        sa.Column("version", sa.Integer(), primary_key=True, autoincrement=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("account_id", ID, sa.ForeignKey("account.id")),
        sa.Column("made_at", MOMENT, nullable=False),
    )
    op.create_table(
        "impact_assessment",
        sa.Column("id", ID, primary_key=True),
        sa.Column("visit_id", ID, sa.ForeignKey("visit.id"), nullable=False),
        sa.Column("agency_id", sa.String(40), sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("result_version", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("questions_version", sa.Integer(), nullable=False),
        sa.Column("answers", DOCUMENT, nullable=False),
        sa.Column("made_by", sa.String(100), nullable=False),
        sa.Column("account_id", ID, sa.ForeignKey("account.id")),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.UniqueConstraint("visit_id", "agency_id", "version"),
    )
    op.create_index("ix_impact_assessment_agency_id", "impact_assessment", ["agency_id"])
    op.create_index("ix_impact_assessment_made_at", "impact_assessment", ["made_at"])


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    op.execute(f"DROP TRIGGER {HELD}_held" + ("" if sqlite else f" ON {HELD}"))
    for name in (HELD, "impact_questions", "plain_line", "guide", "leniency", "shared_line"):
        op.drop_table(name)
    op.drop_column("answer", "counts_for")


def _on_sqlite() -> str:
    return (
        f"CREATE TRIGGER {HELD}_held BEFORE DELETE ON {HELD} WHEN EXISTS "  # noqa: S608
        "(SELECT 1 FROM evidence_hold WHERE visit_id = OLD.visit_id AND released_at IS NULL) "
        "BEGIN SELECT RAISE(ABORT, 'held as evidence'); END"
    )


def _on_postgresql() -> str:
    return f"CREATE TRIGGER {HELD}_held BEFORE DELETE ON {HELD} FOR EACH ROW EXECUTE FUNCTION refuse_held()"
