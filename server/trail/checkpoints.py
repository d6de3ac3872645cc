"""Signing the state of the log, in a process of its own: never one that contradicts what it has signed before."""

import os
from pathlib import Path
from typing import NamedTuple
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sqlalchemy import bindparam, select

from server import clock, whole_file
from server.config import Settings
from server.db import ask, db, transaction
from server.key_files import kept
from server.trail import comparing, epochs, leaves, merkle, notes, removals
from server.trail.notes import LOG, WITNESS, Checkpoint, Key
from server.trail.tables import CheckpointRow, EpochRow, LeafRow
from server.trail.tiles import Tiles

LEAF = LeafRow.__table__.c
SINCE = (
    select(LEAF.log_index, LEAF.commitment)
    .where(LEAF.log_index >= bindparam("first"))
    .order_by(LEAF.log_index)
    .limit(bindparam("most"))
)
ONE = select(LEAF.commitment).where(LEAF.log_index == bindparam("place"))
AT_ONCE = 20_000


class Contradiction(Exception):
    """The database tells of another past than was signed: a backup was put back, or somebody changed it."""


class Keys(NamedTuple):
    """What a log signs with: its state, and the moment at which it was so."""

    log: Key
    clock: Key
    private: Ed25519PrivateKey


def host_of(settings: Settings) -> str:
    """The host people know this installation by."""
    return urlsplit(settings.public_origin).netloc or "localhost"


def origin_of(settings: Settings, number: int) -> str:
    """How the world names this log: the host people know, and the epoch."""
    return f"{host_of(settings)}/log/{number}"


def _named(settings: Settings) -> epochs.Name:
    def name(number: int) -> tuple[str, str]:
        origin = origin_of(settings, number)
        held = keys(settings, origin)
        return origin, f"{held.log.told()}\n{held.clock.told()}\n"

    return name


def keys(settings: Settings, origin: str) -> Keys:
    """The keys of this log; the secret lies beside the database, made when first needed."""
    secret = kept(secret_at(settings, int(origin.rpartition("/")[2])), lambda: os.urandom(32))
    log, private = notes.new_key(origin, LOG, secret)
    return Keys(log, notes.new_key(origin, WITNESS, secret)[0], private)


def secret_at(settings: Settings, number: int) -> Path:
    """Where the secret of an epoch lies: one that began with a rotation has its own, others go on with the last."""
    rotated = (settings.keys / f"log-{each}" for each in range(number, 1, -1))
    return next((path for path in rotated if path.exists()), settings.keys / "log")


def tiles(settings: Settings, number: int) -> Tiles:
    """The files of an epoch's tree."""
    return Tiles(settings.data / "log" / str(number))


def make(settings: Settings) -> Checkpoint | None:
    """Signs the log as it stands, if it has grown; raises Contradiction where that would deny what was signed."""
    epoch = epochs.current(_named(settings))
    files, signed = tiles(settings, epoch.number), remembered(settings, epoch.number)
    size = signed.size if signed else 0
    grown = _grown(files, size if files.hold(size) else 0)
    if signed and (
        grown < size or files.root(size) != signed.root or _leaf(size - 1) != files.reader(size)(0, size - 1)
    ):
        raise Contradiction(f"{epoch.origin} {size}")
    if grown == size:
        return None
    checkpoint = Checkpoint(epoch.origin, grown, files.root(grown))
    _sign(settings, epoch.number, checkpoint)
    return checkpoint


def begin_anew(settings: Settings) -> EpochRow:
    """After a backup was put back: a new log, whose first entry quotes what was signed last of the one before."""
    last = epochs.current(_named(settings))
    signed = remembered(settings, last.number)
    return epochs.begin(_named(settings), quoting=signed.text() if signed else "")


def named_otherwise(settings: Settings) -> str | None:
    """The host the log goes by, if these settings would name its next epoch by another."""
    host = epochs.current(_named(settings)).origin.rpartition("/log/")[0]
    return host if host != host_of(settings) else None


def next_epoch(settings: Settings) -> int:
    """The number of the epoch that would begin next."""
    return epochs.current(_named(settings)).number + 1


def audit(settings: Settings) -> int | None:
    """The first place where the database is not what the tree was made of, or where content is gone unaccounted for."""
    epoch = epochs.current(_named(settings))
    signed = remembered(settings, epoch.number)
    files, size = tiles(settings, epoch.number), signed.size if signed else 0
    read, at = files.reader(size), 0
    while at < size:
        found = list(ask(SINCE, {"first": at, "most": AT_ONCE}))
        for place, leaf in enumerate(found[: size - at], at):
            if leaf.log_index != place or merkle.leaf_hash(leaf.commitment) != read(0, place):
                return place
        if not found:
            return at
        at += len(found)
    gone = removals.unaccounted()
    return comparing.first_bent() if gone is None else gone


def _grown(files: Tiles, size: int) -> int:
    """Takes the leaves that are new into the tree, without a gap; of a database that was put back there are fewer."""
    if size > leaves.size():
        raise Contradiction(f"leaf {size}")
    while new := list(ask(SINCE, {"first": size, "most": AT_ONCE})):
        if [leaf.log_index for leaf in new] != list(range(size, size + len(new))):
            raise Contradiction(f"leaf {size}")
        files.grow(size, [merkle.leaf_hash(leaf.commitment) for leaf in new])
        size += len(new)
    return size


def _leaf(place: int) -> bytes:
    """What the database has at a place of the tree; after it was put back something else stands there, or nothing."""
    found = ask(ONE, {"place": place}).scalar()
    return merkle.leaf_hash(found or b"")


def _sign(settings: Settings, number: int, checkpoint: Checkpoint) -> None:
    """On the disk before it is told to anybody."""
    now, mine = clock.now(), keys(settings, checkpoint.origin)
    note = notes.signed(checkpoint.text(), mine.log, mine.private)
    seen = notes.cosigned(note.text, mine.clock, mine.private, int(now.timestamp()))
    told = notes.with_signatures(note, [seen]).told()
    whole_file.write(_memory(settings, number), told.encode())
    with transaction():
        db.session.merge(CheckpointRow(origin=checkpoint.origin, size=checkpoint.size, made_at=now, note=told))


def _memory(settings: Settings, number: int) -> Path:
    return tiles(settings, number).folder / "checkpoint"


def remembered(settings: Settings, number: int) -> Checkpoint | None:
    """What was signed last in an epoch, by the signer's own file and not by the database."""
    path = _memory(settings, number)
    return notes.read_checkpoint(notes.read_note(path.read_text("utf-8")).text) if path.exists() else None
