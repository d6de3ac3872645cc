"""Runs the numbered migrations against the application's own database."""

from typing import Any, Literal

from alembic import context
from flask import current_app
from sqlalchemy import JSON

from server.db import UTCDateTime, db


def render(kind: str, thing: Any, _context: Any) -> str | Literal[False]:
    """Writes our own column types as what they are in the database, so that old migrations never lean on new code."""
    if kind == "type" and isinstance(thing, UTCDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(thing, JSON):
        return 'sa.JSON().with_variant(postgresql.JSONB(), "postgresql")'
    return False


def run() -> None:
    """Each migration in its own transaction, on the engine the application uses."""
    with db.engine.connect() as connection:
        context.configure(
            connection=connection,
            target_metadata=db.metadata,
            transaction_per_migration=True,
            render_item=render,
            **current_app.extensions["migrate"].configure_args,
        )
        with context.begin_transaction():
            context.run_migrations()
        connection.commit()


run()
