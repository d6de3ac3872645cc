"""The list by which phones verify visit codes: this server's keys, revoked phones, and the address codes begin with."""

from datetime import timedelta
from typing import Any

from server import clock
from server.accounts import device_keys
from server.http import current_settings, public_origin
from server.visits.issuer import issuers, key_list
from server.visits.verifying import Trusted

# A certificate reaches to the end of tomorrow: longer nobody needs to know that its phone was revoked.
REMEMBERED = timedelta(days=3)


def address() -> str:
    """What codes begin with; in capitals, which a square code holds more densely."""
    return f"{public_origin().upper()}/B/"


def signed_list() -> dict[str, Any]:
    """The list as phones keep it, signed."""
    known = issuers(current_settings().keys)
    return key_list(known, address(), int(clock.now().timestamp()), _revoked())


def here() -> Trusted:
    """The same for the server itself."""
    known = {each.id.hex(): each.public for each in issuers(current_settings().keys)}
    return Trusted(address(), int(clock.now().timestamp()), known, _revoked())


def _revoked() -> list[str]:
    return device_keys.ended_since(clock.now() - REMEMBERED)
