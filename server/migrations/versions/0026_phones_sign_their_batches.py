"""Phones sign the head of their chain with each batch; the signatures are kept for whoever checks later."""

import sqlalchemy as sa
from alembic import op

from server.db import UTCDateTime

revision = "0026"
down_revision = "0025"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "batch_signature",
        sa.Column("device_id", sa.String(36), nullable=False),
        sa.Column("dseq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("key_id", sa.String(16), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("received_at", UTCDateTime(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"], name=op.f("fk_batch_signature_device_id_device")),
        sa.ForeignKeyConstraint(["key_id"], ["device_key.id"], name=op.f("fk_batch_signature_key_id_device_key")),
        sa.PrimaryKeyConstraint("device_id", "dseq", name=op.f("pk_batch_signature")),
    )


def downgrade() -> None:
    op.drop_table("batch_signature")
