"""Enrolling a phone: the one step of sync that needs somebody signed in."""

from dataclasses import asdict
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from server import clock
from server.accounts import browsers, device_keys, devices, networks
from server.http import current_actor

blueprint = Blueprint("devices", __name__, url_prefix="/api")


ID = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z"))


class EnrolDevice(Schema):
    id = ID
    label = fields.String(load_default="", validate=validate.Length(max=100))


class EnrolKey(Schema):
    device = ID
    public_key = fields.String(required=True, validate=validate.Regexp(r"0[23][0-9a-f]{64}\Z"))
    proof = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{128}\Z"))


@blueprint.post("/devices")
@blueprint.arguments(EnrolDevice)
def enrol(sent: dict[str, str]) -> tuple[dict[str, Any], int]:
    """Makes this phone known and gives it a new token; asking again keeps the chain and ends the old token."""
    account_id = str(current_actor().account_id)
    enrolled = devices.enrol(account_id, sent["id"], sent["label"])
    browsers.note(account_id, clock.now() + devices.TOKEN_STANDS)
    networks.note(account_id)
    return asdict(enrolled), 201


@blueprint.post("/device-keys")
@blueprint.arguments(EnrolKey)
def enrol_key(sent: dict[str, str]) -> dict[str, Any]:
    """Keeps the public half of the key this phone made; `proof` is its signature over the phone's id."""
    key, proof = bytes.fromhex(sent["public_key"]), bytes.fromhex(sent["proof"])
    device_keys.enrol(str(current_actor().account_id), sent["device"], key, proof)
    return {}
