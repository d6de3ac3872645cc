"""The one log; other parts append to it and say which records they touched."""

from server.trail.log import append, keep, subscribe, take_touched, touched
from server.trail.operation import Claim, Operation, Unusable

__all__ = ["Claim", "Operation", "Unusable", "append", "keep", "subscribe", "take_touched", "touched"]
