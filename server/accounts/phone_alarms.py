"""What oversight must know of a phone: told in the trail with whose it is, once a day for each reason."""

from typing import Any

from server import clock, trail
from server.accounts.holding import inspector_of
from server.accounts.tables import DeviceRow
from server.db import db
from server.vocabulary import Irregularity

NOTICED = "irregularity.noticed"


def raise_one(device_id: str, kind: Irregularity, **facts: Any) -> None:
    """Leaves the entry that oversight keeps as an irregularity."""
    inspector = inspector_of(db.session.get_one(DeviceRow, device_id).account)
    agency = inspector.agency_id if inspector else None
    about = {
        "kind": kind, "device": device_id, "on": clock.today(), "agency": agency,
        "inspector": inspector.id if inspector else None,
    }  # fmt: skip
    trail.append(NOTICED, "device", device_id, {**about, **facts}, agency_id=agency)
