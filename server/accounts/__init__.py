"""Sign-in, passkeys, devices and roles."""

from server.accounts.sessions import init_app

__all__ = ["init_app"]
