"""A state of the log as it stands on a printed result: whether today's log still begins with it."""

from typing import Any, NamedTuple

from flask import Blueprint, Response, render_template, request
from sqlalchemy import select

from server import wire
from server.db import db
from server.http import current_settings
from server.refusals import LOG_SIZE_UNKNOWN, Refused
from server.trail import notes, proving
from server.trail.notes import encoded
from server.trail.tables import CheckpointRow, EpochRow

blueprint = Blueprint("kept_state", __name__, url_prefix="/log/kept")
ROOT = 32


class Kept(NamedTuple):
    """What the paper says: which log, how many entries, and their fingerprint."""

    epoch: EpochRow
    size: int
    root: bytes


@blueprint.get("")
def shown() -> Response:
    """In words at once; the proof follows in the browser, which takes our word for nothing."""
    kept = _asked()
    row = db.session.get(CheckpointRow, (kept.epoch.origin, kept.size)) if kept else None
    holds = kept is not None and row is not None and _root(row) == kept.root
    remembered = {"origin": kept.epoch.origin, "size": kept.size, "root": encoded(kept.root)} if kept else None
    return wire.page(render_template("kept_state.html", kept=kept, row=row, holds=holds, remembered=remembered))


@blueprint.get("/proof.json")
def proof() -> dict[str, Any]:
    """That the newest state of that log begins with it."""
    kept = _asked()
    newest = proving.newest(kept.epoch.origin) if kept else None
    if kept is None or newest is None or kept.size > newest.size:
        raise Refused(LOG_SIZE_UNKNOWN, size=newest.size if newest else 0)
    growth = proving.growth(current_settings(), kept.size, newest)
    told = {"checkpoint": proving.witnessed(newest).told(), "key": kept.epoch.keys.split()[0]}
    return {**told, "growth": [encoded(each) for each in growth], "entries": [], "counts": []}


def _asked() -> Kept | None:
    """What the square code of a printed result says; nothing where it was not read whole."""
    number, size, root = (request.args.get(name, "") for name in ("log", "size", "root"))
    if not all(each.isascii() and each.isdecimal() and len(each) < 16 for each in (number, size)) or not int(size):
        return None
    try:
        fingerprint = bytes.fromhex(root)
    except ValueError:
        return None
    epoch = db.session.scalar(select(EpochRow).where(EpochRow.number == int(number))) if int(number) < 2**31 else None
    return Kept(epoch, int(size), fingerprint) if epoch and len(fingerprint) == ROOT else None


def _root(row: CheckpointRow) -> bytes:
    return notes.read_checkpoint(notes.read_note(row.note).text).root
