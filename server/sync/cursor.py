"""The cursor a phone gives back: how far it has come in each feed, in which epoch, under our seal."""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import orjson
from flask import current_app

from server.refusals import EPOCH, MALFORMED, Refused
from server.sync import epoch

MOST_FEEDS = 200


@dataclass(frozen=True)
class Cursor:
    """`feeds`: the last number read. `fresh`: the head at which a feed still being read from the beginning began."""

    feeds: Mapping[str, int] = field(default_factory=dict)
    fresh: Mapping[str, int] = field(default_factory=dict)

    def written(self) -> dict[str, Any]:
        """As it travels."""
        said = {"epoch": epoch.current(), "feeds": dict(self.feeds), "fresh": dict(self.fresh)}
        return {**said, "seal": _seal(said)}


def read(sent: Any) -> Cursor:
    """A cursor as it came back; one of another epoch means nothing here any more."""
    if sent is None:
        return Cursor()
    if not isinstance(sent, dict) or not (_are_places(sent.get("feeds")) and _are_places(sent.get("fresh", {}))):
        raise Refused(MALFORMED, why="cursor")
    if sent.get("epoch") != epoch.current():
        raise Refused(EPOCH, epoch=epoch.current())
    return Cursor(sent["feeds"], sent.get("fresh", {}))


def is_ours(sent: Mapping[str, Any]) -> bool:
    """Whether this installation gave out exactly this cursor."""
    seal = sent.get("seal")
    said = {name: sent.get(name) for name in ("epoch", "feeds", "fresh")}
    return isinstance(seal, str) and hmac.compare_digest(seal.encode(), _seal(said).encode())


def _seal(said: Mapping[str, Any]) -> str:
    text = orjson.dumps(said, option=orjson.OPT_SORT_KEYS)
    return hmac.new(current_app.config["SECRET_KEY"].encode(), b"cursor" + text, sha256).hexdigest()


def _are_places(sent: Any) -> bool:
    return isinstance(sent, dict) and len(sent) <= MOST_FEEDS and all(_is_place(*each) for each in sent.items())


def _is_place(feed: str, seq: Any) -> bool:
    return len(feed) <= 80 and type(seq) is int and 0 <= seq < 2**31
