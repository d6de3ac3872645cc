"""What has changed for the manager between what he was told of a visit and what he may know of it now (pure)."""

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from server.vocabulary import News

DUE_SOON = timedelta(days=3)  # a correction due within them is brought to mind


class Seen(NamedTuple):
    """A visit ahead as the manager sees it: its day, and per agency what it inspects."""

    visit_on: str
    parts: Mapping[str, list[str]]


def change(before: Seen | None, now: Seen | None) -> News | None:
    """The news, if there is any; a sealed plan is in neither and so never makes any."""
    if before is None:
        return News.PLANNED if now else None
    if now is None:
        return News.WITHDRAWN
    if before.visit_on != now.visit_on:
        return News.MOVED
    return News.CHANGED if before.parts != now.parts else None
