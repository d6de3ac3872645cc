"""Notices are kept in the transaction of what they tell of; the worker hands each to the senders once."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
from sqlalchemy import select, update

from server import clock
from server.db import db, lock, transaction
from server.ids import new_id
from server.notices import pushing
from server.notices.tables import NoticeRow

AT_ONCE = 200
# What carries a notice out of the platform: a text message, an e-mail; the log file is there until one is.
Sender = Callable[[Mapping[str, Any]], None]


def send(recipient: str, kind: str, facts: Mapping[str, Any], *, about: str) -> None:
    """Tells an account something about one thing; telling it the same again is no second notice."""
    with transaction():
        told = select(NoticeRow.id).where(
            NoticeRow.recipient_id == recipient, NoticeRow.kind == kind, NoticeRow.about == about
        )
        if db.session.scalar(told) is None:
            made = NoticeRow(id=new_id(), recipient_id=recipient, kind=kind, about=about, facts=dict(facts))
            made.made_at = clock.now()
            db.session.add(made)


def standing(recipient: str, *kinds: str) -> Sequence[NoticeRow]:
    """What an account has been told and has not put away, newest first."""
    unread = NoticeRow.recipient_id == recipient, NoticeRow.kind.in_(kinds), NoticeRow.read_at.is_(None)
    return db.session.scalars(select(NoticeRow).where(*unread).order_by(NoticeRow.made_at.desc())).all()


def of_place(recipient: str, premises_id: str, kinds: Sequence[str]) -> list[NoticeRow]:
    """What of these kinds stands about one place."""
    return [each for each in standing(recipient, *kinds) if each.facts.get("premises") == premises_id]


def dismiss(recipient: str, notice_id: str) -> NoticeRow | None:
    """Puts one of an account's own notices away."""
    with transaction():
        row = db.session.get(NoticeRow, notice_id)
        if row is None or row.recipient_id != recipient:
            return None
        row.read_at = row.read_at or clock.now()
    return row


def deliver(to: Sequence[Sender]) -> None:
    """Hands what has not been sent to every sender, oldest first; who is slow holds up no writer."""
    waiting = _taken_up()
    for number, told in enumerate(waiting):
        try:
            for sender in to:
                sender(told)
        except Exception:
            _put_back([each["id"] for each in waiting[number:]])
            raise


def _taken_up() -> list[dict[str, Any]]:
    """Marked as sent before it is: nobody is told twice, and in the platform the notice stands in any case."""
    with transaction():
        lock("notices")
        waiting = select(NoticeRow).where(NoticeRow.sent_at.is_(None)).order_by(NoticeRow.made_at, NoticeRow.id)
        rows = db.session.scalars(waiting.limit(AT_ONCE)).all()
        pushing.queue(rows)
        for row in rows:
            row.sent_at = clock.now()
        return [_told(row) for row in rows]


def _put_back(ids: Sequence[str]) -> None:
    """What a sender did not take is handed to it again."""
    with transaction():
        db.session.execute(update(NoticeRow).where(NoticeRow.id.in_(ids)).values(sent_at=None))


def senders(data: Path) -> list[Sender]:
    """The senders of an installation: without any other, a line in a log file beside the database."""

    def to_log(notice: Mapping[str, Any]) -> None:
        with (data / "notices.log").open("ab") as file:
            file.write(orjson.dumps(notice) + b"\n")

    return [to_log]


def _told(row: NoticeRow) -> dict[str, Any]:
    return {
        "id": row.id, "to": row.recipient_id, "kind": row.kind, "about": row.about, "facts": row.facts,
        "made_at": row.made_at.isoformat(),
    }  # fmt: skip
