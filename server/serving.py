"""Runs the application under granian: one worker a core, one thread each on SQLite."""

import gc
import os
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from granian import Granian
from granian.constants import Interfaces
from granian.utils.proxies import wrap_wsgi_with_proxy_headers

from server import logs, worker
from server.app import create_app
from server.config import Settings


@dataclass(frozen=True)
class Address:
    """Where to listen, and with which certificate."""

    host: str = "127.0.0.1"
    port: int = 8000
    certificate: tuple[Path, Path] | None = None

    @property
    def url(self) -> str:
        return f"{'https' if self.certificate else 'http'}://{self.host}:{self.port}"


def serve(settings: Settings, address: Address, workers: int | None = None) -> None:
    """Serves until stopped; the workers read the same settings from the environment."""
    os.environ.update(_environment(settings))
    cert, key = address.certificate or (None, None)
    Granian(
        "server.serving:application",
        factory=True,
        interface=Interfaces.WSGI,
        address="0.0.0.0" if address.certificate else address.host,  # noqa: S104
        port=address.port,
        workers=workers or os.cpu_count() or 1,
        blocking_threads=1 if settings.database.startswith("sqlite") else 8,
        ssl_cert=cert,
        ssl_key=key,
        log_access=False,
    ).serve()


def application() -> Flask:
    """The application of one worker process, with what happens by itself beside it."""
    logs.begin()
    app = behind_proxies(create_app())
    worker.start(app)
    settle()
    return app


def settle() -> None:
    """What is there for good need not be looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 50)


def behind_proxies(app: Flask) -> Flask:
    """What a proxy of ours says of whom it speaks for is believed; what anybody else says of himself is not."""
    settings: Settings = app.extensions["settings"]
    app.wsgi_app = wrap_wsgi_with_proxy_headers(app.wsgi_app, sorted(settings.trusted_proxies))  # type: ignore[method-assign]
    return app


def _environment(settings: Settings) -> dict[str, str]:
    return {
        "MASHANG_DATA": str(settings.data),
        "DATABASE_URL": settings.database_url,
        "PUBLIC_ORIGIN": settings.public_origin,
        "PASSWORD_SIGN_IN": "yes" if settings.password_sign_in else "no",
        "RATE_LIMITS": "yes" if settings.rate_limits else "no",
        "PUSH_SERVICES": " ".join(sorted(settings.push_services)),
        "TRUSTED_PROXIES": " ".join(sorted(settings.trusted_proxies)),
    }
