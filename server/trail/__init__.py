"""The one log; other parts append to it and say which records they touched."""

from server.trail.log import Act, append, append_all, keep, made, subscribe, take_made, take_told, take_touched, touched
from server.trail.operation import Claim, Operation, Unusable

__all__ = [
    "Act", "Claim", "Operation", "Unusable", "append", "append_all", "keep", "made", "subscribe", "take_made",
    "take_told", "take_touched", "touched",
]  # fmt: skip
