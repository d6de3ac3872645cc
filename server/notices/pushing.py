"""Web Push: wakes the browsers of whom a notice is for; a locked screen shows no more than that there is something."""

from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import structlog
from pywebpush import WebPushException, webpush
from requests import RequestException, Session
from sqlalchemy import select

from server import clock
from server.db import db, transaction
from server.notices import subscribing, vapid
from server.notices.tables import NoticeRow, PushRow, PushSubscriptionRow
from server.statements import INSERTS

AT_ONCE = 100
WAITS = (timedelta(minutes=1), timedelta(minutes=10), timedelta(hours=1), timedelta(hours=6))
STANDS = timedelta(days=2)  # how long a push service keeps it for a phone that is switched off
SECONDS = 10.0
GONE = (404, 410)
OPENS = "/e/"
# What may be read over somebody's shoulder: neither who comes nor when, nor whose notice it is.
SHOWN = {
    "visit": ("有一次检查安排，请打开查看", "There is news of an inspection; open to read"),
    "result": ("有一份检查结果，请打开查看", "There is an inspection result; open to read"),
    "correction": ("有一项整改需要留意，请打开查看", "A correction needs your attention; open to read"),
}
OTHERWISE = ("有一条新消息，请打开查看", "There is a new message; open to read")
log = structlog.get_logger()


def queue(notices: Iterable[NoticeRow]) -> None:
    """Puts notices on their way to every browser of those they are for, in the running transaction; twice is once."""
    rows = [
        {"notice_id": notice.id, "subscription_id": each.id, "tries": 0, "due_at": clock.now()}
        for notice in notices
        for each in subscribing.standing(notice.recipient_id)
    ]
    if rows:
        db.session.execute(INSERTS[db.engine.dialect.name](PushRow).on_conflict_do_nothing(), rows)


def push_due(keys: Path, origin: str) -> None:
    """Tries what is due; no transaction is held while a push service thinks."""
    for notice_id, subscription_id in _taken_up():
        notice = db.session.get_one(NoticeRow, notice_id)
        to = db.session.get_one(PushSubscriptionRow, subscription_id)
        message, address = payload(notice.id, notice.kind, to.language), _address(to)
        db.session.rollback()
        status = _sent(address, message, keys, origin)
        _note(notice_id, subscription_id, status)


def payload(notice_id: str, kind: str, language: str) -> bytes:
    """What a browser is handed: the notice's id lets it show one that comes twice only once."""
    shown = SHOWN.get(kind.partition(".")[0], OTHERWISE)
    return orjson.dumps({"title": "码上", "body": shown[language == "en"], "tag": notice_id, "open": OPENS})


def _taken_up() -> list[tuple[str, str]]:
    """What is due now; it is due again later unless it is noted as sent."""
    with transaction():
        due = select(PushRow).where(PushRow.due_at <= clock.now()).order_by(PushRow.due_at, PushRow.notice_id)
        rows = db.session.scalars(due.limit(AT_ONCE).with_for_update(skip_locked=True)).all()
        for row in rows:
            row.due_at = clock.now() + WAITS[row.tries] if row.tries < len(WAITS) else None
            row.tries += 1
        return [(row.notice_id, row.subscription_id) for row in rows]


def _address(to: PushSubscriptionRow) -> dict[str, Any]:
    return {"endpoint": to.endpoint, "keys": {"p256dh": to.public_key, "auth": to.secret}}


def _sent(address: dict[str, Any], message: bytes, keys: Path, origin: str) -> int:
    """The push service's answer; 0 where there was none."""
    try:
        answer = webpush(
            address, message, vapid_private_key=vapid.signer(keys), vapid_claims={"sub": origin},
            ttl=int(STANDS.total_seconds()), timeout=SECONDS, requests_session=_straight(),
        )  # fmt: skip
        return int(answer.status_code)
    except WebPushException as refused:
        return int(refused.response.status_code) if refused.response is not None else 0
    except (RequestException, ValueError) as fault:
        log.info("a push service could not be reached", fault=type(fault).__name__)
        return 0


def _straight() -> Session:
    """Goes where the browser's subscription says and nowhere else: a service that sends elsewhere was not reached."""
    session = Session()
    session.max_redirects = 0
    return session


def _note(notice_id: str, subscription_id: str, status: int) -> None:
    with transaction():
        row = db.session.get_one(PushRow, (notice_id, subscription_id))
        if 200 <= status < 300:
            row.due_at, row.sent_at = None, clock.now()
        elif status in GONE:
            row.due_at = None
            db.session.get_one(PushSubscriptionRow, subscription_id).ended_at = clock.now()
