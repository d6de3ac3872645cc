"""A phone whose chain over a feed is not ours says so: one of the two computes wrongly, and somebody must look."""

from datetime import timedelta
from typing import Any

import structlog
from sqlalchemy import select

from server import clock, trail
from server.db import db, transaction
from server.ids import is_digest
from server.trail.tables import TrailEntryRow

KIND = "feed.apart"
MOST_FEEDS = 20
LONGEST_NAME = 80
PLACE = ("n", "ours", "theirs")
ONCE_IN = timedelta(hours=1)
log = structlog.get_logger()


def note(device_id: str, told: Any) -> None:
    """Leaves a trail entry with both digests; anything but feeds with a number and two digests is passed over."""
    if not isinstance(told, dict) or len(told) > MOST_FEEDS:
        return
    feeds = {feed: {name: each[name] for name in PLACE} for feed, each in told.items() if _is_place(feed, each)}
    if not feeds:
        return
    with transaction():
        if _told_lately(device_id):
            return
        log.warning("a phone's feed is not ours", device=device_id, feeds=sorted(feeds))
        trail.append(KIND, "device", device_id, {"feeds": feeds})


def _is_place(feed: str, told: Any) -> bool:
    named = len(feed) <= LONGEST_NAME and feed.isprintable() and isinstance(told, dict)
    return named and type(told.get("n")) is int and is_digest(told.get("ours")) and is_digest(told.get("theirs"))


def _told_lately(device_id: str) -> bool:
    recent = select(TrailEntryRow.id).where(
        TrailEntryRow.entity == "device", TrailEntryRow.entity_id == device_id, TrailEntryRow.kind == KIND,
        TrailEntryRow.received_at > clock.now() - ONCE_IN,
    )  # fmt: skip
    return db.session.scalar(recent.limit(1)) is not None
