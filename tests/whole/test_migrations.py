"""The migrations are one line, and lead to exactly the tables the code knows."""

from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from flask import Flask

from server import tables  # noqa: F401
from server.db import db


def test_migrations_are_numbered_and_in_one_line(app: Flask):
    script = ScriptDirectory(f"{app.root_path}/migrations")
    revisions = [each.revision for each in script.walk_revisions()]

    assert len(script.get_heads()) == 1
    assert sorted(revisions) == [f"{n:04}" for n in range(1, len(revisions) + 1)]


def test_the_migrated_database_is_what_the_tables_say(app: Flask):
    with db.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})

        assert compare_metadata(context, db.metadata) == []
