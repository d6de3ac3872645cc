"""Telling people: in the platform at once, and outside it by whichever senders the installation has."""

from server.notices.sending import deliver, dismiss, send, senders, standing

__all__ = ["deliver", "dismiss", "send", "senders", "standing"]
