"""The one log; other parts append to it and say which records they touched."""

from server.trail.log import append, subscribe, take_touched, touched

__all__ = ["append", "subscribe", "take_touched", "touched"]
