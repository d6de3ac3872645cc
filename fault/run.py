"""What a fault is given: a fresh installation, phones, a size; and how faults are listed."""

import random
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import IntEnum
from pathlib import Path
from typing import TypeVar

from fault.accounts import Account, settle
from fault.client.patience import GaveUp
from fault.client.phone import Phone
from fault.client.sending import Held
from fault.databases import Databases, Place
from fault.district import PEOPLE
from fault.serving import Server
from fault.stored import Stored

Value = TypeVar("Value")


class NotPossible(Exception):
    """This machine cannot bring the fault about, and why: the run is skipped where everybody sees it."""


class Size(IntEnum):
    """Of a run: within script/test, by hand, by night."""

    SHORT = 0
    USUAL = 1
    LONG = 2


@dataclass
class Run:
    """One run of one fault on one database, in a folder of its own."""

    folder: Path
    databases: Databases
    size: Size
    broken: str = ""
    lasting: Server | None = None
    chance: random.Random = field(default_factory=lambda: random.Random(7))
    _place: Place | None = None

    def of(self, short: Value, usual: Value, long: Value) -> Value:
        """The value for this run's size."""
        return (short, usual, long)[self.size]

    @property
    def place(self) -> Place:
        self._place = self._place or self.databases.place(self.folder)
        return self._place

    def use(self, place: Place) -> None:
        """Another place than a plain copy of the district."""
        self._place = place

    def look_at(self, database_url: str) -> None:
        """Where the data is found in the end, past whatever stands before it."""
        self._place = Place(self.place.data, database_url)

    @contextmanager
    def server(self, own: bool = False, host: str = "", namespace: str = "", **environment: str) -> Iterator[Server]:
        """A running server: the lasting one if there is one and it will do; a broken one if this is a proof."""
        if self.lasting and not own:
            self._place = self.lasting.place
            yield self.lasting
            return
        server = Server(self.place, self.broken_server, self.of(1, 2, 2), host or "127.0.0.1")
        server.environment, server.namespace = environment, namespace
        try:
            yield server.start()
        finally:
            server.kill()

    @property
    def broken_server(self) -> str:
        return "" if self.broken.startswith("phone") else self.broken

    def phones(self, count: int, url: str, seconds: float = 0) -> list[Phone]:
        """Phones of the first people, known to the server and with their first pull done."""
        seconds = 15.0 if self.broken else seconds or self.of(60.0, 600.0, 3600.0)
        phones = [Phone(self.folder / f"phone-{n}", url, PEOPLE[n % len(PEOPLE)], seconds) for n in range(count)]
        for phone in phones:
            phone.link.suspicious = self.broken != "phone_believes_any_200"
            phone.enrol()
            phone.pull()
        return phones

    def together(self, work: Callable[[Phone], None], phones: Iterable[Phone]) -> None:
        """Every phone at once; one whose time is over or whose queue is held is found in the account."""
        phones = list(phones)
        with ThreadPoolExecutor(len(phones)) as at_once:
            list(at_once.map(lambda phone: tried(work, phone), phones))

    def account(self, phones: Iterable[Phone], set_aside: int = 0) -> Account:
        """Every phone pulls once more, then the account is drawn up from the disk."""
        phones = list(phones)
        for phone in phones:
            tried(Phone.pull, phone)
        return settle(phones, Stored(self.place), set_aside)


def tried(work: Callable[[Phone], None], phone: Phone) -> None:
    try:
        work(phone)
    except (GaveUp, Held):
        phone.link.close()


@dataclass(frozen=True)
class Fault:
    """One row of the plan: its name, what is done, and which broken variant must be found out by it."""

    number: str
    title: str
    bring_about: Callable[[Run], Account]
    broken: tuple[str, ...]
    short: bool
    databases: tuple[str, ...]
    proof: str


FAULTS: dict[str, Fault] = {}
BOTH = ("sqlite", "postgresql")


def fault(
    number: str,
    title: str,
    *,
    broken: tuple[str, ...],
    short: bool = True,
    databases: tuple[str, ...] = BOTH,
    proof: str = "sqlite",
) -> Callable[[Callable[[Run], Account]], Callable[[Run], Account]]:
    """Lists a fault. Those that are `short` run within script/test; what is broken is proved on one database."""

    def listed(bring_about: Callable[[Run], Account]) -> Callable[[Run], Account]:
        FAULTS[number] = Fault(number, title, bring_about, broken, short, databases, proof)
        return bring_about

    return listed
