"""`mashang import outbox FILE`: stores what a phone could not send, by the very path a push takes; twice is as once."""

import secrets
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TextIO

from server import clock, trail
from server.accounts.tables import AccountRow, DeviceRow
from server.db import db, transaction
from server.evidence import store
from server.ids import digest
from server.refusals import GAP, Refused
from server.sync import blobs, chain, outbox_file, push, rejects
from server.sync.outbox_file import BadFile, OutboxFile
from server.sync.protocol import Batch

AT_ONCE = 100
# Of a phone nobody enrolled, or whose row a restore has taken away: kept and shown, not acted upon.
UNKNOWN_LABEL = "导入的文件"


@dataclass
class Taken:
    """What became of the file's parts."""

    fates: Counter[str] = field(default_factory=Counter)
    photos: Counter[str] = field(default_factory=Counter)
    strays: int = 0


def run(path: Path, out: TextIO, err: TextIO) -> int:
    """Takes the file in and prints what it took; 2 if the file is broken or does not fit what is here."""
    try:
        file = outbox_file.read(path)
        taken = take_in(file)
    except BadFile as bad:
        err.write(f"{path}: {bad}\n")
        return 2
    except Refused as refused:
        err.write(f"{path}: the server refused it: {_in_words(refused)}\n")
        return 2
    out.write(_report(file, taken))
    return 0


def take_in(file: OutboxFile) -> Taken:
    """Stores the operations as that device would have pushed them, then the photos they name."""
    device = db.session.get(DeviceRow, file.device) or _unknown(file)
    if device.account_id != file.account:
        raise BadFile("the device belongs to another account than the file says")
    taken = Taken()
    put = push.surrender if device.revoked_at else push.accept
    for batch in _batches(file):
        for result in put(file.device, batch).results:
            taken.fates[result["status"]] += 1
    for sha256 in file.photos:
        taken.photos[_take_photo(file, sha256)] += 1
    for text in file.strays:
        rejects.keep(file.device, "stray", text)
        taken.strays += 1
    return taken


def _unknown(file: OutboxFile) -> DeviceRow:
    if db.session.get(AccountRow, file.account) is None:
        raise BadFile(f"neither the device nor the account {file.account} is known here")
    now = clock.now()
    with transaction():
        device = DeviceRow(
            id=file.device, account_id=file.account, label=UNKNOWN_LABEL, made_at=now, revoked_at=now,
            token_digest=digest(secrets.token_urlsafe(32)), token_expires_at=now,
            last_dseq=file.first - 1, head=file.before,
        )  # fmt: skip
        db.session.add(device)
        trail.append("device.imported", "device", file.device, {"from": file.first}, account_id=file.account)
    return device


def _batches(file: OutboxFile) -> Iterator[Batch]:
    head = file.before
    for start in range(0, len(file.texts), AT_ONCE):
        texts = file.texts[start : start + AT_ONCE]
        head = chain.head_after(head, map(chain.digest, texts))
        yield Batch(file.device, file.first + start, texts, head, carried=True)


def _take_photo(file: OutboxFile, sha256: str) -> str:
    """What became of it, in one word."""
    device = db.session.get_one(DeviceRow, file.device)
    if not store.is_named_by(sha256, device.account_id):
        return "not named"
    standing = blobs.standing(device, sha256)
    if standing.complete:
        return "there already"
    data = file.photo(sha256)
    blobs.take(device, sha256, standing.offset, len(data), data[standing.offset :])
    return "stored"


def _in_words(refused: Refused) -> str:
    if refused.reason is GAP:
        return f"operation {refused.facts['expect']} and what follows it came from another file or never"
    told = ", ".join(f"{name} {value}" for name, value in refused.facts.items())
    return f"{refused.reason.code} ({told})" if told else refused.reason.code


def _report(file: OutboxFile, taken: Taken) -> str:
    lines: list[tuple[str, str]] = [
        ("device", file.device),
        ("operations", f"{file.first}..{file.last}: {_counted(taken.fates)}" if file.texts else "none"),
        ("photos", _counted(taken.photos)),
    ]
    if taken.strays:
        lines.append(("strays", f"{taken.strays} kept aside"))
    return "".join(f"{name}: {value}\n" for name, value in lines)


def _counted(counter: Counter[str]) -> str:
    return ", ".join(f"{count} {fate}" for fate, count in sorted(counter.items())) or "none"
