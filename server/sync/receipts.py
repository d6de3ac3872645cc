"""What a device is given to keep: how far the server has come with it, when, in which epoch, under one digest."""

from hashlib import sha256
from typing import Any

from server import clock
from server.sync import epoch


def moment() -> dict[str, str]:
    """The server's time and the epoch of its database."""
    return {"server_time": clock.now().isoformat(timespec="milliseconds"), "epoch": epoch.current()}


def of_push(device_id: str, told: dict[str, Any]) -> dict[str, Any]:
    """A push's answer; `receipt` binds what was acknowledged, and `sig` is kept for the server's signature."""
    when = moment()
    lines = ["mashang receipt 1", device_id, str(told["acked"]), told["head"], when["epoch"], when["server_time"]]
    return {**told, **when, "receipt": sha256("\n".join(lines).encode()).hexdigest(), "sig": None}
