"""Telling people: in the platform at once, and outside it by whichever senders the installation has."""

from server.notices.pushing import push_due
from server.notices.sending import deliver, dismiss, of_place, send, senders, standing

__all__ = ["deliver", "dismiss", "of_place", "push_due", "send", "senders", "standing"]
