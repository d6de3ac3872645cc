"""The trail's entries become leaves of a tree whose states are signed; those that are there get their places now."""

import hashlib
import os

import sqlalchemy as sa
from alembic import op

from server.db import UTCDateTime

revision = "0024"
down_revision = "0023"
branch_labels = None
depends_on = None
AT_ONCE = 5000


def upgrade() -> None:
    leaf = op.create_table(
        "log_leaf",
        sa.Column("log_index", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.String(36), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=True),
        sa.Column("commitment", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("log_index", name=op.f("pk_log_leaf")),
        sa.UniqueConstraint("entry_id", name=op.f("uq_log_leaf_entry_id")),
    )
    op.create_table(
        "log_epoch",
        sa.Column("origin", sa.String(255), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("keys", sa.Text(), nullable=False),
        sa.Column("began_at", UTCDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("origin", name=op.f("pk_log_epoch")),
        sa.UniqueConstraint("number", name=op.f("uq_log_epoch_number")),
    )
    op.create_table(
        "log_checkpoint",
        sa.Column("origin", sa.String(255), nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("made_at", UTCDateTime(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["origin"], ["log_epoch.origin"], name=op.f("fk_log_checkpoint_origin_log_epoch")),
        sa.PrimaryKeyConstraint("origin", "size", name=op.f("pk_log_checkpoint")),
    )
    op.create_table(
        "log_cosignature",
        sa.Column("origin", sa.String(255), nullable=False),
        sa.Column("size", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("witness", sa.String(400), nullable=False),
        sa.Column("line", sa.Text(), nullable=False),
        sa.Column("seen_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["origin"], ["log_epoch.origin"], name=op.f("fk_log_cosignature_origin_log_epoch")),
        sa.PrimaryKeyConstraint("origin", "size", "witness", name=op.f("pk_log_cosignature")),
    )
    _take_in(leaf)


def downgrade() -> None:
    for name in ("log_cosignature", "log_checkpoint", "log_epoch", "log_leaf"):
        op.drop_table(name)


def _take_in(leaf: sa.Table) -> None:
    """In the order in which they were received; ids made at one moment keep one order."""
    entry = sa.table("trail_entry", sa.column("id"), sa.column("received_at"), sa.column("body", sa.LargeBinary()))
    connection = op.get_bind()
    ids = connection.execute(sa.select(entry.c.id).order_by(entry.c.received_at, entry.c.id)).scalars().all()
    for begin in range(0, len(ids), AT_ONCE):
        some = ids[begin : begin + AT_ONCE]
        bodies = dict(connection.execute(sa.select(entry.c.id, entry.c.body).where(entry.c.id.in_(some))).all())
        op.bulk_insert(leaf, [_leaf(begin + number, each, bytes(bodies[each])) for number, each in enumerate(some)])


def _leaf(place: int, entry_id: str, body: bytes) -> dict[str, object]:
    salt = os.urandom(16)
    commitment = hashlib.sha256(salt + body).digest()
    return {"log_index": place, "entry_id": entry_id, "salt": salt, "commitment": commitment}
