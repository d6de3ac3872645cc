"""A small installation with a signed log that is put back as it was before each attack, and all who watch over it."""

import contextlib
import io
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from pathlib import Path
from random import Random
from typing import Any
from urllib.error import HTTPError

from fault.trust import day
from fault.trust.phone import Chain, Phone
from fault.trust.world import World
from server import clock
from server.config import Settings
from server.db import transaction
from server.sync import signatures
from server.timing import grading, stating
from server.trail import append, checkpoints, exporting, proving, signing, verifier, witnessing
from server.trail.notes import Malformed
from server.trail.witnessing import SplitView, Witness

PHOTO = b"\xff\xd8\xff\xe0 the door that was locked \xff\xd9" * 20
URL = "http://localhost"


class Installation:
    """Phones with and without keys have sent; two states of the log were signed, and the first was seen by others."""

    def __init__(self, folder: Path, chance: Random) -> None:
        self.folder, self.chance = folder, chance
        self.world = World(folder / "now", chance, at_once=8)
        self.settings: Settings = self.world.settings
        self.phone = self._a_day()
        self.older = folder / "older.sqlite"
        self._copy_database(self.older)
        self._happens(3)
        self.signed = self._sign()
        self.witness = folder / "witness"
        self._look()
        self.seen = self.signed
        self.first_kept = folder / "kept"
        with self.world.inside():
            row = proving.newest()
            assert row
            self.first_kept.write_text(row.note)
            self.key = checkpoints.keys(self.settings, row.origin).log.told()
        self._more_days()
        self.signed = self._sign()
        with self.world.inside():
            grading.catch_up()
        self.next_visit = self.world.visit()
        self._freeze()
        self.chain = Chain().of(self.phone.chain.texts)
        self.kept: Path | None = self.first_kept
        self.bend_export: Callable[[Path], None] = lambda _: None

    def begin(self) -> None:
        """Everything as it was before anybody touched it."""
        self.world.release()
        shutil.rmtree(self.folder / "now")
        shutil.copytree(self.folder / "base", self.folder / "now")
        shutil.rmtree(self.witness)
        shutil.copytree(self.folder / "witness-base", self.witness)
        self.world.look_again()
        self.phone.chain, self.phone.acked = Chain().of(self.chain.texts), len(self.chain.texts)
        self.kept, self.bend_export = self.first_kept, lambda _: None

    @contextmanager
    def database(self) -> Iterator[sqlite3.Connection]:
        """The database as somebody with its password has it."""
        connection = sqlite3.connect(self.settings.data / "mashang.sqlite")
        try:
            with connection:
                yield connection
        finally:
            connection.close()

    def put_back(self) -> None:
        """The database of an earlier moment."""
        self.world.release()
        for left in self.settings.data.glob("mashang.sqlite*"):
            left.unlink()
        shutil.copy(self.older, self.settings.data / "mashang.sqlite")
        self.world.look_again()

    def sign_anew(self) -> None:
        """Who holds the log's key makes its tree anew and forgets what he signed."""
        shutil.rmtree(self.settings.data / "log")
        with self.database() as database:
            database.execute("DELETE FROM log_checkpoint")
        self._sign()

    def phone_goes_on(self) -> None:
        """Its next record, in the place that comes next by its own count."""
        day.close(self.phone, self.next_visit, clock.now())
        self.phone.push()

    def noticed(self, wanted: frozenset[str]) -> set[str]:
        """Who notices, asked one after the other as life goes on, until one of those wanted has."""
        found: set[str] = set()
        for watcher in (self._goes_on, self._verified, self._witnessed):
            found |= watcher()
            if found & wanted:
                break
        return found

    def _goes_on(self) -> set[str]:
        """The platform goes on: it signs, and compares its database with the tree, as every day."""
        self._happens(1)
        for daily in (signing.sign, signing.compare):
            with self.world.app.app_context():
                daily(self.world.app)
        return set(self.world.alarms())

    def _verified(self) -> set[str]:
        """Somebody asks for an export and checks it, with the key and the state that he keeps."""
        path = self.folder / "export.zip"
        with self.world.inside():
            exporting.write(path, self.settings.photos, signatures.exported, stating.stated)
        self.bend_export(path)
        kept = ["--checkpoint", str(self.kept)] if self.kept else []
        with contextlib.redirect_stdout(io.StringIO()):
            holds = verifier.main([str(path), "--key", self.key, *kept]) == 0
        return set() if holds else {"verify"}

    def _witnessed(self) -> set[str]:
        try:
            self._look()
        except (SplitView, Malformed, HTTPError):  # another past, another key, or a state it never had
            return {"witness"}
        return set()

    def _look(self) -> None:
        real = witnessing._opened
        witnessing._opened = self._opened
        try:
            Witness(self.witness, "witness.example").look(URL)
        finally:
            witnessing._opened = real

    @contextmanager
    def _opened(self, url: str, body: bytes | None = None) -> Iterator[Any]:
        """The log's public pages, without a network between."""
        ask = self.world.client.post if body else self.world.client.get
        answer = ask(url.removeprefix(URL), data=body)
        if answer.status_code >= 400:
            raise HTTPError(url, answer.status_code, "", Message(), None)
        yield io.BytesIO(answer.data)

    def _a_day(self) -> Phone:
        visit = self.world.visit()
        phone = self.world.phone(visit.first)
        day.inspect(phone, visit, clock.now(), self.chance, PHOTO)
        phone.push()
        phone.send_photo(PHOTO)
        return phone

    def _more_days(self) -> None:
        for key in (True, False):
            visit = self.world.visit()
            phone = self.world.phone(visit.people[1], key=key)
            day.inspect(phone, visit, clock.now(), self.chance)
            phone.push()
        day.inspect(self.phone, self.world.visit(), clock.now(), self.chance)
        self.phone.push()
        self._happens(2)

    def _happens(self, times: int) -> None:
        """Acts at a desk."""
        with self.world.inside(), transaction():
            for number in range(times):
                append("test.made", "test", str(number), {"told": number})

    def _sign(self) -> int:
        with self.world.inside():
            made = checkpoints.make(self.settings)
            assert made
            return made.size

    def _copy_database(self, to: Path) -> None:
        with self.database() as database, sqlite3.connect(to) as copy:
            database.backup(copy)

    def _freeze(self) -> None:
        self.world.release()
        shutil.copytree(self.folder / "now", self.folder / "base")
        shutil.copytree(self.witness, self.folder / "witness-base")
        self.world.look_again()
