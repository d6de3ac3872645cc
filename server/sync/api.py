"""The sync endpoints: hello, push, pull and surrender; the bearer is a device, not a session."""

from typing import Any

from flask import Response, request
from flask_smorest import Blueprint
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection

from server import http, limits
from server.accounts import devices
from server.accounts.tables import DeviceRow
from server.db import db
from server.evidence import store
from server.refusals import BUSY, MALFORMED, SIGN_IN_FIRST, Refused
from server.sync import (
    apart,
    arrivals,
    greeting,
    projections,
    protocol,
    pull,
    push,
    receipt_keys,
    receipts,
    rejects,
    scope,
    set_aside,
    wire,
)

MOST_AWAITED = 500
blueprint = Blueprint("sync", __name__, url_prefix="/sync/v1")
limits.by_device(blueprint)
projections.register()


@blueprint.post("/hello")
def hello() -> Response:
    """Agrees on the protocol; a device that shows its token is told how it stands."""
    agreed = greeting.agreed(wire.message()), {"receipt_keys": receipt_keys.told(http.current_settings().keys)}
    return wire.answer({**agreed[0], **agreed[1], **greeting.standing(_token()), **receipts.moment()})


@blueprint.post("/push")
def push_operations() -> Response:
    """Stores a batch of operations and says what became of each."""
    device_id = devices.holder(require_token()).id
    with rejects.kept(device_id):
        receipt = push.accept(device_id, protocol.batch(wire.message()))
    return wire.answer(receipts.of_push(device_id, vars(receipt)))


@blueprint.post("/surrender")
def surrender() -> Response:
    """Stores what a revoked device still holds; nothing of it is acted upon."""
    device = devices.holder(require_token())
    with rejects.kept(device.id):
        receipt = push.surrender(device.id, protocol.batch(wire.message()))
    return wire.answer(receipts.of_push(device.id, vars(receipt)))


@blueprint.post("/pull")
def pull_changes() -> Response:
    """One page of changes, all as of one moment: the records show at least what the chain's place counts."""
    arrivals.tell()
    pull.begin_snapshot()
    device = bearer()
    sent = protocol.proto(wire.message())
    own, heard_at = {"last_dseq": device.last_dseq, "head": device.head}, device.heard_at
    awaited = store.awaited(device.account_id, MOST_AWAITED)
    page = pull.page(scope.of_device(device), sent.get("cursor"), _limit(sent.get("limit", 500)))
    agreed = {"min_proto": protocol.PROTO, "need_blobs": awaited, **set_aside.of_device(device.id)}
    answer = wire.answer({**vars(page), **own, **agreed, **receipts.moment()})
    apart.note(device.id, sent.get("apart"))
    devices.heard(device.id, heard_at)
    return answer


def bearer() -> DeviceRow:
    """The device that asks, by `Authorization: Device <token>`."""
    return devices.of_token(require_token())


def require_token() -> str:
    """The token shown, or the refusal that sends to sign in."""
    token = _token()
    if token is None:
        raise Refused(SIGN_IN_FIRST, login="/sign-in")
    return token


def _token() -> str | None:
    kind, _, token = request.headers.get("Authorization", "").partition(" ")
    return token.strip() or None if kind.lower() == "device" else None


def _limit(value: Any) -> int:
    if type(value) is not int or value < 1:
        raise Refused(MALFORMED, why="limit")
    return min(value, pull.MOST)


@blueprint.after_request
def mark(answer: Response) -> Response:
    """Without this header an answer is a captive portal's, not ours."""
    wire.hear_out()
    answer.headers["X-Mashang-Sync"] = "1"
    answer.headers.setdefault("Cache-Control", "no-store")
    return answer


@blueprint.errorhandler(OperationalError)
@blueprint.errorhandler(InterfaceError)
@blueprint.errorhandler(NoConnection)
def busy(_: Exception) -> Response:
    """The database is busy or away: nothing was stored, the same request is right again later."""
    db.session.rollback()
    answer = http.refuse(BUSY)
    answer.headers["Retry-After"] = "5"
    return answer
