"""Versions of results are signed off, item by item in force; corrections have steps of the agency's own.

Results drawn up before are taken as issued then: that nobody signed them is said by their grade.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

ID = sa.String(36)
AGENCY = sa.String(40)
MOMENT = sa.DateTime(timezone=True)
DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
HELD = ("sign_off", "result_item", "correction_step")
WAITING = sa.text("state = 'waiting'")
IN_FORCE = sa.text("ended_at IS NULL")
TO_CORRECT = sa.text("correction_due IS NOT NULL AND corrected_at IS NULL AND withdrawn_by IS NULL")
SIX_MONTHS = 6
AT_ONCE = 1000


def upgrade() -> None:
    _columns()
    _tables()
    _earlier()
    _indexes()
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name in HELD:
        op.execute(_on_sqlite(name) if sqlite else _on_postgresql(name))


def _columns() -> None:
    op.add_column("result", sa.Column("findings", DOCUMENT, nullable=False, server_default="[]"))
    op.add_column("result", sa.Column("state", sa.String(12), nullable=False, server_default="signed"))
    op.add_column("result", sa.Column("origin", sa.String(12), nullable=False, server_default="closed"))
    op.add_column("result", sa.Column("reason", sa.Text(), nullable=False, server_default=""))
    op.add_column("finding", sa.Column("corrected_at", MOMENT))


def _tables() -> None:
    op.create_table(
        "sign_off",
        sa.Column("result_id", ID, sa.ForeignKey("result.id"), primary_key=True),
        sa.Column("visit_id", ID, sa.ForeignKey("visit.id"), nullable=False),
        sa.Column("agency_id", AGENCY, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("disposition", sa.String(16)),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("inspector_id", ID, sa.ForeignKey("inspector.id"), nullable=False),
        sa.Column("account_id", ID, sa.ForeignKey("account.id")),
        sa.Column("grade", sa.String(12), nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.Column("document", sa.Text(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("proof", DOCUMENT),
    )
    op.create_table(
        "result_item",
        sa.Column("result_id", ID, sa.ForeignKey("result.id"), primary_key=True),
        sa.Column("item_id", sa.String(60), sa.ForeignKey("inspection_item.id"), primary_key=True),
        sa.Column("item_version_id", ID, sa.ForeignKey("item_version.id"), nullable=False),
        sa.Column("visit_id", ID, sa.ForeignKey("visit.id"), nullable=False),
        sa.Column("premises_id", ID, sa.ForeignKey("premises.id")),
        sa.Column("agency_id", AGENCY, sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(24), nullable=False),
        sa.Column("value", sa.String(20), nullable=False),
        sa.Column("visit_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("signed_at", MOMENT, nullable=False),
        sa.Column("ended_at", MOMENT),
    )
    op.create_table(
        "correction_step",
        sa.Column("id", ID, primary_key=True),
        sa.Column("finding_id", ID, sa.ForeignKey("finding.id"), nullable=False),
        sa.Column("visit_id", ID, sa.ForeignKey("visit.id"), nullable=False),
        sa.Column("agency_id", AGENCY, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("due", sa.Date()),
        sa.Column("account_id", ID, sa.ForeignKey("account.id")),
        sa.Column("made_at", MOMENT, nullable=False),
    )


def _indexes() -> None:
    op.create_index(
        "ix_result_waiting", "result", ["agency_id", "issued_at"], sqlite_where=WAITING, postgresql_where=WAITING
    )
    op.create_index(
        "ix_finding_to_correct", "finding", ["agency_id", "correction_due"], sqlite_where=TO_CORRECT,
        postgresql_where=TO_CORRECT,
    )  # fmt: skip
    op.create_index("ix_sign_off_visit_id", "sign_off", ["visit_id"])
    op.create_index("ix_sign_off_agency_id_signed_at", "sign_off", ["agency_id", "signed_at"])
    op.create_index("ix_sign_off_signed_at", "sign_off", ["signed_at"])
    op.create_index("ix_result_item_visit_id", "result_item", ["visit_id"])
    op.create_index("ix_result_item_item_id_visit_on", "result_item", ["item_id", "visit_on"])
    op.create_index(
        "ix_result_item_in_force", "result_item", ["premises_id", "item_id"], sqlite_where=IN_FORCE,
        postgresql_where=IN_FORCE,
    )  # fmt: skip
    op.create_index("ix_correction_step_finding_id", "correction_step", ["finding_id"])


def _earlier() -> None:
    """What was issued and confirmed before keeps its place under the new arrangement."""
    op.execute("UPDATE result SET origin = 'late' WHERE version > 1")
    op.execute(
        "INSERT INTO sign_off (result_id, visit_id, agency_id, text, inspector_id, grade, signed_at, document, digest) "
        "SELECT id, visit_id, agency_id, '', inspector_id, 'earlier', issued_at, '', '' FROM result"
    )
    op.execute(
        "UPDATE finding SET corrected_at = (SELECT max(answered_at) FROM correction "
        "WHERE correction.finding_id = finding.id AND correction.state = 'closed')"
    )
    _items_in_force()


def _items_in_force() -> None:
    connection, meta = op.get_bind(), sa.MetaData()
    result, item, version = (
        sa.Table(name, meta, autoload_with=connection) for name in ("result", "result_item", "item_version")
    )
    months = dict(connection.execute(sa.select(version.c.id, version.c.valid_months)).all())
    newest = dict(connection.execute(sa.select(version.c.item_id, version.c.id).order_by(version.c.version)).all())
    for rows in _some_results(connection, result):
        if made := [each for row in rows for each in _items(row, months, newest)]:
            connection.execute(sa.insert(item), made)


def _some_results(connection: sa.Connection, result: sa.Table) -> Iterator[Any]:
    """Every version with the moment at which the next one took its place, some at a time: a city has millions."""
    later = result.alias()
    following = sa.and_(
        later.c.visit_id == result.c.visit_id, later.c.agency_id == result.c.agency_id,
        later.c.version == result.c.version + 1,
    )  # fmt: skip
    asked = sa.select(result, later.c.issued_at.label("ended_at")).outerjoin(later, following)
    some, last = asked.where(result.c.id > sa.bindparam("last")).order_by(result.c.id).limit(AT_ONCE), ""
    while rows := connection.execute(some, {"last": last}).mappings().all():
        yield rows
        last = rows[-1]["id"]


def _items(row: Any, months: Any, newest: Any) -> Iterator[dict[str, Any]]:
    for each in row["outcomes"]:
        of = each.get("item_version") or newest.get(each["item"])
        if of is None:
            continue
        fine = each["outcome"] == "no_problem"
        yield {
            **{name: row[name] for name in ("visit_id", "premises_id", "agency_id", "version", "visit_on")},
            "result_id": row["id"], "item_id": each["item"], "item_version_id": of, "outcome": each["outcome"],
            "value": "conforming" if fine else "nonconforming", "signed_at": row["issued_at"],
            "valid_until": _months_later(row["visit_on"], months.get(of) or SIX_MONTHS), "ended_at": row["ended_at"],
        }  # fmt: skip


def _months_later(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1 + months
    last = (date((month + 1) // 12, (month + 1) % 12 + 1, 1) - timedelta(days=1)).day
    return date(month // 12, month % 12 + 1, min(day.day, last))


def downgrade() -> None:
    sqlite = op.get_bind().dialect.name == "sqlite"
    for name in HELD:
        op.execute(f"DROP TRIGGER {name}_held" + ("" if sqlite else f" ON {name}"))
    op.drop_index("ix_finding_to_correct", "finding")
    op.drop_index("ix_result_waiting", "result")
    for name in HELD:
        op.drop_table(name)
    op.drop_column("finding", "corrected_at")
    for name in ("reason", "origin", "state", "findings"):
        op.drop_column("result", name)


def _on_sqlite(name: str) -> str:
    return (
        f"CREATE TRIGGER {name}_held BEFORE DELETE ON {name} WHEN EXISTS "  # noqa: S608
        "(SELECT 1 FROM evidence_hold WHERE visit_id = OLD.visit_id AND released_at IS NULL) "
        "BEGIN SELECT RAISE(ABORT, 'held as evidence'); END"
    )


def _on_postgresql(name: str) -> str:
    return f"CREATE TRIGGER {name}_held BEFORE DELETE ON {name} FOR EACH ROW EXECUTE FUNCTION refuse_held()"
