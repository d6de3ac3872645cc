"""Sign-in, passkeys, devices and roles."""

from flask import Flask

from server.accounts import proving_pages, security_log, sessions, watching


def init_app(app: Flask) -> None:
    """Teaches the application who asks, to have him prove it where it weighs, and to keep the security log."""
    sessions.init_app(app)
    proving_pages.init_app(app)
    watching.init_app(app)
    security_log.init()
