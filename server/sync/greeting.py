"""Hello: which protocol both speak, and how a device stands that shows its token."""

from typing import Any

from server.accounts import devices, networks
from server.accounts.holding import has_left
from server.refusals import MALFORMED, UPGRADE_NEEDED, Refused
from server.sync import protocol

FEATURES = ["gzip", "surrender", "thumbnails"]
LEASE_DAYS = 14  # how long a phone shows what it pulled without having heard from us


def agreed(sent: Any) -> dict[str, Any]:
    """The protocol and the operation schemas spoken here, if the phone speaks one of them."""
    offered = sent.get("proto") if isinstance(sent, dict) else None
    if not isinstance(offered, list):
        raise Refused(MALFORMED, why="proto")
    if not any(type(each) is int and each == protocol.PROTO for each in offered):
        raise Refused(UPGRADE_NEEDED, min_proto=protocol.PROTO, max_proto=protocol.PROTO)
    schemas = {"schema_min": protocol.SCHEMA, "schema_max": protocol.SCHEMA}
    return {"proto": protocol.PROTO, **schemas, "features": FEATURES, "lease_days": LEASE_DAYS}


def standing(token: str | None) -> dict[str, Any]:
    """How the device of this token stands; what a revoked one holds is to be wiped once it has surrendered."""
    if token is None:
        return {}
    try:
        device = devices.holder(token)
    except Refused:
        return {"device": "unknown", "wipe": False}
    networks.note(device.account_id)
    revoked = device.revoked_at is not None or has_left(device.account)
    return {"device": "revoked" if revoked else "known", "wipe": revoked, "last_dseq": device.last_dseq}
