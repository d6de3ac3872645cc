"""Sync keeps what it cannot use, where feeds stood each day, settled answers, earlier agencies, and previews."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

DOCUMENT = sa.JSON().with_variant(postgresql.JSONB(), "postgresql")
MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    _visits()
    _feeds()
    _set_aside()


def _visits() -> None:
    op.create_table(
        "settlement",
        sa.Column("operation_id", sa.String(36), primary_key=True),
        sa.Column("visit_id", sa.String(36), sa.ForeignKey("visit.id"), nullable=False),
        sa.Column("item_id", sa.String(60), sa.ForeignKey("inspection_item.id"), nullable=False),
        sa.Column("line", sa.String(20), nullable=False),
        sa.Column("value", sa.String(20), nullable=False),
        sa.Column("settles", DOCUMENT, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("inspector_id", sa.String(36), sa.ForeignKey("inspector.id"), nullable=False),
        sa.Column("made_at", MOMENT, nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("dseq", sa.Integer(), nullable=False),
    )
    op.create_index("ix_settlement_visit_id", "settlement", ["visit_id"])
    op.create_table(
        "posting",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("inspector_id", sa.String(36), sa.ForeignKey("inspector.id"), nullable=False),
        sa.Column("agency_id", sa.String(40), sa.ForeignKey("agency.id"), nullable=False),
        sa.Column("ended_at", MOMENT, nullable=False),
    )
    op.create_index("ix_posting_inspector_id", "posting", ["inspector_id"])
    op.add_column("blob", sa.Column("previewed_at", MOMENT))
    op.create_index("ix_blob_claim_account_id", "blob_claim", ["account_id"])


def _feeds() -> None:
    op.add_column("sync_head", sa.Column("floor_digest", sa.String(64), nullable=False, server_default="0" * 64))
    op.create_table(
        "sync_mark",
        sa.Column("feed", sa.String(80), primary_key=True),
        sa.Column("day", sa.Date(), primary_key=True),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
    )


def _set_aside() -> None:
    op.create_table(
        "quarantine",
        sa.Column("entry_id", sa.String(36), sa.ForeignKey("trail_entry.id"), primary_key=True),
        sa.Column("device_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(40), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
        sa.Column("outcome", sa.String(12), nullable=False),
        sa.Column("settled_at", MOMENT),
        sa.Column("settled_by", sa.String(36), sa.ForeignKey("account.id")),
        sa.Column("reason", sa.Text(), nullable=False),
    )
    op.execute(
        "INSERT INTO quarantine (entry_id, device_id, kind, code, received_at, outcome, reason) "
        "SELECT id, device_id, kind, code, received_at, 'open', '' FROM trail_entry WHERE status = 'quarantined'"
    )
    op.create_index("ix_quarantine_device_id", "quarantine", ["device_id"])
    op.create_index("ix_quarantine_outcome_received_at", "quarantine", ["outcome", "received_at"])
    op.create_table(
        "reject_log",
        sa.Column("id", sa.String(36), primary_key=True),
        sa.Column("device_id", sa.String(36), nullable=False),
        sa.Column("code", sa.String(40), nullable=False),
        sa.Column("sha256", sa.String(64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", MOMENT, nullable=False),
    )
    op.create_index("ix_reject_log_device_id", "reject_log", ["device_id"])


def downgrade() -> None:
    for table in ("reject_log", "quarantine", "sync_mark", "posting", "settlement"):
        op.drop_table(table)
    op.drop_column("sync_head", "floor_digest")
    op.drop_index("ix_blob_claim_account_id", "blob_claim")
    op.drop_column("blob", "previewed_at")
