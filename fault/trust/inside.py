"""Attacks by whoever runs the platform: on its database, its photos, its log, with its own keys if he likes."""

import os
import shutil
import sqlite3
import warnings
import zipfile
from collections.abc import Callable
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson
from cryptography.hazmat.primitives.asymmetric import ec

from fault.trust import day
from fault.trust.attacks import Attack, attack
from fault.trust.installation import Installation
from fault.trust.phone import START, Chain, Phone
from server import clock, p256
from server.ids import digest, new_id, new_token
from server.sync.signatures import SIGNED
from server.trail import checkpoints, leaves, verifier

Class = Attack[Installation]
ATTACKS: list[Class] = []
inside = partial(attack, ATTACKS)
LOG, VERIFY, WITNESS = "log_contradicted", "verify", "witness"
Entry = tuple[int, str, bytes, bytes]


def entries(database: sqlite3.Connection, condition: str = "1") -> list[Entry]:
    """(place, id, salt, bytes) of what stands in the log."""
    return database.execute(
        "SELECT log_index, entry_id, salt, body FROM log_leaf JOIN trail_entry ON trail_entry.id = entry_id"
        f" WHERE {condition} ORDER BY log_index"
    ).fetchall()


def other(at: Installation, body: bytes) -> bytes:
    """The bytes with one letter of what was said changed, still JSON."""
    told = orjson.loads(body)
    told["body"] = {**told["body"], "text": "未发现问题", "n": at.chance.random()}
    return orjson.dumps(told)


def put(database: sqlite3.Connection, entry: Entry, body: bytes) -> None:
    """Other bytes in the place of an entry, and their digest."""
    digest = sha256(body).hexdigest()
    database.execute("UPDATE trail_entry SET body = ?, sha256 = ? WHERE id = ?", (body, digest, entry[1]))


def commit(database: sqlite3.Connection, entry: Entry, body: bytes) -> None:
    """The leaf made to fit them."""
    made = leaves.commitment(entry[2], body)
    database.execute("UPDATE log_leaf SET commitment = ? WHERE log_index = ?", (made, entry[0]))


@inside("edited row in the database", LOG, VERIFY)
def edited(at: Installation) -> bool:
    with at.database() as database:
        entry = at.chance.choice(entries(database))
        body = other(at, entry[3])
        put(database, entry, body)
        if at.chance.random() < 0.5:
            commit(database, entry, body)
    return True


@inside("edited row, the log made and signed anew", WITNESS, VERIFY)
def edited_and_signed(at: Installation) -> bool:
    """Only who kept a state of the log can tell; the enterprises' pages and the witnesses do."""
    with at.database() as database:
        entry = at.chance.choice(entries(database, f"log_index < {at.seen}"))
        body = other(at, entry[3])
        put(database, entry, body)
        commit(database, entry, body)
    at.sign_anew()
    return True


@inside("edited column beside the bytes", LOG)
def edited_column(at: Installation) -> bool:
    column, value = at.chance.choice(
        [("kind", "visit.closed"), ("entity_id", new_id()), ("account_id", new_id()), ("agency_id", "nobody"),
         ("dseq", at.chance.randrange(1000, 2000))]
    )  # fmt: skip
    with at.database() as database:
        entry = at.chance.choice(entries(database, "device_id IS NOT NULL AND kind <> 'visit.closed'"))
        database.execute(f"UPDATE trail_entry SET {column} = ? WHERE id = ?", (value, entry[1]))
    return True


@inside("deleted leaf and row", LOG, VERIFY)
def deleted(at: Installation) -> bool:
    with at.database() as database:
        entry = at.chance.choice(entries(database, f"log_index < {at.signed - 1}"))
        database.execute("DELETE FROM log_leaf WHERE log_index = ?", (entry[0],))
        if at.chance.random() < 0.5:
            database.execute("DELETE FROM trail_entry WHERE id = ?", (entry[1],))
        if at.chance.random() < 0.5:
            close_up(database, entry[0])
    return True


def close_up(database: sqlite3.Connection, place: int) -> None:
    """The leaves behind a hole move up."""
    for (later,) in database.execute(
        "SELECT log_index FROM log_leaf WHERE log_index > ? ORDER BY 1", (place,)
    ).fetchall():
        database.execute("UPDATE log_leaf SET log_index = ? WHERE log_index = ?", (later - 1, later))


@inside("deleted row, the log made and signed anew", WITNESS, VERIFY)
def deleted_and_signed(at: Installation) -> bool:
    with at.database() as database:
        entry = at.chance.choice(entries(database, f"log_index < {at.seen}"))
        database.execute("DELETE FROM log_leaf WHERE log_index = ?", (entry[0],))
        database.execute("DELETE FROM trail_entry WHERE id = ?", (entry[1],))
        close_up(database, entry[0])
    at.sign_anew()
    return True


@inside("destroyed without right", LOG, VERIFY)
def destroyed(at: Installation) -> bool:
    with at.database() as database:
        entry = at.chance.choice(entries(database))
        database.execute("UPDATE log_leaf SET salt = NULL WHERE log_index = ?", (entry[0],))
        database.execute("UPDATE trail_entry SET body = ? WHERE id = ?", (b"", entry[1]))
    return True


@inside("swapped leaves", LOG, VERIFY)
def swapped(at: Installation) -> bool:
    with at.database() as database:
        one, two = at.chance.sample(entries(database), 2)
        for place, entry in ((-1, one), (one[0], two), (two[0], one)):
            database.execute("UPDATE log_leaf SET log_index = ? WHERE entry_id = ?", (place, entry[1]))
    return True


@inside("row without a leaf", LOG)
def without_leaf(at: Installation) -> bool:
    with at.database() as database:
        slip_in(at, database, logged=False)
    return True


@inside("slipped-in unsigned row", VERIFY)
def slipped_in(at: Installation) -> bool:
    """A record in a phone's name, in its place in the chain, properly entered into the log."""
    with at.database() as database:
        slip_in(at, database)
    return True


@inside("slipped-in row, told as unsigned", "sync_refused fork")
def slipped_in_and_told(at: Installation) -> bool:
    """The phone itself finds its number taken, and both stories are kept."""
    with at.database() as database:
        facts = {"from": len(at.phone.chain.texts) + 1, "to": len(at.phone.chain.texts) + 1}
        told = {"kind": "device.sent_unsigned", "entity": "device", "entity_id": at.phone.device, "body": facts}
        append(database, orjson.dumps(told), None)
        slip_in(at, database)
    at.phone_goes_on()
    return True


def slip_in(at: Installation, database: sqlite3.Connection, *, logged: bool = True) -> None:
    """One more operation behind the phone's last, and the phone's row made to fit."""
    chain = at.phone.chain
    told = {**orjson.loads(chain.texts[-1]), "id": new_id(), "dseq": len(chain.texts) + 1, "prev": chain.previous}
    forged = Chain().of([*chain.texts, orjson.dumps(told).decode()])
    append(database, forged.texts[-1].encode(), at.phone.device, logged=logged)
    database.execute(
        "UPDATE device SET last_dseq = ?, head = ? WHERE id = ?", (told["dseq"], forged.heads[-1], at.phone.device)
    )


def append(database: sqlite3.Connection, body: bytes, device: str | None, *, logged: bool = True) -> None:
    told = orjson.loads(body)
    values = (
        told.get("id") or new_id(), told["kind"], told["entity"], told["entity_id"], told.get("account"),
        told.get("agency"), device, told.get("dseq"), "2026-01-01 00:00:00", body, sha256(body).hexdigest(), "applied",
    )  # fmt: skip
    database.execute(
        "INSERT INTO trail_entry (id, kind, entity, entity_id, account_id, agency_id, device_id, dseq, received_at,"
        f" body, sha256, status) VALUES ({','.join('?' * len(values))})", values,
    )  # fmt: skip
    if logged:
        salt = os.urandom(leaves.SALT)
        [(last,)] = database.execute("SELECT max(log_index) FROM log_leaf").fetchall()
        leaf = (last + 1, values[0], salt, leaves.commitment(salt, body))
        database.execute("INSERT INTO log_leaf (log_index, entry_id, salt, commitment) VALUES (?, ?, ?, ?)", leaf)


@inside("truncated log tail", LOG)
def truncated(at: Installation) -> bool:
    with at.database() as database:
        first = at.chance.randrange(1, at.signed)
        gone = [entry[1] for entry in entries(database, f"log_index >= {first}")]
        database.execute("DELETE FROM log_leaf WHERE log_index >= ?", (first,))
        if at.chance.random() < 0.5:
            database.executemany("DELETE FROM trail_entry WHERE id = ?", [(each,) for each in gone])
    return True


@inside("rolled-back database", LOG)
def rolled_back(at: Installation) -> bool:
    """An older copy is put back, and nobody says so."""
    at.put_back()
    return True


@inside("rolled-back database and log", WITNESS)
def rolled_back_wholly(at: Installation) -> bool:
    """With the files of the log and the signer's memory: the witness and the pages remember."""
    at.put_back()
    at.sign_anew()
    return True


@inside("split view", WITNESS, VERIFY)
def split(at: Installation) -> bool:
    """Others are shown a log of the same length in which one entry is another, well signed."""
    with at.database() as database:
        entry = at.chance.choice(entries(database, f"log_index < {at.seen}"))
        salt = os.urandom(leaves.SALT)
        database.execute(
            "UPDATE log_leaf SET salt = ?, commitment = ? WHERE log_index = ?",
            (salt, leaves.commitment(salt, entry[3]), entry[0]),
        )
    at.sign_anew()
    return True


@inside("log signed with another key", VERIFY, WITNESS)
def another_log_key(at: Installation) -> bool:
    (at.settings.keys / "log").write_bytes(os.urandom(32))
    at.sign_anew()
    return True


@inside("swapped photo", VERIFY)
def swapped_photo(at: Installation) -> bool:
    [path] = [path for path in at.settings.photos.rglob("*") if len(path.name) == 64]
    data = bytearray(path.read_bytes())
    data[at.chance.randrange(len(data))] ^= 1 << at.chance.randrange(8)
    path.write_bytes(os.urandom(len(data)) if at.chance.random() < 0.5 else bytes(data))
    return True


@inside("phone's signatures taken away", VERIFY)
def unsigned(at: Installation) -> bool:
    with at.database() as database:
        database.execute("DELETE FROM batch_signature WHERE device_id = ?", (at.phone.device,))
    return True


@inside("re-signed by the operator with another key", VERIFY)
def resigned(at: Installation) -> bool:
    """A record nobody has kept a state of is changed, the phone's chain made anew behind it, and signed for it."""
    key = ec.generate_private_key(ec.SECP256R1())
    with at.database() as database:
        own = entries(database, f"device_id = '{at.phone.device}'")
        changed = at.chance.randrange(len(own))
        heads = _chained_anew(at, database, own, changed)
        public = p256.public(key)
        database.execute("UPDATE device_key SET public_key = ? WHERE device_id = ?", (public, at.phone.device))
        for (dseq,) in database.execute(
            "SELECT dseq FROM batch_signature WHERE device_id = ?", (at.phone.device,)
        ).fetchall():
            signature = p256.sign(key, SIGNED + bytes.fromhex(heads[dseq]))
            database.execute(
                "UPDATE batch_signature SET signature = ? WHERE device_id = ? AND dseq = ?",
                (signature, at.phone.device, dseq),
            )
    at.sign_anew()
    at.kept = None
    return True


def _chained_anew(at: Installation, database: sqlite3.Connection, own: list[Entry], changed: int) -> list[str]:
    chain, previous = Chain(), START
    for place, entry in enumerate(own):
        body = other(at, entry[3]) if place == changed else entry[3]
        told: dict[str, Any] = {**orjson.loads(body), "prev": previous}
        body = orjson.dumps(told) if place >= changed else entry[3]
        put(database, entry, body)
        commit(database, entry, body)
        chain.add(body.decode())
        previous = chain.previous
    return chain.heads


@inside("time or grade bettered in the database", VERIFY)
def bettered_time(at: Installation) -> bool:
    """What the pages say of a record's time lies beside the log, and must follow from it."""
    change = at.chance.choice(
        ["grade = CASE grade WHEN 'A' THEN 'B' ELSE 'A' END", "not_after = datetime(not_after, '-61 seconds')",
         "not_before = datetime(not_after, '-61 seconds')"]
    )  # fmt: skip
    with at.database() as database:
        graded = [row[0] for row in database.execute("SELECT entry_id FROM proved_time").fetchall()]
        database.execute(f"UPDATE proved_time SET {change} WHERE entry_id = ?", (at.chance.choice(graded),))
    return True


@inside("edited export", VERIFY)
def edited_export(at: Installation) -> bool:
    """Somebody between the platform and whoever checks."""
    at.bend_export = _bent(at)
    return True


def _bent(at: Installation) -> Callable[[Path], None]:
    def bend(path: Path) -> None:
        whole = path.with_suffix(".whole")
        shutil.move(path, whole)
        with zipfile.ZipFile(whole) as old, zipfile.ZipFile(path, "w") as new:
            for name in old.namelist():
                data = bytearray(old.read(name))
                if name == "entries.bin":
                    data[at.chance.randrange(len(data))] ^= 1 << at.chance.randrange(8)
                new.writestr(name, bytes(data))

    return bend


@inside("an act at a desk told as a phone's in the export", VERIFY)
def relabelled(at: Installation) -> bool:
    """Of what a phone made and nobody could read only the digest counts: a good place to hide an act in."""
    at.bend_export = partial(_hidden_act, at)
    return True


def _hidden_act(at: Installation, path: Path) -> None:
    with zipfile.ZipFile(path) as export:
        parts = {name: export.read(name) for name in export.namelist()}
    found, data, place = [], parts["entries.bin"], 0
    while place < len(data):
        kind, length = verifier.HEAD.unpack_from(data, place)
        found.append((kind, data[place + verifier.HEAD.size :][:length]))
        place += verifier.HEAD.size + length
    acts = [number for number, (kind, part) in enumerate(found) if kind == verifier.ENTRY and b'"dseq"' not in part]
    chosen = at.chance.choice(acts)
    found[chosen] = verifier.ASIDE, new_id().encode() + found[chosen][1]
    parts["entries.bin"] = b"".join(verifier.HEAD.pack(kind, len(part)) + part for kind, part in found)
    with zipfile.ZipFile(path, "w") as export:
        for name, part in parts.items():
            export.writestr(name, part)


@inside("a phone that nobody enrolled", VERIFY)
def never_enrolled(at: Installation) -> bool:
    """Whoever has the database makes a phone of his own there, and it sends as any other."""
    device, token = new_id(), new_token()
    with at.database() as database:
        database.execute(
            "INSERT INTO device (id, account_id, label, token_digest, token_expires_at, made_at, last_dseq, head)"
            " SELECT ?, account_id, label, ?, token_expires_at, made_at, 0, ? FROM device WHERE id = ?",
            (device, digest(token), START, at.phone.device),
        )
    stranger = Phone(at.phone.client, at.phone.person, device, token)
    day.enter(stranger, at.next_visit, clock.now())
    stranger.push()
    with at.world.inside():
        checkpoints.make(at.settings)
    return stranger.acked == 1


@inside("export with two faces", VERIFY)
def two_faces(at: Installation) -> bool:
    """Two parts of one name: one program shows the first, another the second."""
    at.bend_export = partial(_second_part, at)
    return True


def _second_part(at: Installation, path: Path) -> None:
    with zipfile.ZipFile(path, "a") as export, warnings.catch_warnings(action="ignore"):
        name = at.chance.choice([each for each in export.namelist() if not each.endswith(".py")])
        export.writestr(name, export.read(name))
