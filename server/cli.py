"""The `mashang` command."""

import sys
from pathlib import Path

import click
from flask import Flask
from flask_migrate import upgrade as migrate_upgrade

from server import tables  # noqa: F401
from server.app import create_app


@click.group()
def main() -> None:
    """Mashang (码上): inspections anyone concerned can see, check and rate."""


@main.command()
def upgrade() -> None:
    """Brings the database to the newest schema."""
    bring_up_to_date(create_app())


def bring_up_to_date(app: Flask) -> None:
    """Runs the migrations that this database has not seen."""
    with app.app_context():
        migrate_upgrade(directory=str(Path(app.root_path) / "migrations"))


if __name__ == "__main__":
    sys.exit(main())
