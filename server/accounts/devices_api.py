"""Enrolling a phone: the one step of sync that needs somebody signed in."""

from dataclasses import asdict, astuple
from typing import Any

import orjson
from flask import session
from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from server import clock
from server.accounts import browsers, device_keys, devices, key_vouching, networks
from server.accounts.key_vouching import Asked
from server.accounts.site import current_site
from server.http import current_actor
from server.limits import limiter

blueprint = Blueprint("devices", __name__, url_prefix="/api")


ID = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z"))


class EnrolDevice(Schema):
    id = ID
    label = fields.String(load_default="", validate=validate.Length(max=100))


KEY = fields.String(required=True, validate=validate.Regexp(r"0[23][0-9a-f]{64}\Z"))
ASKED = "device_key"


class AskForKey(Schema):
    public_key = KEY


class EnrolKey(Schema):
    device = ID
    public_key = KEY
    proof = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{128}\Z"))
    credential = fields.Dict(load_default=None)


@blueprint.post("/devices")
@blueprint.arguments(EnrolDevice)
def enrol(sent: dict[str, str]) -> tuple[dict[str, Any], int]:
    """Makes this phone known and gives it a new token; asking again keeps the chain and ends the old token."""
    account_id = str(current_actor().account_id)
    enrolled = devices.enrol(account_id, sent["id"], sent["label"])
    browsers.note(account_id, clock.now() + devices.TOKEN_STANDS)
    networks.note(account_id)
    return asdict(enrolled), 201


@blueprint.post("/device-keys/options")
@blueprint.arguments(AskForKey)
@limiter.limit("60 per minute")
def key_options(sent: dict[str, str]) -> dict[str, Any]:
    """`options` for navigator.credentials.get, over this key; null where the person has no passkey."""
    account_id = str(current_actor().account_id)
    options, asked = key_vouching.ask(current_site(), account_id, bytes.fromhex(sent["public_key"]))
    session[ASKED] = list(astuple(asked))
    return {"options": orjson.loads(options) if options else None}


@blueprint.post("/device-keys")
@blueprint.arguments(EnrolKey)
def enrol_key(sent: dict[str, Any]) -> dict[str, Any]:
    """Keeps the public half of the key this phone made.

    `proof` is its signature over the phone's id, `credential` a passkey's answer to the options for this key, or null.
    """
    account_id = str(current_actor().account_id)
    key, proof, vouching = bytes.fromhex(sent["public_key"]), bytes.fromhex(sent["proof"]), None
    if sent["credential"] is not None:
        kept = session.pop(ASKED, None)
        asked = Asked(*kept) if kept else None
        vouching = key_vouching.answered(current_site(), account_id, key, asked, sent["credential"])
    device_keys.enrol(account_id, sent["device"], key, proof, vouching)
    return {}
