"""The sync endpoints: hello, push, pull, and files by digest; the bearer is a device, not a session."""

from dataclasses import asdict
from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from sqlalchemy.exc import OperationalError

from server import clock, http
from server.accounts import devices
from server.accounts.tables import DeviceRow
from server.db import db
from server.refusals import BUSY, MALFORMED, SIGN_IN_FIRST, UPGRADE_NEEDED, Refused
from server.sync import epoch, projections, protocol, pull, push, wire

blueprint = Blueprint("sync", __name__, url_prefix="/sync/v1")
projections.register()


@blueprint.post("/hello")
def hello() -> Response:
    """Agrees on the protocol; needs no token."""
    sent = wire.message()
    offered = sent.get("proto") if isinstance(sent, dict) else None
    if not isinstance(offered, list):
        raise Refused(MALFORMED, why="proto")
    if protocol.PROTO not in offered:
        raise Refused(UPGRADE_NEEDED, min_proto=protocol.PROTO, max_proto=protocol.PROTO)
    schemas = {"schema_min": protocol.SCHEMA, "schema_max": protocol.SCHEMA}
    return wire.answer({"proto": protocol.PROTO, **schemas, "features": ["gzip"], **_now()})


@blueprint.post("/push")
def push_operations() -> Response:
    """Stores a batch of operations and says what became of each."""
    device = bearer()
    receipt = push.accept(device.id, protocol.batch(wire.message()))
    return wire.answer({**asdict(receipt), **_now()})


@blueprint.post("/pull")
def pull_changes() -> Response:
    """One page of changes; the chain's place is read first, so the records show at least what it counts."""
    device = bearer()
    sent = protocol.proto(wire.message())
    own = {"last_dseq": device.last_dseq, "head": device.head}
    page = pull.page(device, sent.get("cursor"), _limit(sent.get("limit", 500)))
    return wire.answer({**asdict(page), **own, "min_proto": protocol.PROTO, **_now()})


def bearer() -> DeviceRow:
    """The device that asks, by `Authorization: Device <token>`."""
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    if kind.lower() != "device" or not token.strip():
        raise Refused(SIGN_IN_FIRST, login="/sign-in")
    return devices.of_token(token.strip())


def _limit(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise Refused(MALFORMED, why="limit")
    return min(value, pull.MOST)


def _now() -> dict[str, str]:
    return {"server_time": clock.now().isoformat(timespec="milliseconds"), "epoch": epoch.current()}


@blueprint.after_request
def mark(answer: Response) -> Response:
    """Without this header an answer is a captive portal's, not ours."""
    answer.headers["X-Mashang-Sync"] = "1"
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


@blueprint.errorhandler(OperationalError)
def busy(_: OperationalError) -> Response:
    """The database is busy or away: nothing was stored, the same request is right again later."""
    db.session.rollback()
    answer = http.refuse(BUSY)
    answer.headers["Retry-After"] = "5"
    return answer
