"""Attacks on what a phone sends: by its own person, by a colleague, by a thief of its token, by somebody on the way."""

import gzip
import hashlib
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric import ec

from fault.trust import day
from fault.trust.attacks import Attack, attack
from fault.trust.phone import Chain, Person, Phone
from fault.trust.world import Visit, World
from server import clock, p256
from server.accounts import devices
from server.db import db
from server.refusals import Refused
from server.sync import gaps
from server.sync.signatures import SIGNED
from server.sync.tables import RejectRow
from server.timing import witnessing
from server.timing.head_code import Head
from server.trail.tables import TrailEntryRow

Class = Attack[World]
ATTACKS: list[Class] = []
on_the_way = partial(attack, ATTACKS)
BAD_CHAIN, BAD_SIGNATURE = "sync_refused bad_chain", "sync_refused bad_signature"
OUT_OF_PLACE, ID_CLASH = "quarantine out_of_place", "quarantine id_clash"


def begun(world: World, *, rest: int = 2) -> tuple[Phone, Visit]:
    """A phone with a visit on it, of which a part was sent; at least `rest` records wait."""
    visit = world.visit()
    phone = world.phone(visit.first)
    day.inspect(phone, visit, clock.now() - timedelta(minutes=20), world.chance)
    phone.push(world.chance.randint(1, len(phone.chain.texts) - rest))
    return phone, visit


def waiting(phone: Phone) -> list[str]:
    return phone.chain.texts[phone.acked :]


def sent_with(phone: Phone, texts: Sequence[str], **changed: Any) -> None:
    """What waits, with other texts in its place and all else as the phone made it."""
    first = phone.acked + 1
    message = phone.message(first, len(phone.chain.texts), operations=list(texts), to=phone.acked + len(texts))
    phone.send({**message, **changed})


def resealed(phone: Phone, texts: Sequence[str]) -> dict[str, Any]:
    """The same, the chain computed anew over them and signed by the phone's own key."""
    chain = Chain().of([*phone.chain.texts[: phone.acked], *texts])
    return phone.message(phone.acked + 1, len(chain.texts), chain)


def changed_at(world: World, text: str) -> str:
    """The text with one of its letters changed."""
    place = world.chance.randrange(len(text))
    other = world.chance.choice([each for each in "0123456789abcdef" if each != text[place]])
    return text[:place] + other + text[place + 1 :]


def bent(world: World, phone: Phone) -> list[str]:
    texts = waiting(phone)
    place = world.chance.randrange(len(texts))
    return [changed_at(world, text) if number == place else text for number, text in enumerate(texts)]


@on_the_way("edited byte", BAD_CHAIN)
def edited(world: World) -> bool:
    phone, _ = begun(world)
    sent_with(phone, bent(world, phone))
    return True


@on_the_way("edited byte, chain made anew by who has no key", BAD_SIGNATURE)
def edited_and_chained(world: World) -> bool:
    phone, _ = begun(world)
    old = phone.sign(phone.chain.heads[-1])
    phone.send({**resealed(phone, bent(world, phone)), "sig": old})
    return True


@on_the_way("dropped record", BAD_CHAIN)
def dropped(world: World) -> bool:
    phone, _ = begun(world)
    texts = waiting(phone)
    texts.pop(world.chance.randrange(len(texts)))
    sent_with(phone, texts)
    return True


@on_the_way("dropped record, chain signed anew by the phone", OUT_OF_PLACE)
def dropped_and_signed(world: World) -> bool:
    phone, _ = begun(world)
    texts = waiting(phone)
    texts.pop(world.chance.randrange(len(texts) - 1))
    phone.send(resealed(phone, texts))
    return True


@on_the_way("swapped records", BAD_CHAIN, OUT_OF_PLACE)
def swapped(world: World) -> bool:
    phone, _ = begun(world)
    texts = waiting(phone)
    one, other = world.chance.sample(range(len(texts)), 2)
    texts[one], texts[other] = texts[other], texts[one]
    if world.chance.random() < 0.5:
        sent_with(phone, texts)
    else:
        phone.send(resealed(phone, texts))
    return True


@on_the_way("repeated record", OUT_OF_PLACE, ID_CLASH)
def repeated(world: World) -> bool:
    phone, _ = begun(world)
    texts = waiting(phone)
    phone.send(resealed(phone, [*texts, world.chance.choice(phone.chain.texts)]))
    return True


@on_the_way("forked chain", "sync_refused fork")
def forked(world: World) -> bool:
    """A copied phone tells another story under a number that is taken: both stay readable."""
    phone, visit = begun(world)
    phone.push()
    place = world.chance.randrange(1, len(phone.chain.texts))
    first = phone.chain.texts[place]
    phone.chain = Chain().of(phone.chain.texts[:place])
    day.close(phone, visit, clock.now())
    phone.send(phone.message(place + 1, place + 1))
    return kept_both(world, phone, first, phone.chain.texts[place])


@on_the_way("rewritten tail", BAD_CHAIN, "sync_refused fork")
def rewritten(world: World) -> bool:
    """The phone makes its last sent records anew and goes on as if they had always been so."""
    phone, visit = begun(world)
    place = world.chance.randrange(phone.acked)
    first = phone.chain.texts[place]
    phone.chain = Chain().of(phone.chain.texts[:place])
    day.inspect(phone, visit, clock.now(), world.chance)
    while len(phone.chain.texts) <= phone.acked:
        day.close(phone, visit, clock.now())
    begin = world.chance.choice([place, phone.acked]) + 1
    phone.send(phone.message(begin, len(phone.chain.texts)))
    return begin > place + 1 or kept_both(world, phone, first, phone.chain.texts[place])


@on_the_way("gap that is never filled", "sync_refused gap")
def gap(world: World) -> bool:
    phone, _ = begun(world)
    first = world.chance.randrange(phone.acked + 2, len(phone.chain.texts) + 1)
    phone.send(phone.message(first, len(phone.chain.texts)))
    with world.inside(), clock.at(clock.now() + timedelta(hours=25)):
        gaps.look()
    return True


@on_the_way("replay to another visit", OUT_OF_PLACE, ID_CLASH)
def replayed_to_visit(world: World) -> bool:
    phone, _ = begun(world)
    phone.push()
    other = world.visit()
    told = orjson.loads(world.chance.choice(phone.chain.texts))
    moved = {**told, "entity_id": other.id, "body": {**told["body"], "visit": other.id}}
    if world.chance.random() < 0.5:
        moved |= {"dseq": len(phone.chain.texts) + 1, "prev": phone.chain.previous}
    phone.chain.add(orjson.dumps(moved).decode())
    phone.push()
    return True


@on_the_way("replay to another phone", OUT_OF_PLACE, ID_CLASH)
def replayed_to_phone(world: World) -> bool:
    phone, _ = begun(world)
    other = world.phone(phone.person)
    other.chain.add(world.chance.choice(phone.chain.texts))
    other.push()
    return True


@on_the_way("replay to another person", OUT_OF_PLACE, ID_CLASH)
def replayed_to_person(world: World) -> bool:
    phone, visit = begun(world)
    other = world.phone(visit.people[1])
    other.chain.add(world.chance.choice(phone.chain.texts))
    other.push()
    return True


@on_the_way("a batch under another's token", "sync_refused device_unknown")
def under_anothers_token(world: World) -> bool:
    phone, visit = begun(world)
    thief = world.phone(visit.people[1])
    phone.send(phone.message(phone.acked + 1, len(phone.chain.texts)), token=thief.token)
    return True


@on_the_way("foreign signature", BAD_SIGNATURE)
def foreign(world: World) -> bool:
    phone, visit = begun(world)
    other = world.phone(visit.people[1])
    sent_with(phone, waiting(phone), sig=other.sign(phone.chain.heads[-1]))
    return True


@on_the_way("signature stripped", "unsigned")
def stripped(world: World) -> bool:
    phone, _ = begun(world)
    sent_with(phone, waiting(phone), sig=None, alg=None)
    return True


@on_the_way("signature of an earlier batch", BAD_SIGNATURE)
def old_signature(world: World) -> bool:
    phone, _ = begun(world)
    sent_with(phone, waiting(phone), sig=phone.sign(world.chance.choice(phone.chain.heads[:-1])))
    return True


@on_the_way("malleated signature", BAD_SIGNATURE)
def malleated(world: World) -> bool:
    """With the other s the arithmetic holds as well; one signature must not pass for two."""
    phone, _ = begun(world)
    raw = bytes.fromhex(phone.sign(phone.chain.heads[-1]) or "")
    other = raw[:32] + (p256.ORDER - int.from_bytes(raw[32:])).to_bytes(32)
    sent_with(phone, waiting(phone), sig=other.hex())
    return True


@on_the_way("a bit of the signature", BAD_SIGNATURE)
def bit(world: World) -> bool:
    phone, _ = begun(world)
    raw = bytearray(bytes.fromhex(phone.sign(phone.chain.heads[-1]) or ""))
    raw[world.chance.randrange(64)] ^= 1 << world.chance.randrange(8)
    sent_with(phone, waiting(phone), sig=raw.hex())
    return True


@on_the_way("key swapped by who has the session", "key_changed")
def key_swapped(world: World) -> bool:
    phone, _ = begun(world)
    world.give_key(phone)
    phone.push()
    return True


@on_the_way("signed with a key nobody enrolled", BAD_SIGNATURE)
def another_key(world: World) -> bool:
    phone, _ = begun(world)
    key = ec.generate_private_key(ec.SECP256R1())
    sent_with(phone, waiting(phone), sig=p256.sign(key, SIGNED + bytes.fromhex(phone.chain.heads[-1])).hex())
    return True


@on_the_way("revoked phone continues", "sync_refused device_revoked")
def revoked(world: World) -> bool:
    """Refused whatever it tries: to send, to be enrolled again, to make another key known."""
    phone, _ = begun(world)
    with world.inside():
        devices.revoke(phone.device)
    message = phone.message(phone.acked + 1, len(phone.chain.texts))
    return phone.send(message).status_code == 403 and _is_shut_out(world, phone) and not _rows(world, phone)


def _is_shut_out(world: World, phone: Phone) -> bool:
    for again in (
        lambda: devices.enrol(phone.person.account, phone.device, ""),
        lambda: world.give_key(phone),
    ):
        try:
            with world.inside():
                again()
        except Refused:
            continue
        return False
    return True


def _rows(world: World, phone: Phone) -> list[str]:
    """Numbers of its operations past what it had sent before it was revoked."""
    asked = db.select(TrailEntryRow.id).where(TrailEntryRow.device_id == phone.device, TrailEntryRow.dseq > phone.acked)
    with world.inside():
        return list(db.session.scalars(asked))


@on_the_way("revoked phone surrenders forged records", "quarantine revoked")
def revoked_surrenders(world: World) -> bool:
    """What it hands over is kept and acted upon by nobody."""
    phone, _ = begun(world)
    with world.inside():
        devices.revoke(phone.device)
    phone.send(phone.message(phone.acked + 1, len(phone.chain.texts)), door="surrender")
    told = world.reading.execute("SELECT status FROM trail_entry WHERE device_id = ? AND dseq > ?", _place(phone))
    return {row[0] for row in told} == {"quarantined"}


def _place(phone: Phone) -> tuple[str, int]:
    return phone.device, phone.acked


@on_the_way("back-dated claim", "late_sync", "clock_suspect")
def back_dated(world: World) -> bool:
    visit = world.visit()
    phone = world.phone(visit.first)
    day.inspect(phone, visit, clock.now() - timedelta(days=world.chance.uniform(10.5, 900)), world.chance)
    phone.push()
    return True


@on_the_way("claim from the future", "clock_suspect")
def from_the_future(world: World) -> bool:
    visit = world.visit()
    phone = world.phone(visit.first)
    day.inspect(phone, visit, clock.now() + timedelta(minutes=world.chance.uniform(6, 90_000)), world.chance)
    phone.push()
    return True


@on_the_way("back-dated to the planned day", "time_contradicted")
def back_dated_a_little(world: World) -> bool:
    """The inspector comes days late and says he was in time; what the server gave out today stands in his records."""
    days = world.chance.randint(1, 9)
    visit = world.visit(days)
    phone = world.phone(visit.first)
    phone.beacon = world.beacon()
    day.inspect(phone, visit, clock.now() - timedelta(days=days), world.chance)
    phone.push()
    world.grade()
    return True


@on_the_way("an older beacon than before", "time_regress")
def older_beacon(world: World) -> bool:
    visit = world.visit()
    phone = world.phone(visit.first)
    older, phone.beacon = world.beacon(timedelta(hours=1)), world.beacon()
    day.enter(phone, visit, clock.now())
    phone.beacon = older
    day.close(phone, visit, clock.now())
    phone.push()
    world.grade()
    return True


@on_the_way("clock turned back between two records", "time_contradicted")
def turned_back(world: World) -> bool:
    """Hours without signal: what is recorded at their end is said to be of their beginning, within all bounds."""
    visit = world.visit()
    phone = world.phone(visit.first)
    hours = timedelta(hours=world.chance.uniform(0.5, 8))
    phone.beacon = world.beacon(hours + timedelta(minutes=5))
    day.enter(phone, visit, clock.now() - hours)
    ticks, page = world.chance.randrange(10**7), "a page"
    for at, text in ((timedelta(), "1"), (hours, "2")):
        said = clock.now() - hours + timedelta(minutes=int(text))
        counted = {"mono": ticks + at // timedelta(milliseconds=1), "boot": page}
        phone.seal("line.answered", visit.id, said, {**day._line(phone, text), "value": "conforming"}, **counted)
    phone.push()
    world.grade()
    return True


@on_the_way("other records than were witnessed at the door", "records_replaced")
def replaced(world: World) -> bool:
    """The enterprise scanned the end of the chain; then the phone made its unsent records anew."""
    phone, visit = begun(world)
    head = phone.chain.heads[-1]
    with world.inside():
        signature = bytes.fromhex(phone.sign(head) or "")
        witnessing.witness(Head(phone.device, len(phone.chain.texts), head, signature))
    many = len(phone.chain.texts)
    phone.chain = Chain().of(phone.chain.texts[: phone.acked])
    while len(phone.chain.texts) < many:
        day.close(phone, visit, clock.now())
    phone.push()
    world.grade()
    return True


@on_the_way("filled in after the visit was over", "visit_closed")
def after_closing(world: World) -> bool:
    visit = world.visit()
    phone = world.phone(visit.first)
    day.inspect(phone, visit, clock.now() - timedelta(hours=5), world.chance)
    phone.push()
    day.find(phone, visit, clock.now(), "1")
    phone.push()
    return True


@on_the_way("under somebody else's name", "quarantine not_yours")
def under_anothers_name(world: World) -> bool:
    phone, visit = begun(world)
    phone.push()
    other: Person = visit.people[1]
    phone.seal("line.answered", visit.id, clock.now(), _an_answer(phone), account=other.account)
    phone.push()
    return True


@on_the_way("for another agency", "quarantine no_right")
def for_another_agency(world: World) -> bool:
    phone, visit = begun(world)
    phone.push()
    [other] = {place[0] for place in world.places} - {phone.person.agency}
    phone.seal("line.answered", visit.id, clock.now(), _an_answer(phone), agency=other)
    phone.push()
    return True


def _an_answer(phone: Phone) -> dict[str, str]:
    person = phone.person
    return {"inspection_item": person.item, "item_version": person.version, "line": "1", "value": "conforming"}


@on_the_way("another record under a known id", ID_CLASH)
def same_id(world: World) -> bool:
    phone, visit = begun(world)
    phone.push()
    known = orjson.loads(world.chance.choice(phone.chain.texts))["id"]
    phone.seal("visit.closed", visit.id, clock.now(), {"summary": "另一份", "outcomes": []}, id=known)
    phone.push()
    return True


@on_the_way("entry without a plan", "no_plan")
def unplanned(world: World) -> bool:
    visit, place = world.visit(), world.visit()
    phone = world.phone(visit.first)
    nobody_planned = Visit(hashlib.sha256(visit.id.encode()).hexdigest()[:8] + visit.id[8:], *_where(place))
    day.enter(phone, nobody_planned, clock.now(), planned=False, cause="other", reason="路过")
    phone.push()
    return True


def _where(visit: Visit) -> tuple[str, str, tuple[Person, Person]]:
    return visit.premises, visit.credit_code, visit.people


@on_the_way("a stranger enters on another's plan", "not_in_team")
def stranger(world: World) -> bool:
    visit = world.visit()
    phone = world.phone(world.visit().first)
    day.inspect(phone, visit, clock.now(), world.chance)
    phone.push()
    return True


def kept_both(world: World, phone: Phone, first: str, second: str) -> bool:
    """Whether both stories are still here, byte for byte."""
    with world.inside():
        entries = db.session.scalars(db.select(TrailEntryRow.body).where(TrailEntryRow.device_id == phone.device))
        refused = db.session.scalars(db.select(RejectRow.body).where(RejectRow.device_id == phone.device))
        told = [text for body in refused for text in orjson.loads(gzip.decompress(body))["operations"]]
        return first.encode() in map(bytes, entries) and second in told
