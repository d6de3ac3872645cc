#!/usr/bin/env python3
"""Checks an export of the log by itself: chain, tree, states, times and photos, and names the first broken place.

It needs this file, Python 3.9 and the package cryptography; neither the platform nor its database.

    python3 verifier.py EXPORT.zip [--key NAME+ID+KEY] [--checkpoint FILE] [--witness NAME+ID+KEY] [--times]

Exit code 0: everything holds. 1: something does not, and the first broken place is named. 2: the file is no export.
Give --key with the log's key as you got it elsewhere (on a poster, on a printed result): without it the key that
lies in the export is believed. --checkpoint is a state of the log that you kept: the export must continue it.
--times also tells of each record between which moments it was made, what speaks against that, and its grade A to D.
"""

from __future__ import annotations

import argparse
import base64
import gc
import hashlib
import json
import re
import struct
import sys
import zipfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import IO, Any, NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

HEAD = struct.Struct(">BI")  # what follows, and how long
# A commitment; salt and bytes; the phone's id, salt and bytes of what was set aside; and of what a phone made before it
# was destroyed: the phone's id, the digest that its next operation names anyway, and the commitment.
DESTROYED, ENTRY, ASIDE, LINK = 0, 1, 2, 3
DEVICE = 36
SIGNED = b"mashang batch v1\0"  # what stands before the head that a phone signs
SALT = 16
GONE = -1  # in the place of the operation that names a file, once the file was removed by law
REMOVED = b'"kind":"record.removed"'  # at a desk only, as the next
PHONE = b'"entity":"device"'  # at a desk only: which key a phone signs with, what it sent unsigned, when it was revoked
PASSKEY = b'"kind":"passkey.'  # at a desk only: which passkeys an account has
COUNTED = b'"kind":"visit.counted"'  # at a desk only: what a phone made is told by its place in the phone's chain
START = "0" * 64
# How phones begin an operation; one that begins otherwise is read as a whole.
BEGINNING = re.compile(
    rb'\{"v":1,"id":"[0-9a-f-]{36}","device":"([0-9a-f-]{36})","dseq":(\d{1,18}),"prev":"([0-9a-f]{64})",'
)
BEACON = b'"kind":"beacon.issued"'  # at a desk only: sixteen bytes that nobody could know before this moment
# What an operation says of its time, where it begins and goes on as phones write it.
SAID = re.compile(
    BEGINNING.pattern + rb'"kind":"[^"\\]*","entity":"[^"\\]*","entity_id":"[^"\\]*",'
    rb'"base_rev":(?:null|\d+),"schema":\d+,"made_at":"([^"\\]{1,40})","mono":(\d{1,16}),"boot":"([^"\\]*)","skew_ms":(null|-?\d{1,15}),"account":"[^"\\]*",'
    rb'"agency":"[^"\\]*","beacon":(?:null|"([0-9A-Za-z]{1,40})"),(?:"door_beacon":"([0-9A-Za-z]{1,40})",)?"blobs":'
)
AGAIN = (b'beacon":', b'"made_at":', b'"skew_ms":', b'"mono":', b'"boot":')  # written again further on: read it all
WIDTHS = (("A", 300), ("B", 7200), ("C", 86400))  # how far apart, in seconds, the bounds of a time of this grade are
TOLERANCE = 300  # a phone's clock is measured at each contact and drifts between them
LONGEST, MOST_SKEW = 40, 366 * 86_400_000
ROUNDED = 1.0  # states are signed to the second
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
POINT = re.compile(rb"\x21\x58\x20(.{32})\x22\x58\x20(.{32})", re.DOTALL)  # in a passkey's public key (COSE)
sha256 = hashlib.sha256
Phone = dict[str, Any]  # what is known of a phone's chain so far
State = tuple[str, int, bytes, str]  # origin, size, root, and where it was found


class Shown(NamedTuple):
    """What a record says of its time: the phone's clock set right, its beacon, and one scanned at a door."""

    claimed: float | None
    own: str | None
    door: str | None
    ticked: tuple[str, float, float, float] | None  # page, its clock, the phone's clock, and that set right


class Timed(NamedTuple):
    """A record with what its chain proves of its beginning, what its beacon speaks against, and when it was covered."""

    claimed: float | None
    floor: float | None
    against: str | None
    covered: float


class Judged(NamedTuple):
    """Between which moments a record was made, what speaks against that, and its grade."""

    not_before: float | None
    not_after: float
    flaw: str | None
    grade: str


class Broken(Exception):
    """The first place that does not hold."""


class NoExport(Exception):
    """The file is not what it should be."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Reads the command line, checks, prints; returns the exit code."""
    reading = argparse.ArgumentParser(description="Checks an export of the log.")
    reading.add_argument("export")
    reading.add_argument("--key", help="the log's key, as you got it elsewhere")
    reading.add_argument("--checkpoint", help="a file with a state of the log that you kept")
    reading.add_argument("--printed", default="", help="a state as it is printed on a result: SIZE:FINGERPRINT")
    reading.add_argument("--witness", action="append", default=[], help="a witness who must have signed")
    reading.add_argument("--times", action="store_true", help="tell the time of each record and how well it is proved")
    asked = reading.parse_args(arguments)
    try:
        with without_collecting():
            told = checked(asked.export, asked.key, asked.checkpoint, asked.witness, asked.printed, asked.times)
    except Broken as error:
        print(f"不符 / BROKEN: {error}")
        return 1
    except (NoExport, OSError, zipfile.BadZipFile, KeyError, ValueError, struct.error, UnicodeDecodeError) as error:
        print(f"无法读取 / no export: {type(error).__name__} {error}")
        return 2
    for line in told:
        print(line)
    return 0


@contextmanager
def without_collecting() -> Iterator[None]:
    """Of the many small things made here none refers to itself; looking through them takes a third of the time."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()


def checked(
    path: str,
    key: str | None = None,
    kept: str | None = None,
    witnesses: Iterable[str] = (),
    printed: str = "",
    tell_times: bool = False,
) -> list[str]:
    """Everything that can be checked of an export; returns what to tell; raises Broken and NoExport."""
    with zipfile.ZipFile(path) as export:
        if len(set(export.namelist())) < len(export.namelist()):
            raise Broken("the export has two parts of one name, and programs differ in which they show")
        keys = [key] if key else export.read("keys.txt").decode().split()
        text, signatures = note(export.read("checkpoint.txt").decode())
        origin, size, root = state(text)
        moments = {(size, root): signed_by(text, signatures, keys, "checkpoint.txt")}
        for witness in witnesses:
            signed_by(text, signatures, [witness], f"witness {witness.partition('+')[0]}")
        states, earlier = older_states(export, keys, origin, moments)
        if kept:
            with open(kept, encoding="utf-8") as file:
                kept_text, _ = note(file.read())
            states.append((*state(kept_text), kept))
        if printed:
            on_paper, _, root_on_paper = printed.partition(":")
            states.append((origin, int(on_paper), bytes.fromhex(root_on_paper), "the printed result"))
        wanted = sizes(states, origin) | {each[1] for each in earlier}
        tree, destroyed, devices, named = walked(export.open("entries.bin"), wanted)
        if tree.size != size:
            raise Broken(f"entries.bin: {tree.size} entries, the checkpoint speaks of {size}")
        if tree.root() != root:
            raise Broken(f"entries.bin: the entries do not make the root of checkpoint {size}")
        for kept_origin, kept_size, kept_root, where in states:
            if kept_origin == origin and tree.seen.get(kept_size) != kept_root:
                raise Broken(f"{where}: the state at {kept_size} is not a beginning of this log")
        photos = photos_checked(export, named)
        heads = heads_checked(export, devices)
        stated = {each[0]: each for each in stated_times(export)}
        times = tree.times.judged(moments, {**tree.seen, size: root}, stated)
        grades: Counter[str] = Counter()
        lines = []
        for device, dseq, time in times:
            grades[time.grade] += 1
            if tell_times:
                lines.append(in_words(device, dseq, time))
        if stated:
            raise Broken(
                f"times.json: a time is stated of entry {min(stated)}, which is no record under a signed state"
            )
    return [
        f"完整 / OK: {origin} {size}",
        f"记录 / entries: {tree.size}, 依法销毁 / destroyed by law: {destroyed}",
        f"历次签名状态 / signed states: {len(states) + 1}",
        f"手机 / devices: {sum(each['dseq'] > 0 for each in devices.values())}, 手机签名 / device signatures: {heads}",
        f"通行密钥确认的手机 / devices with a key vouched for: {sum(each['vouched'] for each in devices.values())}",
        f"照片 / photos: {photos}/{sum(place != GONE for place in named.values())}",
        "时间等级 / time grades: " + ", ".join(f"{grade} {grades[grade]}" for grade in "ABCD"),
        f"导出文件所列时间相符 / times stated in the export that follow: {tree.times.stated}/{sum(grades.values())}",
        *lines,
    ]


def older_states(
    export: zipfile.ZipFile, keys: Sequence[str], origin: str, moments: dict[tuple[int, bytes], float | None]
) -> tuple[list[State], list[State]]:
    """The states signed before, each with its log's signature, and those of logs before this one; notes when."""
    found = []
    before = export.read("earlier-keys.txt").decode().split() if "earlier-keys.txt" in export.namelist() else []
    if "checkpoints.txt" in export.namelist():
        for number, told in enumerate(export.read("checkpoints.txt").decode().split("\0")):
            if told:
                text, signatures = note(told)
                name, size, root = state(text)
                signers = keys if name == origin else [each for each in before if each.partition("+")[0] == name]
                at = signed_by(text, signatures, signers, f"checkpoints.txt {number}")
                if at is not None:
                    moments[size, root] = min(at, moments.get((size, root)) or at)
                found.append((name, size, root, f"checkpoints.txt {number}"))
    return [each for each in found if each[0] == origin], [each for each in found if each[0] != origin]


def sizes(states: Iterable[State], origin: str) -> set[int]:
    """At which sizes the root is wanted; of a log under another name nothing can be compared."""
    for each in states:
        if each[0] != origin:
            raise Broken(f"{each[3]}: {each[0]} is another log than {origin}")
    return {each[1] for each in states}


class Tree:
    """RFC 6962 from the left, keeping only the right edge."""

    def __init__(self, wanted: set[int]) -> None:
        self.size, self.wanted = 0, wanted
        self.edge: list[bytes] = []
        self.seen: dict[int, bytes] = {}
        self.times = Times()
        self.passkeys: dict[str, set[str | None]] = {}

    def add(self, commitment: bytes) -> None:
        found, number = sha256(b"\0" + commitment).digest(), self.size
        edge = self.edge
        while number & 1:
            found = sha256(b"\1" + edge.pop() + found).digest()
            number >>= 1
        edge.append(found)
        self.size += 1
        if self.size in self.wanted:
            self.seen[self.size] = self.root()

    def root(self) -> bytes:
        if not self.edge:
            return sha256(b"").digest()
        found = self.edge[-1]
        for each in reversed(self.edge[:-1]):
            found = sha256(b"\1" + each + found).digest()
        return found


class Times:
    """What the log says of moments: beacons given out, and what each record of a phone proves of its own."""

    def __init__(self) -> None:
        self.beacons: dict[str, tuple[int, float]] = {}
        self.records: list[tuple[int, Phone, int, Any, bool]] = []
        self.seen_heads: list[tuple[int, Phone, int, str]] = []
        self.stated = 0

    def given_out(self, told: dict[str, Any]) -> None:
        """A beacon, under its number and with its moment."""
        if told.get("kind") == "beacon.issued":
            self.beacons[told["body"]["value"]] = int(told["entity_id"]), moment(told["made_at"]) or 0.0

    def add(self, place: int, known: Phone, said: Any, is_sure: bool = True) -> None:
        """The next record of a phone; what it says is read once everything was walked."""
        self.records.append((place, known, known["dseq"], said, is_sure))

    def judged(
        self, moments: dict[tuple[int, bytes], float | None], seen: dict[int, bytes], stated: dict[int, Any]
    ) -> Iterator[tuple[str, int, Judged]]:
        """Each record that a state with a moment covers, with its time; what is stated of it must be that."""
        covers = Covers({size: moments.get((size, root)) for size, root in seen.items()})
        witnessed = self.witnessed(covers)
        begun = [moment for _, moment in self.beacons.values()]
        for place, known, dseq, said, is_sure in self.records:
            shown = shown_in(said)
            floor, against = self.begun_after(known, shown, is_sure)
            covered = covers.of(place)
            if covered is None:
                continue
            record, seen_at = Timed(shown[0], floor, against, covered), witnessed.get(known["device"])
            latest = [covered, *(at for last, at in seen_at if last >= dseq)] if seen_at else [covered]
            time = judged(record, floor, min(latest))
            told = stated.pop(place, None)
            if told:
                self.stated += 1
                if abs(told[2] - time[1]) > ROUNDED or (told[1], *told[3:]) != (time[0], *time[2:]):
                    require_it_follows(record, latest, told, () if known["sure"] else begun)
            yield known["device"], dseq, time

    def witnessed(self, covers: Covers) -> dict[str, list[tuple[int, float]]]:
        """Of each phone the heads that others saw as they were, and when."""
        found: dict[str, list[tuple[int, float]]] = {}
        for place, known, dseq, head in self.seen_heads:
            at = covers.of(place)
            if at is not None and 0 < dseq <= len(known["heads"]) and known["heads"][dseq - 1].hex() == head:
                found.setdefault(known["device"], []).append((dseq, at))
        return found

    def begun_after(self, known: Phone, shown: Shown, is_sure: bool) -> tuple[float | None, str | None]:
        """A record was made after all that its phone made before it; and what its own beacon says against it."""
        own = self.beacons.get(shown.own) if shown.own else None
        door = self.beacons.get(shown.door) if shown.door else None
        against = "contradicted" if turned_back(known["ticked"], shown.ticked) else None
        against = "regress" if own and own[0] < known["beacon"] else against
        known["ticked"] = shown.ticked
        for each in (own, door):
            if each and each[0] > known["floor"][0]:
                known["floor"] = each
        known["beacon"] = max(known["beacon"], own[0] if own else 0)
        known["sure"] = known["sure"] and is_sure
        return known["floor"][1], "unknown_beacon" if shown.own is not None and own is None and not against else against


class Covers:
    """When the first signed state that covers a place was signed."""

    def __init__(self, moments: dict[int, float | None]) -> None:
        found = sorted((size, at) for size, at in moments.items() if at is not None)
        self.sizes, self.moments = [size for size, _ in found], [at for _, at in found]

    def of(self, place: int) -> float | None:
        at = bisect_right(self.sizes, place)
        return self.moments[at] if at < len(self.moments) else None


def judged(record: Timed, floor: float | None, not_after: float) -> Judged:
    """The grade of a time between these bounds; whatever speaks against it makes it D."""
    flaw = flaw_of(record, floor, not_after)
    if flaw or floor is None:
        return Judged(floor, not_after, flaw, "D")
    width = not_after - floor
    for grade, most in WIDTHS:
        if width <= most:
            return Judged(floor, not_after, None, grade)
    return Judged(floor, not_after, None, "D")


def flaw_of(record: Timed, floor: float | None, not_after: float) -> str | None:
    """What speaks against a record's time, the gravest first."""
    if record.against in ("regress", "contradicted"):
        return record.against
    if floor is None:
        return record.against or "no_beacon"
    if contradicts(record.claimed, floor, record.covered):
        return "contradicted"
    if record.against:
        return record.against
    if record.covered < floor - ROUNDED:
        return "server_clock"
    is_lower = not_after < record.covered
    return "contradicted" if is_lower and contradicts(record.claimed, floor, not_after) else None


def turned_back(before: Any, now: Any) -> bool:
    """Whether less time is said to have gone by between two records of a page than its own clock counted."""
    if before is None or now is None or before[0] != now[0]:
        return False
    counted = now[1] - before[1] - TOLERANCE
    return bool(now[2] - before[2] < counted and now[3] - before[3] < counted)


def contradicts(claimed: float | None, floor: float, not_after: float) -> bool:
    """Whether the phone says a moment at which the record cannot have been made."""
    return claimed is not None and not floor - TOLERANCE <= claimed <= not_after + TOLERANCE


def stated_times(export: zipfile.ZipFile) -> list[Any]:
    """What the export says of its records' times: place, not before, not after, flaw and grade."""
    return list(json.loads(export.read("times.json"))) if "times.json" in export.namelist() else []


def require_it_follows(record: Timed, latest: Sequence[float], told: Sequence[Any], begun: Sequence[float]) -> None:
    """A stated time must follow from beacons and signed states, but for what rounding to the second decides.

    Behind what was destroyed by law, or made no sense, the beginning is not beyond doubt: any of `begun` will do.
    """
    place, not_before, not_after, flaw, grade = told
    floor = next((at for at in begun if near(at, not_before)), record.floor)
    if not near(floor, not_before) or not any(near(at, not_after) for at in latest):
        raise Broken(f"entry {place}: the stated time does not follow from its beacons and the signed states")
    right = judged(record, not_before, not_after)
    if not (begun or is_at_an_edge(record, not_before, not_after)) and (flaw, grade) != right[2:]:
        raise Broken(f"entry {place}: the grade {grade} does not follow from its time, which earns {right.grade}")
    if grade not in allowed(flaw, not_before, not_after):
        raise Broken(f"entry {place}: the grade {grade} is not that of the stated time")


def allowed(flaw: str | None, not_before: float | None, not_after: float) -> Iterator[str]:
    """The grade of these bounds; two where their width lies within a breath of a limit, for moments are rounded."""
    if flaw or not_before is None:
        yield "D"
        return
    for wider in (-0.001, 0.001):
        width = not_after - not_before + wider
        yield next((grade for grade, most in WIDTHS if width <= most), "D")


def is_at_an_edge(record: Timed, not_before: float | None, not_after: float) -> bool:
    """Whether rounding to the second may have decided."""
    claimed = record.claimed
    edges = [(not_after, not_before or 0.0)]
    edges += [(claimed + TOLERANCE, not_before or 0.0), (claimed - TOLERANCE, not_after)] if claimed else []
    close = any(abs(one - other) <= 2 * ROUNDED for one, other in edges)
    width = not_after - (not_before or 0.0)
    return close or any(abs(width - most) <= 2 * ROUNDED for _, most in WIDTHS)


def near(one: float | None, other: float | None) -> bool:
    return one is other if one is None or other is None else abs(one - other) <= ROUNDED


def said_in(body: bytes, head: re.Match[bytes] | None) -> Any:
    """What an operation says of its time, still as it is written where it is written as phones do; never fails."""
    if head and head.re is SAID and not any(body.find(name, head.end()) >= 0 for name in AGAIN):
        return head.group(4, 5, 6, 7, 8, 9)
    try:
        said = json.loads(body.decode())
    except (ValueError, RecursionError):
        said = None
    return said if isinstance(said, dict) else {}


def shown_in(said: Any) -> Shown:
    """The same as values."""
    if isinstance(said, tuple):
        made_at, ticks, page, skew, own, door = said
        mono, boot = int(ticks), page.decode(errors="replace")
        made, known = moment(made_at.decode(errors="replace")), 0 if skew == b"null" else int(skew)
        own, door = own and own.decode(), door and door.decode()
    else:
        mono, boot = said.get("mono"), said.get("boot")
        made, known = moment(said.get("made_at")), said.get("skew_ms")
        own, door = value_of(said.get("beacon")), value_of(said.get("door_beacon"))
    if type(known) is not int or abs(known) > MOST_SKEW:
        known = 0
    if made is None:
        return Shown(None, own, door, None)
    claimed, counted = made - known / 1000, type(mono) is int and abs(mono) < 2**53 and isinstance(boot, str)
    return Shown(claimed, own, door, (boot, mono / 1000, made, claimed) if counted else None)


def value_of(said: Any) -> str | None:
    """Anything but nothing is a claim to a beacon; what cannot be one stands for one nobody gave out."""
    if said is None:
        return None
    return said if isinstance(said, str) and len(said) <= LONGEST and said.isalnum() else ""


def moment(told: Any) -> float | None:
    """A moment as it is written, in seconds; one without a zone says none."""
    try:
        read = datetime.fromisoformat(told)
        return read.timestamp() if read.tzinfo else None
    except (ValueError, TypeError, OverflowError):
        return None


def in_words(device: str, dseq: int, time: Judged) -> str:
    bounds = [datetime.fromtimestamp(at, UTC).isoformat() if at is not None else "—" for at in time[:2]]
    return f"{device} {dseq}: {bounds[0]} … {bounds[1]} {time.grade} {time.flaw or ''}".rstrip()


def walked(file: IO[bytes], wanted: set[int]) -> tuple[Tree, int, dict[str, Phone], dict[str, int]]:
    """All entries once: the tree they make, and each phone's chain; returns what was found."""
    tree, destroyed = Tree(wanted), 0
    gone: dict[int, str] = {}
    lawful: dict[int, str] = {}
    devices: dict[str, Phone] = {}
    named: dict[str, int] = {}
    counts: dict[str, int] = {}
    data = file.read()
    at, end, unpack = 0, len(data), HEAD.unpack_from
    while at < end:
        kind, length = unpack(data, at)
        at += 5
        part = data[at : at + length]
        at += length
        if len(part) != length or kind > LINK:
            raise NoExport(f"entries.bin {tree.size}")
        if kind == DESTROYED:
            destroyed += 1
            gone[tree.size] = part.hex()
            tree.add(part)
        elif kind == LINK:
            destroyed += 1
            gone[tree.size] = part[DEVICE + 32 :].hex()
            tree.add(part[DEVICE + 32 :])
            known = sender(devices, part[:DEVICE].decode(), tree.size - 1, destroyed)
            linked(known, part[DEVICE : DEVICE + 32].hex())
            tree.times.add(tree.size - 1, known, {}, is_sure=False)
        elif kind == ASIDE:
            tree.add(sha256(part[DEVICE:]).digest())
            known = sender(devices, part[:DEVICE].decode(), tree.size - 1, destroyed)
            linked(known, sha256(part[DEVICE + SALT :]).hexdigest())
            tree.times.add(tree.size - 1, known, said_in(part[DEVICE + SALT :], None), is_sure=False)
        else:
            tree.add(sha256(part).digest())
            body = part[SALT:]
            try:
                # An act at a desk names no phone; only what phones made is chained.
                found = SAID.match(body) or BEGINNING.match(body)
                phone = (
                    chained(body, found, tree.size - 1, devices, named, destroyed)
                    if found or b'"dseq"' in body
                    else None
                )
                if phone:
                    tree.times.add(tree.size - 1, phone, said_in(body, found))
                elif PHONE in body:
                    told_of_phone(json.loads(body), devices, tree)
                elif PASSKEY in body:
                    told_of_passkey(json.loads(body), tree.passkeys)
                elif BEACON in body:
                    tree.times.given_out(json.loads(body))
                elif COUNTED in body:
                    counted(json.loads(body), tree.size - 1, counts, destroyed)
                elif REMOVED in body:
                    lawful.update(removed(json.loads(body), tree.size - 1, named))
            except (ValueError, LookupError, TypeError, AttributeError) as error:
                raise Broken(f"entry {tree.size - 1}: it does not say what it should") from error
    for place, commitment in gone.items():
        if lawful.get(place) != commitment:
            raise Broken(f"entry {place}: its content is gone, and no entry says that it was removed by law")
    return tree, destroyed, devices, named


def chained(
    body: bytes,
    head: re.Match[bytes] | None,
    place: int,
    devices: dict[str, Phone],
    named: dict[str, int],
    destroyed: int,
) -> Phone | None:
    """An operation must name the one before it on its phone, by its digest; `head` is how phones begin, if it does."""
    if body.count(b'"prev":') != 1 or body.count(b'"dseq":') != 1:
        head = None
    told: dict[str, Any] = json.loads(body) if head is None or b'"sha256"' in body else {"blobs": ()}
    if head:
        device, dseq, before = head[1].decode(), int(head[2]), head[3].decode()
    elif "device" in told:
        device, dseq, before = told["device"], told["dseq"], told["prev"]
    else:
        return None
    known = sender(devices, device, place, destroyed)
    if known["ended"] is not None:
        raise Broken(f"entry {place}: phone {device} was revoked before its operation {dseq}")
    if dseq != known["dseq"] + 1 or before != known["digest"]:
        raise Broken(f"entry {place}: operation {dseq} of phone {device} does not follow its operation {known['dseq']}")
    linked(known, sha256(body).hexdigest())
    for each in told["blobs"]:
        named.setdefault(each["sha256"], place)
    return known


def removed(told: dict[str, Any], place: int, named: dict[str, int]) -> dict[int, str]:
    """The places and commitments that an entry says were removed by law: on a ground, and by two people."""
    if told.get("kind") != "record.removed":
        return {}
    said = told["body"]
    if len({each["account"] for each in said["people"]}) < 2 or not (said["ground"] and said["ordered_by"]):
        raise Broken(f"entry {place}: a removal by law without a ground, or without two people who stand for it")
    named.update(dict.fromkeys(said["files"], GONE))
    return dict(said["leaves"])


def counted(told: dict[str, Any], place: int, counts: dict[str, int], destroyed: int) -> None:
    """The visits of an enterprise are numbered without a hole, but for what was destroyed by law."""
    if told.get("kind") == "visit.counted":
        enterprise, number = told["body"]["enterprise"], told["body"]["number"]
        before = counts.get(enterprise, 0)
        if not before < number <= before + 1 + destroyed:
            raise Broken(f"entry {place}: visit {number} of enterprise {enterprise} does not follow its visit {before}")
        counts[enterprise] = number


def told_of_phone(told: dict[str, Any], devices: dict[str, Phone], tree: Tree) -> None:
    """What was said of a phone at this place: between which of its operations it happened."""
    known, kind = device_of(devices, told.get("entity_id", "")), told.get("kind")
    if kind == "device.enrolled":
        known["enrolled"] = True
    elif kind == "device.key_enrolled":
        known["keys"].setdefault(told["body"]["public_key"], known["dseq"])
        by_passkey = vouched(told["body"], known["device"])
        if known["vouched"] and not by_passkey:
            raise Broken(f"phone {known['device']}: a key that no passkey vouches for took the place of one that was")
        known["vouched"] = by_passkey
        require_own_passkey(told, tree.passkeys)
    elif kind == "device.key_vouched":
        known["vouched"] = vouched(told["body"], known["device"])
        require_own_passkey(told, tree.passkeys)
    elif kind == "device.sent_unsigned":
        known["unsigned"].append((told["body"]["from"], told["body"]["to"]))
    elif kind == "head.witnessed":
        said = told["body"]
        tree.times.seen_heads.append((tree.size - 1, known, said["dseq"], said["head"]))
    elif kind in ("device.revoked", "device.imported"):
        known["ended"] = known["dseq"] if known["ended"] is None else known["ended"]


def told_of_passkey(told: dict[str, Any], passkeys: dict[str, set[str | None]]) -> None:
    """Which passkeys an account has, by the digests of their keys; of one that was told without, None."""
    own, digest = passkeys.setdefault(told["entity_id"], set()), told["body"].get("public_key_sha256")
    if told["kind"] == "passkey.added":
        own.add(digest)
    elif told["kind"] == "passkey.revoked":
        own.discard(digest)


def require_own_passkey(told: dict[str, Any], passkeys: dict[str, set[str | None]]) -> None:
    """What vouches for a phone's key is a passkey that its person had then."""
    vouching = told["body"].get("vouching")
    own = passkeys.get(told["account"], set())
    if vouching and None not in own and sha256(bytes.fromhex(vouching["public_key"])).hexdigest() not in own:
        raise Broken(f"phone {told['entity_id']}: the passkey that vouches for its key is none of its person's")


def vouched(said: dict[str, Any], device: str) -> bool:
    """Whether a passkey signed for a phone's key: over the digest of the key, of whose it is and of a number."""
    told = said.get("vouching")
    if not told:
        return False
    key = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes.fromhex(said["public_key"]))
    spki = key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    asked = sha256(spki + told["person"].encode() + bytes.fromhex(told["nonce"])).digest()
    client, data, signature = (unpadded(told[each]) for each in ("clientDataJSON", "authenticatorData", "signature"))
    point = POINT.search(bytes.fromhex(told["public_key"]))  # Passkeys of other kinds than P-256 are not looked at.
    try:
        if point:
            passkey = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + point[1] + point[2])
            passkey.verify(signature, data + sha256(client).digest(), ec.ECDSA(SHA256()))
        if unpadded(json.loads(client)["challenge"]) == asked:
            return True
    except (ValueError, InvalidSignature):
        pass
    raise Broken(f"phone {device}: what is told of the passkey that vouches for its key does not hold")


def unpadded(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


def device_of(devices: dict[str, Phone], device: str) -> Phone:
    if device not in devices:
        chain = {
            "dseq": 0,
            "digest": START,
            "head": bytes(32),
            "heads": [],
            "floor": (0, None),
            "beacon": 0,
            "sure": True,
            "ticked": None,
            "enrolled": False,
        }
        devices[device] = {**chain, "device": device, "keys": {}, "vouched": False, "unsigned": [], "ended": None}
    return devices[device]


def sender(devices: dict[str, Phone], device: str, place: int, destroyed: int) -> Phone:
    """A phone that made something: an entry before it says whose it is, if it was not destroyed by law."""
    known = device_of(devices, device)
    if not (known["enrolled"] or destroyed):
        raise Broken(f"entry {place}: no entry before it says whose phone {device} is")
    return known


def linked(known: Phone, digest: str) -> None:
    """What a phone made is part of its chain, whatever became of it."""
    known["dseq"] += 1
    known["digest"] = digest
    known["head"] = sha256(known["head"] + bytes.fromhex(digest)).digest()
    known["heads"].append(known["head"])


def heads_checked(export: zipfile.ZipFile, devices: dict[str, Phone]) -> int:
    """What phones signed: each signature is over the head of its phone's chain, by a key it had then."""
    told = json.loads(export.read("devices.json")) if "devices.json" in export.namelist() else []
    last: dict[str, int] = {}
    for each in told:
        known = devices[each["device"]] if each["device"] in devices else device_of({}, "")
        for signed in each["signatures"]:
            place = signed["dseq"]
            head = known["heads"][place - 1] if 0 < place <= len(known["heads"]) else b""
            if known["keys"].get(signed["key"], place + 1) > place:
                raise Broken(f"phone {each['device']}: operation {place} is signed with a key it did not have then")
            if not signed_p256(signed["key"], signed["sig"], head):
                raise Broken(f"phone {each['device']}: its signature after operation {place} does not hold")
            last[each["device"]] = max(place, last.get(each["device"], 0))
    for device, known in devices.items():
        covered(device, known, last.get(device, 0))
    return sum(len(each["signatures"]) for each in told)


def covered(device: str, known: Phone, signed: int) -> None:
    """Since a phone has a key it signs; where it did not, an entry says so, and after its end nothing counts."""
    first = max(signed, min(known["keys"].values(), default=known["dseq"])) + 1
    end = known["dseq"] if known["ended"] is None else known["ended"]
    for place in range(first, end + 1):
        if not any(begin <= place <= last for begin, last in known["unsigned"]):
            raise Broken(f"phone {device}: operation {place} is signed by nobody, and no entry says why")


def signed_p256(key: str, signature: str, head: bytes) -> bool:
    raw = bytes.fromhex(signature)
    r, s = int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big")
    try:
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), bytes.fromhex(key))
        point.verify(utils.encode_dss_signature(r, s), SIGNED + head, ec.ECDSA(SHA256()))
    except (ValueError, InvalidSignature):
        return False
    return len(raw) == 64 and s <= P256_ORDER


def photos_checked(export: zipfile.ZipFile, named: dict[str, int]) -> int:
    """The photos that lie in the export are those the operations name, byte for byte."""
    found = [name for name in export.namelist() if name.startswith("photos/") and not name.endswith("/")]
    for name in found:
        sha = name[len("photos/") :]
        if sha256(export.read(name)).hexdigest() != sha:
            raise Broken(f"{name}: other bytes than its name says")
        if named.get(sha) == GONE:
            raise Broken(f"{name}: was removed by law, and is here")
        if sha not in named:
            raise Broken(f"{name}: no operation names it")
    return len(found)


def note(told: str) -> tuple[str, list[tuple[str, bytes, bytes]]]:
    """A signed note taken apart: its text, and (name, key id, bytes) of each signature."""
    body, found, under = told.rpartition("\n\n")
    if not found or not under.endswith("\n"):
        raise NoExport("signed note")
    signatures = []
    for line in under.splitlines():
        dash, name, data = line.split(" ")
        raw = base64.b64decode(data, validate=True)
        if dash != "—":
            raise NoExport("signed note")
        signatures.append((name, raw[:4], raw[4:]))
    return body + "\n", signatures


def state(text: str) -> tuple[str, int, bytes]:
    """Origin, size and root of a checkpoint."""
    lines = text.split("\n")
    return lines[0], int(lines[1]), base64.b64decode(lines[2], validate=True)


def signed_by(
    text: str, signatures: Iterable[tuple[str, bytes, bytes]], keys: Iterable[str], where: str
) -> float | None:
    """At least one of these keys has signed, and none of them wrongly; returns the moment that a log says beside."""
    held, said = 0, None
    for name, key_id, kind, public, is_asked in with_clocks(keys):
        for signer, signed_id, signature in signatures:
            if signer == name and signed_id == key_id:
                moment = int.from_bytes(signature[:8], "big")
                message = text if kind == 1 else f"cosignature/v1\ntime {moment}\n{text}"
                try:
                    Ed25519PublicKey.from_public_bytes(public).verify(signature[-64:], message.encode())
                except (InvalidSignature, ValueError):
                    raise Broken(f"{where}: the signature of {name} does not hold") from None
                held += is_asked
                said = float(moment) if kind == 4 else said
    if not held:
        raise Broken(f"{where}: none of the expected keys has signed")
    return said


def with_clocks(keys: Iterable[str]) -> Iterator[tuple[str, bytes, int, bytes, bool]]:
    """Each key with its name and number, and whether it was asked for: a log says the moment with the same key."""
    for told in keys:
        name, key_id, data = told.split("+", 2)
        raw = base64.b64decode(data, validate=True)
        kind, public = raw[0], raw[1:]
        if number_of(name, raw).hex() != key_id or kind not in (1, 4):
            raise NoExport(f"key {told}")
        yield name, number_of(name, raw), kind, public, True
        if kind == 1:
            yield name, number_of(name, b"\4" + public), 4, public, False


def number_of(name: str, raw: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + raw).digest()[:4]


if __name__ == "__main__":
    sys.exit(main())
