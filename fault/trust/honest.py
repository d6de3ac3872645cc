"""Honest visits with everything odd about them that happens in the field: none may look like an attack."""

import contextlib
import io
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import timedelta

from fault.trust import day
from fault.trust.phone import Phone
from fault.trust.world import World
from server import clock
from server.accounts import devices
from server.sync import gaps, signatures
from server.timing import stating, witnessing
from server.timing.head_code import Head
from server.trail import exporting, signing, verifier

Lived = Callable[[World], Iterable[str]]
Visited = Callable[[World], None]


@dataclass(frozen=True)
class Oddity:
    """What is odd about a visit, and what the supervisor may be told of it because it is true."""

    name: str
    live_through: Lived
    true_of_it: frozenset[str] = frozenset()


ODDITIES: list[Oddity] = []


def odd(name: str, *true_of_it: str) -> Callable[[Visited], Visited]:
    """Lists an oddity."""

    def listed(visited: Visited) -> Visited:
        ODDITIES.append(Oddity(name, lambda world: visited(world) or (), frozenset(true_of_it)))
        return visited

    return listed


def inspected(world: World, days_ago: int = 0, *, key: bool = True, off: timedelta = timedelta()) -> Phone:
    """A phone with a whole visit on it, of which nothing was sent."""
    visit = world.visit(days_ago)
    phone = world.phone(visit.first, key=key)
    phone.clock_off = off
    began = clock.now() - timedelta(days=days_ago, minutes=world.chance.randint(15, 240))
    day.inspect(phone, visit, began, world.chance)
    return phone


def send(world: World, phone: Phone) -> None:
    """In as many batches as the network allows."""
    while phone.acked < len(phone.chain.texts):
        told = phone.push(world.chance.randint(phone.acked + 1, len(phone.chain.texts)))
        if "acked" not in told:
            raise AssertionError(f"an honest phone was refused: {told}")


@odd("as it should be")
def plain(world: World) -> None:
    send(world, inspected(world))


@odd("no signal the whole day")
def offline(world: World) -> None:
    phone = inspected(world)
    phone.push()


@odd("sent days later")
def late(world: World) -> None:
    send(world, inspected(world, world.chance.randint(1, 9)))


@odd("two phones at one visit")
def two_phones(world: World) -> None:
    visit = world.visit()
    phones = [world.phone(person) for person in visit.people]
    at = clock.now() - timedelta(minutes=30)
    for phone in phones:
        day.enter(phone, visit, at)
        for line in day.LINES:
            day.answer(phone, visit, at + timedelta(minutes=3), line, world.chance.choice(day.VALUES))
        day.close(phone, visit, at + timedelta(minutes=9))
    for phone in sorted(phones, key=lambda _: world.chance.random()):
        send(world, phone)


@odd("app installed again in the middle")
def reinstalled(world: World) -> None:
    """The store is gone with what was not sent of it; another device id goes on, with another key."""
    visit = world.visit()
    at = clock.now() - timedelta(minutes=50)
    first, second = world.phone(visit.first), world.phone(visit.first)
    day.enter(first, visit, at)
    day.answer(first, visit, at + timedelta(minutes=2), "1", "conforming")
    first.push(world.chance.randint(1, 2))
    day.enter(second, visit, at + timedelta(minutes=9))
    day.answer(second, visit, at + timedelta(minutes=10), "2", "nonconforming")
    day.close(second, visit, at + timedelta(minutes=20))
    send(world, second)


@odd("answers lost, sent again")
def retried(world: World) -> None:
    phone = inspected(world)
    some = world.chance.randint(1, len(phone.chain.texts) - 1)
    phone.send(phone.message(1, some))
    phone.send(phone.message(1, some))
    phone.send(phone.message(1, len(phone.chain.texts)))
    phone.acked = some
    phone.push()


@odd("old batches again, behind newer ones")
def duplicated(world: World) -> None:
    phone = inspected(world)
    message = phone.message(1, world.chance.randint(1, len(phone.chain.texts)))
    phone.push()
    for _ in range(2):
        phone.send(message)


@odd("began in the wrong place, told so, filled")
def out_of_step(world: World) -> None:
    """As after a backup was put back: the phone sends from where it stood, and then from where it is asked to."""
    phone = inspected(world)
    phone.push(1)
    phone.send(phone.message(3, len(phone.chain.texts)))
    send(world, phone)


@odd("clock a little off")
def a_little_off(world: World) -> None:
    send(world, inspected(world, off=timedelta(seconds=world.chance.uniform(-110, 110))))


@odd("clock wrong, and known to be", "clock_suspect")
def clock_wrong(world: World) -> None:
    off = world.chance.choice((-1, 1)) * timedelta(minutes=world.chance.uniform(3, 3000))
    send(world, inspected(world, off=off))


@odd("a browser that can keep no key")
def without_key(world: World) -> None:
    send(world, inspected(world, key=False))


@odd("key made known in the middle")
def key_later(world: World) -> None:
    phone = inspected(world, key=False)
    phone.push(world.chance.randint(1, len(phone.chain.texts)))
    world.give_key(phone)
    phone.send(phone.message(1, phone.acked))
    send(world, phone)


@odd("key known here before the phone knows it")
def key_unheard_of(world: World) -> None:
    """The answer was lost: what is under way goes unsigned, the next batch is signed."""
    phone = inspected(world)
    key, phone.key = phone.key, None
    phone.push(1)
    phone.key = key
    send(world, phone)


@odd("beacons heard on the way")
def with_beacons(world: World) -> None:
    """What the server gave out stands in the records, the older first; the end of the chain is scanned at the door."""
    visit = world.visit()
    phone = world.phone(visit.first)
    at = clock.now() - timedelta(minutes=15)
    phone.beacon = world.beacon(timedelta(minutes=20))
    day.enter(phone, visit, at)
    day.answer(phone, visit, at + timedelta(minutes=4), "1", "conforming")
    phone.beacon = phone.push()["beacon"]
    day.close(phone, visit, clock.now())
    head = phone.chain.heads[-1]
    with world.inside():
        witnessing.witness(Head(phone.device, len(phone.chain.texts), head, bytes.fromhex(phone.sign(head) or "")))
    send(world, phone)


@odd("signed in again on the way")
def new_token(world: World) -> None:
    phone = inspected(world)
    phone.push(1)
    with world.inside():
        phone.token = devices.enrol(phone.person.account, phone.device, "fault").token
    send(world, phone)


def a_day_later(world: World) -> Iterable[str]:
    """What is judged late is judged, the log is signed and compared, and its export checked: what does not hold."""
    with world.inside(), clock.at(clock.now() + timedelta(hours=25)):
        gaps.look()
    world.grade()
    for daily in (signing.sign, signing.compare):
        with world.app.app_context():
            daily(world.app)
    path = world.folder / "export.zip"
    with world.inside():
        exporting.write(path, world.settings.photos, signatures.exported, stating.stated)
    with contextlib.redirect_stdout(io.StringIO()) as told:
        return [] if verifier.main([str(path)]) == 0 else [f"verify {told.getvalue()}"]
