"""What a phone needs to show visit codes without signal: certificates for its key, and the address codes begin with."""

from flask import Response

from server.accounts import device_keys, holding
from server.db import db
from server.http import current_settings
from server.sync import blobs_api, receipts, wire  # noqa: F401 the routes of blobs stand on the same blueprint
from server.sync.api import bearer, blueprint
from server.visits import certificates, trusted
from server.visits.issuer import issuers


@blueprint.post("/certificates")
def day_certificates() -> Response:
    """Certificates for the key that stands for this phone; `key` says which, `vouched` whether by a passkey."""
    device = bearer()
    inspector = holding.inspector_of(device.account)
    key = device_keys.standing(device.id)
    issued = []
    if key and inspector and not holding.has_left(device.account):
        issued = certificates.of_phone(key, inspector, issuers(current_settings().keys)[-1])
    told = {
        "key": key.hex() if key else None, "vouched": device_keys.is_vouched(device.id),
        "address": trusted.address(), "certificates": issued,
    }  # fmt: skip
    db.session.rollback()
    return wire.answer({**told, **receipts.moment()})
