"""Six o'clock: every phone of a district sends its day's work at once, and nothing may be lost."""

import hashlib
import random
import threading
import time
from pathlib import Path
from statistics import quantiles
from typing import NamedTuple

from sqlalchemy import select

from bench.places import Place, app_on
from bench.sync_field import District, served
from bench.sync_ours import fill, name_photos, some_photos
from bench.sync_phone import Phone
from server.db import db
from server.evidence import store
from server.evidence.tables import BlobRow
from server.trail.tables import TrailEntryRow

PIECE = 256 * 1024


class Evening(NamedTuple):
    """How long all took, what single requests took, and what is missing or differs."""

    seconds: float
    p50: float
    p99: float
    requests: int
    operations: int
    photos: int
    wrong: int


def measure(place: Place, phones: int, visits: int = 2, photos: int = 6) -> Evening:
    """Everybody at once, then each stored byte compared with the phone's own."""
    day = _a_day(place, phones, visits, photos)
    with served(place) as running:
        began = time.perf_counter()
        _all_at_once(day, running.port)
        seconds = time.perf_counter() - began
    took = sorted(each for phone, _ in day for each in phone.took)
    p50, p99 = quantiles(took, n=100)[49], quantiles(took, n=100)[98]
    return Evening(seconds, p50, p99, len(took), sum(p.dseq for p, _ in day), phones * photos, _wrong(place, day))


def _a_day(place: Place, phones: int, visits: int, photos: int) -> list[tuple[Phone, list[Path]]]:
    chance = random.Random(18)
    day = []
    with app_on(place).app_context():
        district = District(place.folder)
        for number in range(phones):
            team = [district.person(f"{name}{number}") for name in "甲乙"]
            planned = district.plan(visits, team)
            phone, files = district.phone(team[0]), some_photos(place.folder / f"photos-{number}", photos)
            fill(phone, chance, planned, district.at, [each.id for each in team])
            name_photos(phone, files)
            day.append((phone, files))
        district.publish()
        db.session.remove()
        db.engine.dispose()
    return day


def _all_at_once(day: list[tuple[Phone, list[Path]]], port: int) -> None:
    six = threading.Barrier(len(day))

    def send(phone: Phone, photos: list[Path]) -> None:
        phone.connect(port)
        six.wait()
        phone.push()
        for photo in photos:
            phone.upload(photo, PIECE)

    threads = [threading.Thread(target=send, args=each) for each in day]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _wrong(place: Place, day: list[tuple[Phone, list[Path]]]) -> int:
    """Operations and photos that are missing, double or not the bytes that were sent."""
    wrong = 0
    with app_on(place).app_context():
        for phone, photos in day:
            query = select(TrailEntryRow.body).where(TrailEntryRow.device_id == phone.device)
            stored = [bytes(body).decode() for body in db.session.scalars(query.order_by(TrailEntryRow.dseq))]
            sent = list(phone.texts())
            wrong += sum(one != other for one, other in zip(stored, sent, strict=False)) + abs(len(stored) - len(sent))
            for photo in photos:
                digest = hashlib.sha256(photo.read_bytes()).hexdigest()
                row, file = db.session.get(BlobRow, digest), store.path(digest)
                kept = row is not None and row.stored_at is not None and file.exists()
                wrong += not kept or hashlib.sha256(file.read_bytes()).hexdigest() != digest
        db.session.remove()
        db.engine.dispose()
    return wrong
