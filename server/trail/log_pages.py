"""The log in public: its signed state, its tiles, the proof that it only grew, and what witnesses say of it."""

from flask import Blueprint, Response, render_template, request
from sqlalchemy import func, select

from server import clock, wire
from server.db import db, transaction
from server.http import current_settings
from server.limits import limiter
from server.refusals import LOG_NOT_SIGNED, LOG_SIZE_UNKNOWN, LOG_TILE_UNKNOWN, NOT_A_COSIGNATURE, Refused
from server.trail import checkpoints, notes, proving, witnesses
from server.trail.notes import Malformed, encoded
from server.trail.tables import CheckpointRow, CosignatureRow, EpochRow
from server.trail.tiles import WIDTH, numbered

blueprint = Blueprint("log", __name__, url_prefix="/log")
FOREVER = "public, max-age=31536000, immutable"
WIDTHS = {str(width): width for width in range(1, WIDTH)}
PLAIN = "text/plain; charset=utf-8"
OLDEST_KEPT = 20


@blueprint.get("")
def shown() -> Response:
    """What the log is, in plain words, with its state, its keys and who watches it."""
    row = proving.newest()
    asked = select(CosignatureRow).order_by(CosignatureRow.seen_at.desc()).limit(OLDEST_KEPT)
    signed = select(func.count()).select_from(CheckpointRow)
    return wire.page(
        render_template(
            "log.html", row=row, checkpoint=_read(row) if row else None, keys=_keys(),
            seen=db.session.scalars(asked).all() if row else [], signed=db.session.scalar(signed),
        )
    )  # fmt: skip


@blueprint.get("/checkpoint")
def checkpoint() -> Response:
    """The newest signed state with its cosignatures (C2SP tlog-checkpoint)."""
    return _plain(proving.witnessed(_newest()).told(), "no-cache")


@blueprint.get("/keys")
def keys() -> Response:
    """The keys of every epoch, the newest first: that of the log, and that of its clock."""
    return _plain("".join(f"{key}\n" for key in _keys()), "no-cache")


@blueprint.get("/consistency")
def consistency() -> Response:
    """That an older state is the beginning of the newest: the hashes, a line each, an empty line, the checkpoint."""
    row = _newest()
    old = request.args.get("old", "")
    if not old.isascii() or not old.isdecimal() or not 0 < int(old[:20]) <= row.size:
        raise Refused(LOG_SIZE_UNKNOWN, size=row.size)
    path = proving.growth(current_settings(), int(old), row)
    return _plain("".join(f"{encoded(each)}\n" for each in path) + "\n" + proving.witnessed(row).told(), "no-cache")


@blueprint.get("/<int:epoch>/checkpoint")
def checkpoint_of(epoch: int) -> Response:
    """The last signed state of an epoch."""
    row = proving.newest(_epoch(epoch).origin)
    if row is None:
        raise Refused(LOG_NOT_SIGNED)
    return _plain(proving.witnessed(row).told(), "no-cache")


@blueprint.get("/<int:epoch>/tile/<int:level>/<path:tile>")
def tile(epoch: int, level: int, tile: str) -> Response:
    """Hashes of the tree (C2SP tlog-tiles); a full tile never changes."""
    row = proving.newest(_epoch(epoch).origin)
    name, part, told = tile.partition(".p/")
    place, width = numbered(name), _width(told) if part else WIDTH
    size = ((place or 0) * WIDTH + (width or 0)) << 8 * min(level, 8)
    if row is None or place is None or width is None or level > 7 or size > row.size:
        raise Refused(LOG_TILE_UNKNOWN)
    hashes = checkpoints.tiles(current_settings(), epoch).hashes(level, place, size)
    return Response(hashes, mimetype="application/octet-stream", headers={"Cache-Control": FOREVER})


@blueprint.post("/cosignature")
@limiter.limit("120 per hour")
def cosign() -> tuple[Response, int]:
    """A witness this installation trusts says that it has seen a state we signed."""
    try:
        note = notes.read_note(request.get_data(cache=False)[: notes.MOST_BYTES].decode())
        told = notes.read_checkpoint(note.text)
        row = db.session.get(CheckpointRow, (told.origin, told.size))
        if row is None or notes.read_note(row.note).text != note.text:
            raise Refused(NOT_A_COSIGNATURE)
        trusted = {key.told(): key for key in witnesses.trusted(current_settings())}
        seen = [trusted[each] for each in notes.verified(note, trusted.values())]
    except (Malformed, UnicodeDecodeError):
        raise Refused(NOT_A_COSIGNATURE) from None
    if not seen:
        raise Refused(NOT_A_COSIGNATURE)
    _keep(row, note, seen)
    return _plain("", "no-store"), 201


def _keep(row: CheckpointRow, note: notes.Note, seen: list[notes.Key]) -> None:
    with transaction():
        for key in seen:
            line = next(each.line() for each in note.signatures if (each.name, each.key_id) == (key.name, key.id))
            db.session.merge(
                CosignatureRow(
                    origin=row.origin, size=row.size, witness=key.told(), line=line, seen_at=clock.now()
                )
            )  # fmt: skip


def _width(told: str) -> int | None:
    """How many hashes of a tile that is not full."""
    return WIDTHS.get(told)


def _newest() -> CheckpointRow:
    row = proving.newest()
    if row is None:
        raise Refused(LOG_NOT_SIGNED)
    return row


def _epoch(number: int) -> EpochRow:
    row = db.session.scalar(select(EpochRow).where(EpochRow.number == number)) if number < 2**31 else None
    if row is None:
        raise Refused(LOG_TILE_UNKNOWN)
    return row


def _keys() -> list[str]:
    held = db.session.scalars(select(EpochRow.keys).order_by(EpochRow.number.desc())).all()
    return [key for each in held for key in each.split()]


def _read(row: CheckpointRow) -> notes.Checkpoint:
    return notes.read_checkpoint(notes.read_note(row.note).text)


def _plain(text: str, caching: str) -> Response:
    return Response(text, content_type=PLAIN, headers={"Cache-Control": caching})
