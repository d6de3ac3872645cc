"""Measures our own server: push, push again, pull and photos, by one phone through `mashang serve`."""

import random
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import NamedTuple

from bench.places import Place, app_on
from bench.sync_field import District, served
from bench.sync_findings import A_VISIT, a_visit
from bench.sync_peers import Measured, Running
from bench.sync_phone import Phone
from bench.sync_processor import used
from bench.sync_raw import Copies, copied
from bench.sync_wire import Counter, counted
from server.db import db
from server.ids import new_id
from tests.phone import a_blob

PIECES = (256 * 1024, 1024 * 1024)


class Ours(NamedTuple):
    """What one phone measured, and the phone that pushed."""

    push: Measured
    again: Measured
    pull: Measured
    shared: Measured
    photos: list[Measured]
    phone: Phone
    copies: Copies | None


class People(NamedTuple):
    """The phones: one that pushes, its colleague's, and one of somebody with many visits ahead."""

    pushing: Phone
    colleague: Phone
    ahead: Phone


def people(place: Place, records: int) -> People:
    """Builds the district; what is to be pushed lies in the outbox."""
    chance = random.Random(4)
    app = app_on(place)
    with app.app_context():
        district = District(place.folder)
        team = [district.person(name) for name in ("王建国", "李秀英")]
        visits, at = district.plan(-(-records // A_VISIT), team), district.at
        pushing, colleague = district.phone(team[0]), district.phone(team[1])
        # Those with many visits ahead serve another agency: the colleague pulls what was pushed, and no more.
        district.serve("market", "黄岛区市场监督管理局", "market", "food-storage")
        busy = [district.person(name) for name in ("陈晓梅", "周立新")]
        district.plan(records, busy, days=50)
        district.publish()
        phones = People(pushing, colleague, district.phone(busy[0]))
        fill(phones.pushing, chance, visits, at, [each.id for each in team])
        db.session.remove()
        db.engine.dispose()
    return phones


def fill(phone: Phone, chance: random.Random, visits: list[str], at: dict[str, str], present: list[str]) -> None:
    """A day's work into a phone's outbox."""
    for visit in visits:
        for kind, body in a_visit(chance, visit, at, present):
            phone.record(kind, body)


def name_photos(phone: Phone, photos: list[Path]) -> None:
    """An operation for each photo, six on a visit of those already pushed."""
    for number, photo in enumerate(photos):
        visit = phone.visits[number // 6 % len(phone.visits)]
        blob = a_blob(photo.read_bytes())
        phone.record("evidence.taken", {
            "visit": visit, "finding": None, "inspection_item": "fire-exit", "line": "1", "sha256": blob["sha256"],
            "caption": "",
        }, (blob,))  # fmt: skip


def measure(place: Place, records: int, photos: list[list[Path]]) -> Ours:
    """All steps on one database."""
    phones = people(place, records)
    with served(place) as running, counted(running.port) as wire:
        for phone in phones:
            phone.connect(wire.port)

        def timed(step: Callable[[], int]) -> Measured:
            return took(running, wire, step)

        before = _copied(place, "before")
        push = timed(phones.pushing.push)
        assert phones.pushing.statuses().keys() <= {"applied", "conflict"}, phones.pushing.statuses()
        after = _copied(place, "after")
        again = timed(phones.pushing.push_again)
        pull = timed(phones.ahead.pull)
        shared = timed(phones.colleague.pull)
        sent = []
        for files, piece in zip(photos, PIECES, strict=True):
            name_photos(phones.pushing, files)
            phones.pushing.push()
            sent.append(timed(partial(send_photos, phones.pushing, files, piece)))
    copies = Copies(before, after) if before and after else None
    return Ours(push, again, pull, shared._replace(count=records), sent, phones.pushing, copies)


def _copied(place: Place, name: str) -> Path | None:
    """SQLite's database as it is now, to measure the floor on."""
    return copied(Path(place.url.removeprefix("sqlite:///")), place.folder / name) if place.kind == "SQLite" else None


def send_photos(phone: Phone, photos: list[Path], piece: int) -> int:
    """The photos one after another, once the operations that name them are there."""
    for photo in photos:
        phone.upload(photo, piece)
    return len(photos)


def took(running: Running, wire: Counter, step: Callable[[], int]) -> Measured:
    """What a step took and what it sent."""
    wire.reset()
    before, began = used(running.pid), time.perf_counter()
    count = step()
    return Measured(time.perf_counter() - began, count, *wire.passed, used(running.pid) - before)


def some_photos(folder: Path, count: int) -> list[Path]:
    """Files of 300 KiB that nothing can pack, as photos are."""
    folder.mkdir(parents=True)
    chance = random.Random(str(folder))
    files = [folder / f"{new_id()}.jpg" for _ in range(count)]
    for file in files:
        file.write_bytes(chance.randbytes(300 * 1024))
    return files
