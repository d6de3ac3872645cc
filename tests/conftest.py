"""A fresh application on a fresh database for each test: a copied SQLite file, or PostgreSQL with --database."""

import gc
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from argon2 import PasswordHasher
from flask import Flask
from flask.testing import FlaskClient

from server import config, tables  # noqa: F401
from server.accounts import passwords
from server.app import create_app
from server.db import bring_up_to_date, db
from server.limits import limiter
from tests.databases import Databases, PostgresDatabases, SqliteDatabases


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--database", choices=["sqlite", "postgresql"], default="sqlite")


class ApartClient(FlaskClient):
    """Each request in a context and a session of its own, as on a server; the test's session reads anew after it."""

    def open(self, *args: Any, **kwargs: Any) -> Any:
        with self.application.app_context():
            answer = super().open(*args, **kwargs)
        db.session.rollback()
        return answer


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """On PostgreSQL what touches the database, but for what is the same on both; there alone what only it refuses.

    Journeys in a browser wait much and come first, so that other tests run beside them to the end.
    """
    wanted = _on_postgresql if config.getoption("--database") == "postgresql" else _on_sqlite
    items[:] = sorted(filter(wanted, items), key=lambda item: "browser" not in item.path.parts)


def pytest_collection_finish() -> None:
    """What was loaded stays to the end and need not be looked through again and again, as on a server."""
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def _on_postgresql(item: pytest.Item) -> bool:
    return "databases" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("one_database")


def _on_sqlite(item: pytest.Item) -> bool:
    return not item.get_closest_marker("strict_database")


@pytest.fixture(scope="session", autouse=True)
def cheap_passwords() -> Iterator[None]:
    """Argon2 at its least cost: everybody signs in by password here, and the waiting is not what is tested."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
        yield


@pytest.fixture(scope="session")
def databases(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Databases]:
    """Gives out migrated databases of the kind asked for."""
    folder = tmp_path_factory.mktemp("databases")
    postgres = request.config.getoption("--database") == "postgresql"
    kind = PostgresDatabases(folder) if postgres else SqliteDatabases(folder)
    with kind as ready:
        yield ready


@pytest.fixture
def settings(databases: Databases, tmp_path: Path) -> Iterator[config.Settings]:
    url, drop = databases.fresh()
    yield config.Settings(
        data=tmp_path, database_url=url, password_sign_in=True, rate_limits=False, front_end=False, secret="secret"
    )
    drop()
    shutil.rmtree(tmp_path / "photos", ignore_errors=True)


@pytest.fixture(scope="session")
def apps() -> dict[str, Flask]:
    """One application for each database that is used again: what it compiled once, it keeps."""
    return {}


@pytest.fixture
def app(settings: config.Settings, apps: dict[str, Flask]) -> Iterator[Flask]:
    """The application inside its context, so that commands and queries can be called plainly."""
    url = settings.database
    app = apps.get(url) or apps.setdefault(url, _new_app(settings))
    app.extensions["settings"] = settings
    limiter.enabled = settings.rate_limits  # one for the process: a test with an application of its own may have set it
    with app.app_context():
        yield app
        db.session.remove()
        if db.engine.dialect.name == "sqlite":
            db.engine.dispose()


def _new_app(settings: config.Settings) -> Flask:
    app = create_app(settings)
    app.testing = True
    app.test_client_class = ApartClient
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def migrate(url: str, data: Path) -> None:
    """Brings a new database to the newest schema, as `mashang upgrade` does."""
    app = create_app(config.Settings(data=data, database_url=url, secret="secret", front_end=False))
    bring_up_to_date(app)
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
