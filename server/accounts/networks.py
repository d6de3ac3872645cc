"""From which networks accounts were in lately; of an address only a keyed digest is kept, and not for ever."""

import hmac
from collections.abc import Collection
from datetime import date
from ipaddress import ip_address, ip_network

from flask import current_app, request
from sqlalchemy import delete, select

from server import clock
from server.accounts.browsers import people_of
from server.accounts.tables import NetworkUseRow
from server.db import db, transaction

OF_ONE_PLACE = 64  # of an IPv6 address the first half names the network, the rest changes by the hour


def current() -> str:
    """The keyed digest of the network of the running request; nothing for this machine itself."""
    address = ip_address(request.remote_addr or "127.0.0.1")
    if address.is_loopback:
        return ""
    place = str(ip_network((address, OF_ONE_PLACE), strict=False)) if address.version == 6 else str(address)
    return hmac.new(current_app.config["SECRET_KEY"].encode(), f"network {place}".encode(), "sha256").hexdigest()


def note(account_id: str) -> None:
    """Remembers that an account was in this network today."""
    network, today = current(), clock.today()
    if not network:
        return
    row = db.session.get(NetworkUseRow, (network, account_id))
    if row is not None and row.used_on >= today:
        return
    with transaction():
        db.session.merge(NetworkUseRow(network=network, account_id=account_id, used_on=today))


def was_used_by(agencies: Collection[str], network: str, since: date) -> bool:
    """Whether somebody of these agencies was in a network on that day or after it."""
    found = select(NetworkUseRow.account_id).where(
        NetworkUseRow.network == network, NetworkUseRow.used_on >= since,
        NetworkUseRow.account_id.in_(people_of(agencies)),
    )  # fmt: skip
    return bool(network) and db.session.scalar(found.limit(1)) is not None


def forget(before: date) -> int:
    """Forgets, inside a transaction, what is older; returns how many rows that was."""
    gone = db.session.execute(delete(NetworkUseRow).where(NetworkUseRow.used_on < before))
    return int(gone.rowcount)  # type: ignore[attr-defined]
