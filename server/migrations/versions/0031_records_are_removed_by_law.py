"""What is removed by law is kept account of, held evidence refuses it, and looks at somebody's records are noted."""

import sqlalchemy as sa
from alembic import op

revision = "0031"
down_revision = "0030"
branch_labels = None
depends_on = None

ID = sa.String(36)
MOMENT = sa.DateTime(timezone=True)
STANDING = sa.text("state != 'returned'")
HOLD = "evidence_hold AS hold WHERE hold.released_at IS NULL AND hold.visit_id"
# Emptying a leaf and giving up a file are refused as deleting is, by whatever way they are tried.
GUARDS = {
    "log_leaf": (
        "salt", "OLD.salt IS NOT NULL AND NEW.salt IS NULL",
        f"EXISTS (SELECT 1 FROM {HOLD} = "  # noqa: S608
        "(SELECT entry.entity_id FROM trail_entry AS entry WHERE entry.id = OLD.entry_id AND entry.entity = 'visit'))",
    ),
    "blob": (
        "removed_at", "NEW.removed_at IS NOT NULL",
        f"EXISTS (SELECT 1 FROM {HOLD} IN "  # noqa: S608
        "(SELECT visit_id FROM visit_evidence WHERE sha256 = OLD.sha256 "
        "UNION SELECT visit_id FROM document WHERE sha256 = OLD.sha256 "
        "UNION SELECT correction.visit_id FROM correction JOIN correction_photo "
        "ON correction_photo.correction_id = correction.id WHERE correction_photo.sha256 = OLD.sha256))",
    ),
}  # fmt: skip


def upgrade() -> None:
    op.add_column("blob", sa.Column("removed_at", MOMENT))
    _removals()
    _looks()
    for statement in _guards(op.get_bind().dialect.name):
        op.execute(statement)


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name in GUARDS:
        op.execute(f"DROP TRIGGER {name}_emptied" + ("" if sqlite else f" ON {name}"))
        if not sqlite:
            op.execute(f"DROP FUNCTION refuse_emptied_{name}")
    op.drop_table("look")
    op.drop_table("removal")
    op.drop_column("blob", "removed_at")


def _removals() -> None:
    op.create_table(
        "removal",
        sa.Column("id", ID, primary_key=True),
        sa.Column("scope", sa.String(12), nullable=False),
        sa.Column("target", sa.String(64), nullable=False),
        sa.Column("about_visit", ID, sa.ForeignKey("visit.id")),
        sa.Column("ground", sa.String(12), nullable=False),
        sa.Column("ordered_by", sa.String(100), nullable=False),
        sa.Column("reference", sa.String(200), nullable=False),
        sa.Column("state", sa.String(10), nullable=False),
        sa.Column("proposed_by", ID, sa.ForeignKey("account.id"), nullable=False),
        sa.Column("proposed_at", MOMENT, nullable=False),
        sa.Column("decided_by", ID, sa.ForeignKey("account.id")),
        sa.Column("decided_at", MOMENT),
        sa.Column("returned", sa.Text(), nullable=False),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("files", sa.Integer(), nullable=False),
        sa.Column("entry_id", ID),
    )
    op.create_index("ix_removal_about_visit", "removal", ["about_visit"])
    op.create_index("ix_removal_state_proposed_at", "removal", ["state", "proposed_at"])
    op.create_index(
        "ix_removal_standing", "removal", ["scope", "target"], unique=True,
        sqlite_where=STANDING, postgresql_where=STANDING,
    )  # fmt: skip


def _looks() -> None:
    op.create_table(
        "look",
        sa.Column("subject", sa.String(12), primary_key=True),
        sa.Column("subject_id", ID, primary_key=True),
        sa.Column("seen_on", sa.Date(), primary_key=True),
        sa.Column("account_id", ID, sa.ForeignKey("account.id"), primary_key=True),
        sa.Column("role", sa.String(20), nullable=False),
        sa.Column("agency_id", sa.String(40), sa.ForeignKey("agency.id")),
    )
    op.create_index("ix_look_seen_on", "look", ["seen_on"])


def _guards(dialect: str) -> list[str]:
    found = []
    for name, (column, empties, held) in GUARDS.items():
        if dialect == "sqlite":
            found.append(
                f"CREATE TRIGGER {name}_emptied BEFORE UPDATE OF {column} ON {name} WHEN {empties} AND {held} "
                "BEGIN SELECT RAISE(ABORT, 'held as evidence'); END"
            )
        else:
            found += [
                f"CREATE FUNCTION refuse_emptied_{name}() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
                f"IF {empties} AND {held} THEN RAISE EXCEPTION 'held as evidence' "
                "USING ERRCODE = 'integrity_constraint_violation'; END IF; RETURN NEW; END $$",
                f"CREATE TRIGGER {name}_emptied BEFORE UPDATE OF {column} ON {name} "
                f"FOR EACH ROW EXECUTE FUNCTION refuse_emptied_{name}()",
            ]
    return found
