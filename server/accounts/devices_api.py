"""Enrolling a phone: the one step of sync that needs somebody signed in."""

from dataclasses import asdict
from typing import Any

from flask_smorest import Blueprint
from marshmallow import Schema, fields, validate

from server.accounts import devices
from server.http import current_actor

blueprint = Blueprint("devices", __name__, url_prefix="/api")


class EnrolDevice(Schema):
    id = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z"))
    label = fields.String(load_default="", validate=validate.Length(max=100))


@blueprint.post("/devices")
@blueprint.arguments(EnrolDevice)
def enrol(sent: dict[str, str]) -> tuple[dict[str, Any], int]:
    """Makes this phone known and gives it a new token; asking again keeps the chain and ends the old token."""
    return asdict(devices.enrol(str(current_actor().account_id), sent["id"], sent["label"])), 201
