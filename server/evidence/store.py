"""Evidence by digest: who named a file, whether it has arrived, and its bytes."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from flask import current_app
from sqlalchemy import bindparam, or_, select, update

from server import clock
from server.db import ask, db
from server.evidence.folder import Folder, Full, WrongDigest, WrongOffset
from server.evidence.tables import BlobClaimRow, BlobRow
from server.refusals import DISK_FULL, HASH_MISMATCH, REMOVED_BY_LAW, TOO_LARGE, WRONG_OFFSET, Refused
from server.statements import INSERTS

MOST_BYTES = 25 * 1024 * 1024
BLOB, CLAIM = BlobRow.__table__, BlobClaimRow.__table__
HERE_OR_GONE = (BlobRow.stored_at.is_not(None), BlobRow.removed_at.is_not(None))
NAMED = (
    select(BLOB.c.size, BLOB.c.stored_at, BLOB.c.removed_at)
    .select_from(BLOB.join(CLAIM, CLAIM.c.sha256 == BLOB.c.sha256))
    .where(CLAIM.c.sha256 == bindparam("sha256"), CLAIM.c.account_id == bindparam("account"))
)
ARRIVED = (
    update(BLOB)
    .where(BLOB.c.sha256 == bindparam("of"), BLOB.c.stored_at.is_(None))
    .values(size=bindparam("bytes"), stored_at=bindparam("now"))
)


def folder() -> Folder:
    """The folder of this installation."""
    return Folder(current_app.extensions["settings"].photos)


def declare(named: Iterable[Mapping[str, Any]], account_id: str) -> None:
    """Remembers files {sha256, size, mime, operation_id} an account's operations name; twice is as once."""
    claims = list(named)
    blobs = [
        {"sha256": each["sha256"], "size": each["size"], "mime": each["mime"], "declared_at": clock.now()}
        for each in claims
    ]
    _insert_new(BlobRow, blobs)
    _insert_new(
        BlobClaimRow,
        [{"sha256": e["sha256"], "operation_id": e["operation_id"], "account_id": account_id} for e in claims],
    )


def is_named_by(sha256: str, account_id: str) -> bool:
    """Whether an operation of this account names the file."""
    return db.session.get(BlobClaimRow, (sha256, account_id)) is not None


def named(sha256: str, account_id: str) -> Any:
    """The size and the arrival of a file that an operation of this account names."""
    return ask(NAMED, {"sha256": sha256, "account": account_id}).one_or_none()


def named_by(operation_ids: Iterable[str]) -> list[str]:
    """The files that were first named by these operations."""
    ids = list(operation_ids)
    named = select(BlobClaimRow.sha256).where(BlobClaimRow.operation_id.in_(ids))
    return list(db.session.scalars(named)) if ids else []


def missing(digests: Iterable[str]) -> list[str]:
    """Which of these files have not arrived whole; those removed by law nobody waits for."""
    wanted = list(dict.fromkeys(digests))
    if not wanted:
        return []
    whole = select(BlobRow.sha256).where(BlobRow.sha256.in_(wanted), or_(*HERE_OR_GONE))
    there = set(db.session.scalars(whole))
    return [sha256 for sha256 in wanted if sha256 not in there]


def awaited(account_id: str, most: int) -> list[str]:
    """The files an account's operations name that have not arrived whole, smallest first."""
    mine = select(BlobClaimRow.sha256).where(BlobClaimRow.account_id == account_id)
    wanted = select(BlobRow.sha256).where(~or_(*HERE_OR_GONE), BlobRow.sha256.in_(mine))
    return list(db.session.scalars(wanted.order_by(BlobRow.size, BlobRow.sha256).limit(most)))


def stored(sha256: str) -> BlobRow | None:
    """The file's row if every byte has arrived."""
    row = db.session.get(BlobRow, sha256)
    return row if row is not None and row.stored_at else None


def require_not_removed(sha256: str) -> None:
    """Refuses a file that was removed by law, so that nobody takes it for lost."""
    row = db.session.get(BlobRow, sha256)
    if row is not None and row.removed_at and not row.stored_at:
        raise Refused(REMOVED_BY_LAW)


def take(
    sha256: str, offset: int, length: int, chunk: bytes, into: Folder | None = None, proved: str | None = None
) -> int:
    """Adds a chunk to an upload and says how far it has come; a whole file with another digest is not kept."""
    if max(length, offset + len(chunk)) > MOST_BYTES:
        raise Refused(TOO_LARGE, most="25 MB")
    try:
        return (into or folder()).append(sha256, offset, chunk, length, proved)
    except WrongOffset as wrong:
        raise Refused(WRONG_OFFSET, offset=wrong.offset) from wrong
    except WrongDigest as wrong:
        raise Refused(HASH_MISMATCH) from wrong
    except Full as full:
        raise Refused(DISK_FULL) from full


def note_stored(sha256: str) -> int:
    """Says, inside a transaction, that every byte of a named file is in its place; returns how many they are."""
    size = path(sha256).stat().st_size
    ask(ARRIVED, {"of": sha256, "bytes": size, "now": clock.now()})
    return size


def note_preview(sha256: str) -> None:
    """Says, inside a transaction, that a small picture of a named file came ahead of it."""
    row = db.session.get_one(BlobRow, sha256)
    row.previewed_at = row.previewed_at or clock.now()


def forget_lost() -> list[str]:
    """Takes back, inside a transaction, that files are here whose bytes are not: phones are asked for them again."""
    rows = db.session.scalars(select(BlobRow).where(BlobRow.stored_at.is_not(None)))
    lost = [row for row in rows if not folder().has(row.sha256)]
    for row in lost:
        row.stored_at = None
    return [row.sha256 for row in lost]


def keep(data: bytes, mime: str) -> str:
    """Stores a file made on the server, inside a transaction, and returns its digest."""
    try:
        sha256 = folder().keep(data)
    except Full as full:
        raise Refused(DISK_FULL) from full
    blob = {"sha256": sha256, "size": len(data), "mime": mime, "declared_at": clock.now()}
    _insert_new(BlobRow, [blob])
    note_stored(sha256)
    return sha256


def path(sha256: str) -> Path:
    """Where a stored file lies."""
    return folder().path(sha256)


def _insert_new(table: Any, rows: list[dict[str, Any]]) -> None:
    if rows:
        db.session.execute(INSERTS[db.engine.dialect.name](table).on_conflict_do_nothing(), rows)
