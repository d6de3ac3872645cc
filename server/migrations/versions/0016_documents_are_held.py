"""A document issued for a visit belongs to it: while a case holds the visit, no document of it can be deleted."""

from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

HELD = ("document",)


def upgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name in HELD:
        op.execute(_on_sqlite(name) if sqlite else _on_postgresql(name))


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name in HELD:
        op.execute(f"DROP TRIGGER {name}_held" + ("" if sqlite else f" ON {name}"))


def _on_sqlite(name: str) -> str:
    return (
        f"CREATE TRIGGER {name}_held BEFORE DELETE ON {name} WHEN EXISTS "  # noqa: S608
        "(SELECT 1 FROM evidence_hold WHERE visit_id = OLD.visit_id AND released_at IS NULL) "
        "BEGIN SELECT RAISE(ABORT, 'held as evidence'); END"
    )


def _on_postgresql(name: str) -> str:
    return f"CREATE TRIGGER {name}_held BEFORE DELETE ON {name} FOR EACH ROW EXECUTE FUNCTION refuse_held()"
