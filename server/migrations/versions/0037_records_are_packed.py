"""Records in feeds are kept packed: a finding's words stand in each of them, and JSON packs to a quarter."""

import zlib
from collections.abc import Iterator, Sequence
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

AT_ONCE = 500
KEY = ("feed", "entity", "entity_id")


def upgrade() -> None:
    op.add_column("record", sa.Column("form", sa.LargeBinary))
    for rows in _parts("CAST(data AS TEXT)"):
        _put("form = :made", [(row, zlib.compress(row.held.encode(), 1)) for row in rows])
    op.drop_column("record", "data")


def downgrade() -> None:
    postgresql = op.get_bind().dialect.name == "postgresql"
    op.add_column("record", sa.Column("data", sa.dialects.postgresql.JSONB if postgresql else sa.JSON))
    for rows in _parts("form"):
        _put(f"data = {'CAST(:made AS JSONB)' if postgresql else ':made'}", [
            (row, zlib.decompress(row.held).decode()) for row in rows
        ])  # fmt: skip
    op.drop_column("record", "form")


def _parts(held: str) -> Iterator[Sequence[Any]]:
    """Every record that is not deleted, in the order of its key."""
    after = dict.fromkeys(KEY, "")
    asked = sa.text(
        f"SELECT feed, entity, entity_id, {held} AS held FROM record "  # noqa: S608
        "WHERE (feed, entity, entity_id) > (:feed, :entity, :entity_id) AND NOT deleted "
        f"ORDER BY feed, entity, entity_id LIMIT {AT_ONCE}"
    )
    while rows := op.get_bind().execute(asked, after).all():
        yield rows
        after = {name: getattr(rows[-1], name) for name in KEY}


def _put(change: str, made: Sequence[tuple[Any, Any]]) -> None:
    same = "WHERE feed = :feed AND entity = :entity AND entity_id = :entity_id"
    rows = [{**{name: getattr(row, name) for name in KEY}, "made": value} for row, value in made]
    op.get_bind().execute(sa.text(f"UPDATE record SET {change} {same}"), rows)  # noqa: S608
