"""What a device is given to keep: how far the server has come with it, when, in which epoch, under one digest."""

from hashlib import sha256
from typing import Any

from server import clock
from server.http import current_settings
from server.sync import epoch, receipt_keys
from server.timing import beacons


def moment() -> dict[str, str | None]:
    """The server's time, the epoch of its database, and the beacon that proves what contains it to be later."""
    now, beacon = clock.now().isoformat(timespec="milliseconds"), beacons.current()
    return {"server_time": now, "epoch": epoch.current(), "beacon": beacon}


def of_push(device_id: str, told: dict[str, Any]) -> dict[str, Any]:
    """A push's answer; `receipt` binds what was acknowledged, and `sig` is the server's signature over it."""
    when = moment()
    bound = str(told["acked"]), told["head"], str(when["epoch"]), str(when["server_time"])
    lines = ["mashang receipt 1", device_id, *bound]
    receipt = sha256("\n".join(lines).encode()).hexdigest()
    return {**told, **when, "receipt": receipt, "sig": receipt_keys.sign(current_settings().keys, receipt)}
