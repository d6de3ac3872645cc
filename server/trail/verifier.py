#!/usr/bin/env python3
"""Checks an export of the log by itself: chain, tree, signed states and photos, and names the first broken place.

It needs this file, Python 3.9 and the package cryptography; neither the platform nor its database.

    python3 verifier.py EXPORT.zip [--key NAME+ID+KEY] [--checkpoint FILE] [--witness NAME+ID+KEY]

Exit code 0: everything holds. 1: something does not, and the first broken place is named. 2: the file is no export.
Give --key with the log's key as you got it elsewhere (on a poster, on a printed result): without it the key that
lies in the export is believed. --checkpoint is a state of the log that you kept: the export must continue it.
"""

from __future__ import annotations

import argparse
import base64
import hashlib
import json
import re
import struct
import sys
import zipfile
from collections.abc import Iterable, Sequence
from typing import IO, Any

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
COUNTED = b'"kind":"visit.counted"'  # at a desk only: what a phone made is told by its place in the phone's chain
START = "0" * 64
# How phones begin an operation; one that begins otherwise is read as a whole.
BEGINNING = re.compile(
    rb'\{"v":1,"id":"[0-9a-f-]{36}","device":"([0-9a-f-]{36})","dseq":(\d{1,18}),"prev":"([0-9a-f]{64})",'
)
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
POINT = re.compile(rb"\x21\x58\x20(.{32})\x22\x58\x20(.{32})", re.DOTALL)  # in a passkey's public key (COSE)
sha256 = hashlib.sha256
Phone = dict[str, Any]  # what is known of a phone's chain so far
State = tuple[str, int, bytes, str]  # origin, size, root, and where it was found


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
    asked = reading.parse_args(arguments)
    try:
        told = checked(asked.export, asked.key, asked.checkpoint, asked.witness, asked.printed)
    except Broken as error:
        print(f"不符 / BROKEN: {error}")
        return 1
    except (NoExport, OSError, zipfile.BadZipFile, KeyError, ValueError, struct.error, UnicodeDecodeError) as error:
        print(f"无法读取 / no export: {type(error).__name__} {error}")
        return 2
    for line in told:
        print(line)
    return 0


def checked(
    path: str, key: str | None = None, kept: str | None = None, witnesses: Iterable[str] = (), printed: str = ""
) -> list[str]:
    """Everything that can be checked of an export; returns what to tell; raises Broken and NoExport."""
    with zipfile.ZipFile(path) as export:
        keys = [key] if key else export.read("keys.txt").decode().split()
        text, signatures = note(export.read("checkpoint.txt").decode())
        origin, size, root = state(text)
        signed_by(text, signatures, keys, "checkpoint.txt")
        for witness in witnesses:
            signed_by(text, signatures, [witness], f"witness {witness.partition('+')[0]}")
        states = older_states(export, keys, origin)
        if kept:
            with open(kept, encoding="utf-8") as file:
                kept_text, _ = note(file.read())
            states.append((*state(kept_text), kept))
        if printed:
            on_paper, _, root_on_paper = printed.partition(":")
            states.append((origin, int(on_paper), bytes.fromhex(root_on_paper), "the printed result"))
        tree, destroyed, devices, named = walked(export.open("entries.bin"), sizes(states, origin))
        if tree.size != size:
            raise Broken(f"entries.bin: {tree.size} entries, the checkpoint speaks of {size}")
        if tree.root() != root:
            raise Broken(f"entries.bin: the entries do not make the root of checkpoint {size}")
        for kept_origin, kept_size, kept_root, where in states:
            if kept_origin == origin and tree.seen.get(kept_size) != kept_root:
                raise Broken(f"{where}: the state at {kept_size} is not a beginning of this log")
        photos = photos_checked(export, named)
        heads = heads_checked(export, devices)
    return [
        f"完整 / OK: {origin} {size}",
        f"记录 / entries: {tree.size}, 依法销毁 / destroyed by law: {destroyed}",
        f"历次签名状态 / signed states: {len(states) + 1}",
        f"手机 / devices: {sum(each['dseq'] > 0 for each in devices.values())}, 手机签名 / device signatures: {heads}",
        f"通行密钥确认的手机 / devices with a key vouched for: {sum(each['vouched'] for each in devices.values())}",
        f"照片 / photos: {photos}/{sum(place != GONE for place in named.values())}",
    ]


def older_states(export: zipfile.ZipFile, keys: Sequence[str], origin: str) -> list[State]:
    """The states signed before, each with the log's signature."""
    found = []
    if "checkpoints.txt" in export.namelist():
        for number, told in enumerate(export.read("checkpoints.txt").decode().split("\0")):
            if told:
                text, signatures = note(told)
                signed_by(text, signatures, keys, f"checkpoints.txt {number}")
                found.append((*state(text), f"checkpoints.txt {number}"))
    return [each for each in found if each[0] == origin]


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
            linked(device_of(devices, part[:DEVICE].decode()), part[DEVICE : DEVICE + 32].hex())
        elif kind == ASIDE:
            tree.add(sha256(part[DEVICE:]).digest())
            linked(device_of(devices, part[:DEVICE].decode()), sha256(part[DEVICE + SALT :]).hexdigest())
        else:
            tree.add(sha256(part).digest())
            body = part[SALT:]
            try:
                if b'"dseq"' in body:  # An act at a desk names no phone; only what phones made is chained.
                    chained(body, tree.size - 1, devices, named)
                elif PHONE in body:
                    told_of_phone(json.loads(body), devices)
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


def chained(body: bytes, place: int, devices: dict[str, Phone], named: dict[str, int]) -> None:
    """An operation must name the one before it on its phone, by its digest."""
    head = BEGINNING.match(body) if body.count(b'"prev":') == body.count(b'"dseq":') == 1 else None
    told: dict[str, Any] = json.loads(body) if head is None or b'"sha256"' in body else {"blobs": ()}
    if head:
        device, dseq, before = head[1].decode(), int(head[2]), head[3].decode()
    elif "device" in told:
        device, dseq, before = told["device"], told["dseq"], told["prev"]
    else:
        return
    known = device_of(devices, device)
    if known["ended"] is not None:
        raise Broken(f"entry {place}: phone {device} was revoked before its operation {dseq}")
    if dseq != known["dseq"] + 1 or before != known["digest"]:
        raise Broken(f"entry {place}: operation {dseq} of phone {device} does not follow its operation {known['dseq']}")
    linked(known, sha256(body).hexdigest())
    for each in told["blobs"]:
        named.setdefault(each["sha256"], place)


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


def told_of_phone(told: dict[str, Any], devices: dict[str, Phone]) -> None:
    """What was said of a phone at this place: between which of its operations it happened."""
    known, kind = device_of(devices, told.get("entity_id", "")), told.get("kind")
    if kind == "device.key_enrolled":
        known["keys"].setdefault(told["body"]["public_key"], known["dseq"])
        by_passkey = vouched(told["body"], known["device"])
        if known["vouched"] and not by_passkey:
            raise Broken(f"phone {known['device']}: a key that no passkey vouches for took the place of one that was")
        known["vouched"] = by_passkey
    elif kind == "device.key_vouched":
        known["vouched"] = vouched(told["body"], known["device"])
    elif kind == "device.sent_unsigned":
        known["unsigned"].append((told["body"]["from"], told["body"]["to"]))
    elif kind in ("device.revoked", "device.imported"):
        known["ended"] = known["dseq"] if known["ended"] is None else known["ended"]


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
        chain = {"dseq": 0, "digest": START, "head": bytes(32), "heads": []}
        devices[device] = {**chain, "device": device, "keys": {}, "vouched": False, "unsigned": [], "ended": None}
    return devices[device]


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


def signed_by(text: str, signatures: Iterable[tuple[str, bytes, bytes]], keys: Iterable[str], where: str) -> None:
    """At least one of these keys has signed, and none of them wrongly."""
    held = 0
    for told in keys:
        name, key_id, data = told.split("+", 2)
        raw = base64.b64decode(data, validate=True)
        kind, public = raw[0], raw[1:]
        if sha256(name.encode() + b"\n" + raw).digest()[:4].hex() != key_id or kind not in (1, 4):
            raise NoExport(f"key {told}")
        for signer, signed_id, signature in signatures:
            if signer == name and signed_id.hex() == key_id:
                moment = int.from_bytes(signature[:8], "big")
                message = text if kind == 1 else f"cosignature/v1\ntime {moment}\n{text}"
                try:
                    Ed25519PublicKey.from_public_bytes(public).verify(signature[-64:], message.encode())
                except (InvalidSignature, ValueError):
                    raise Broken(f"{where}: the signature of {name} does not hold") from None
                held += 1
    if not held:
        raise Broken(f"{where}: none of the expected keys has signed")


if __name__ == "__main__":
    sys.exit(main())
