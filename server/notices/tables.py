"""What people are told, each notice once to each of those it concerns, and the browsers woken for it."""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from server.db import Document, UTCDateTime, db
from server.ids import new_id


class NoticeRow(db.Model):  # type: ignore[name-defined]
    """通知: of one kind about one thing to one person; read when he says so."""

    __tablename__ = "notice"
    __table_args__ = (UniqueConstraint("recipient_id", "kind", "about"),)
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    recipient_id: Mapped[str] = mapped_column(ForeignKey("account.id"))
    kind: Mapped[str] = mapped_column(String(40))
    about: Mapped[str] = mapped_column(String(36))
    facts: Mapped[dict[str, Any]] = mapped_column(Document)
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    read_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class PushSubscriptionRow(db.Model):  # type: ignore[name-defined]
    """A browser that wants to be woken for its owner's notices; nobody but he and the worker reads it."""

    __tablename__ = "push_subscription"
    id: Mapped[str] = mapped_column(String(36), primary_key=True, default=new_id)
    account_id: Mapped[str] = mapped_column(ForeignKey("account.id"), index=True)
    endpoint: Mapped[str] = mapped_column(Text)
    endpoint_digest: Mapped[str] = mapped_column(String(64), unique=True)
    public_key: Mapped[str] = mapped_column(String(120))
    secret: Mapped[str] = mapped_column(String(60))
    language: Mapped[str] = mapped_column(String(5), default="zh")
    made_at: Mapped[datetime] = mapped_column(UTCDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UTCDateTime)


class PushRow(db.Model):  # type: ignore[name-defined]
    """One notice on its way to one browser: due until the push service has taken it or is given up on."""

    __tablename__ = "push"
    notice_id: Mapped[str] = mapped_column(ForeignKey("notice.id"), primary_key=True)
    subscription_id: Mapped[str] = mapped_column(ForeignKey("push_subscription.id"), primary_key=True)
    tries: Mapped[int] = mapped_column(default=0)
    due_at: Mapped[datetime | None] = mapped_column(UTCDateTime, index=True)
    sent_at: Mapped[datetime | None] = mapped_column(UTCDateTime)
