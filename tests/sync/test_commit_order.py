"""F15: eight writers and one reader; a feed read by number misses nothing, and a naive counter is shown to miss."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from server import trail
from server.db import db, transaction
from server.registry.tables import AgencyRow
from server.sync import feeds, projections, pull
from server.sync.tables import ChangeRow, SyncHeadRow
from tests.builders import an_agency
from tests.field import Field, a_field

WRITERS, TIMES = 8, 25


@pytest.fixture
def field(app: Flask, client: FlaskClient) -> Field:
    field = a_field(client)
    for number in range(WRITERS):
        an_agency(f"agency-{number}")
    return field


def read_while_written(app: Flask, read: Callable[[], None], write: Callable[[str, int], None]) -> None:
    def run(code: str) -> None:
        with app.app_context():
            for time in range(TIMES):
                write(code, time)
            db.session.remove()

    writers = [threading.Thread(target=run, args=(f"agency-{number}",)) for number in range(WRITERS)]
    for writer in writers:
        writer.start()
    while any(writer.is_alive() for writer in writers):
        read()
    read()


def rename(code: str, time: int) -> None:
    with transaction():
        db.session.get_one(AgencyRow, code).name = f"名称{time}"
        trail.touched("agency", code)


def test_a_phone_that_polls_while_eight_write_sees_the_last_of_everything(app: Flask, field: Field):
    read_while_written(app, lambda: field.phone.pull(limit=3) and None, rename)

    names = {key[1]: each["name"] for key, each in field.phone.records.items() if key[0] == "agency"}
    assert {code: name for code, name in names.items() if code.startswith("agency-")} == {
        f"agency-{number}": f"名称{TIMES - 1}" for number in range(WRITERS)
    }


def test_numbers_become_visible_in_their_order_without_holes(app: Flask, field: Field):
    seen: list[int] = []

    def read() -> None:
        db.session.rollback()
        after = seen[-1] if seen else 0
        rows = select(ChangeRow.seq).where(ChangeRow.feed == "reference", ChangeRow.seq > after)
        seen.extend(db.session.scalars(rows.order_by(ChangeRow.seq)))

    read_while_written(app, read, rename)

    assert seen == list(range(1, len(seen) + 1))
    assert len(seen) >= WRITERS * TIMES


def test_a_counter_taken_early_is_caught_by_this_very_test(
    app: Flask, field: Field, monkeypatch: pytest.MonkeyPatch, databases: object
):
    if db.engine.dialect.name == "sqlite":
        pytest.skip("SQLite has one writer: there an early number is as good as a late one")
    seen: set[int] = set()
    last = [0]

    def read() -> None:
        db.session.rollback()
        rows = list(db.session.scalars(select(ChangeRow.seq).where(ChangeRow.feed == "naive", ChangeRow.seq > last[0])))
        seen.update(rows)
        last[0] = max([last[0], *rows])

    with a_sequence():
        read_while_written(app, read, write_naively)
        read()

    stored = db.session.scalar(select(func.count()).select_from(ChangeRow).where(ChangeRow.feed == "naive")) or 0
    assert stored == WRITERS * TIMES
    assert len(seen) < stored


@contextmanager
def a_sequence() -> Iterator[None]:
    """PostgreSQL's own numbers, as somebody in a hurry would use them."""
    with transaction():
        db.session.execute(db.text("CREATE SEQUENCE naive"))
    yield
    with transaction():
        db.session.execute(db.text("DROP SEQUENCE naive"))


def write_naively(code: str, time: int) -> None:
    with transaction():
        seq = db.session.scalar(db.text("SELECT nextval('naive')"))
        row = {"feed": "naive", "entity": "agency", "entity_id": code, "rev": time, "op": "put"}
        db.session.add(ChangeRow(seq=seq, **row))
        db.session.flush()
        db.session.execute(db.text("SELECT pg_sleep(0.004 * random())"))


def test_a_bootstrap_in_small_pages_while_eight_write_ends_with_everything(app: Flask, field: Field):
    phone = field.fire.phones[1]
    projections.publish_all()

    def read() -> None:
        phone.cursor = None
        phone.records.clear()
        phone.pull(limit=2)
        assert {f"agency-{number}" for number in range(WRITERS)} <= {key[1] for key in phone.records}

    read_while_written(app, read, rename)

    head = db.session.get_one(SyncHeadRow, feeds.REFERENCE)
    assert phone.cursor["feeds"]["reference"] == head.seq
    names = {each["name"] for key, each in phone.records.items() if key[1].startswith("agency-")}
    assert names == {f"名称{TIMES - 1}"}


def test_a_page_shows_everything_as_of_one_moment(app: Flask, field: Field, monkeypatch: pytest.MonkeyPatch):
    projections.publish_all()
    heads = pull._heads

    def heads_and_then_a_change(wanted: list[str]) -> Any:
        read = heads(wanted)
        writer = threading.Thread(target=_rename_apart, args=(app,))
        writer.start()
        writer.join()
        return read

    monkeypatch.setattr(pull, "_heads", heads_and_then_a_change)
    first = field.phone.post("pull", {"proto": 1, "cursor": None}).json
    monkeypatch.undo()
    then = field.phone.post("pull", {"proto": 1, "cursor": first["cursor"]}).json

    assert "名称7" not in _names(first)
    assert len(_names(first)) == WRITERS + 1
    assert _names(then) == ["名称7"]


def _rename_apart(app: Flask) -> None:
    with app.app_context():
        rename("agency-3", 7)
        db.session.remove()


def _names(page: dict[str, Any]) -> list[str]:
    return [change["d"]["name"] for change in page["changes"] if change.get("e") == "agency"]
