"""Which browsers are woken for whose notices: said by the browser itself, and ended by it or by its push service."""

from collections.abc import Collection, Sequence
from urllib.parse import urlsplit

from sqlalchemy import select

from server import clock
from server.db import db, transaction
from server.ids import digest, new_id
from server.notices.tables import PushSubscriptionRow
from server.refusals import PUSH_SERVICE_UNKNOWN, Refused

# Only these are ever connected to: an endpoint is an address that a browser names, and could name one inside the house.
SERVICES = ("fcm.googleapis.com", "push.services.mozilla.com", "push.apple.com", "notify.windows.com")
MOST = 5


def subscribe(
    account_id: str, endpoint: str, public_key: str, secret: str, language: str, more: Collection[str]
) -> None:
    """Keeps a browser for an account; one handed on to somebody else is no longer the first one's."""
    require_service(endpoint, more)
    with transaction():
        found = select(PushSubscriptionRow).where(PushSubscriptionRow.endpoint_digest == digest(endpoint))
        row = db.session.scalar(found)
        if row is None:
            row = PushSubscriptionRow(id=new_id(), endpoint=endpoint, endpoint_digest=digest(endpoint))
            db.session.add(row)
        row.account_id, row.public_key, row.secret = account_id, public_key, secret
        row.language, row.made_at, row.ended_at = language, clock.now(), None
        db.session.flush()
        for old in standing(account_id)[MOST:]:
            old.ended_at = clock.now()


def unsubscribe(account_id: str, endpoint: str) -> None:
    """A browser of this account wants no more of it."""
    with transaction():
        for row in standing(account_id):
            if row.endpoint == endpoint:
                row.ended_at = clock.now()


def standing(account_id: str) -> Sequence[PushSubscriptionRow]:
    """An account's browsers, the newest first."""
    own = PushSubscriptionRow.account_id == account_id, PushSubscriptionRow.ended_at.is_(None)
    newest = PushSubscriptionRow.made_at.desc(), PushSubscriptionRow.id.desc()
    return db.session.scalars(select(PushSubscriptionRow).where(*own).order_by(*newest)).all()


def require_service(endpoint: str, more: Collection[str]) -> None:
    """Refuses an endpoint that is no push service's, or one that the installation has not named."""
    named = urlsplit(endpoint)
    host = named.hostname or ""
    if named.netloc in more:
        return
    known = any(host == each or host.endswith(f".{each}") for each in SERVICES)
    if named.scheme != "https" or not known or named.port not in (None, 443) or named.username is not None:
        raise Refused(PUSH_SERVICE_UNKNOWN)
