"""Settings, read once from the environment; SQLite and a folder unless told otherwise."""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """What one installation may decide; `data` holds the database, the photos and the keys."""

    data: Path = Path("data")
    database_url: str = ""
    public_origin: str = ""
    password_sign_in: bool = False
    rate_limits: bool = True
    front_end: bool = True
    push_services: frozenset[str] = frozenset()
    trusted_proxies: frozenset[str] = frozenset(("127.0.0.1", "::1"))
    secret: str = field(default="", repr=False)

    @property
    def database(self) -> str:
        """The SQLAlchemy address; any postgres spelling is read as psycopg 3."""
        if not self.database_url:
            return f"sqlite:///{(self.data / 'mashang.sqlite').resolve()}"
        scheme, _, rest = self.database_url.partition("://")
        return f"postgresql+psycopg://{rest}" if scheme in ("postgres", "postgresql") else self.database_url

    @property
    def photos(self) -> Path:
        return self.data / "photos"

    @property
    def keys(self) -> Path:
        return self.data / "keys"


def from_environment(environ: Mapping[str, str] = os.environ) -> Settings:
    """Reads MASHANG_DATA, DATABASE_URL, PUBLIC_ORIGIN, PASSWORD_SIGN_IN, RATE_LIMITS, PUSH_SERVICES, TRUSTED_PROXIES
    and MASHANG_SECRET."""
    if "://" not in environ.get("DATABASE_URL", "") and environ.get("DATABASE_URL"):
        raise SystemExit("DATABASE_URL is no address of a database: postgresql://… or sqlite:///…")
    return Settings(
        data=Path(environ.get("MASHANG_DATA", "data")),
        database_url=environ.get("DATABASE_URL", ""),
        public_origin=environ.get("PUBLIC_ORIGIN", "").rstrip("/"),
        password_sign_in=_yes(environ.get("PASSWORD_SIGN_IN", "")),
        rate_limits=_yes(environ.get("RATE_LIMITS", "yes")),
        push_services=frozenset(environ.get("PUSH_SERVICES", "").split()),
        trusted_proxies=frozenset(environ.get("TRUSTED_PROXIES", "127.0.0.1 ::1").split()),
        secret=environ.get("MASHANG_SECRET", ""),
    )


def secret_key(settings: Settings) -> str:
    """The key that signs cookies, made on the first start and readable by the owner only."""
    if settings.secret:
        return settings.secret
    path = settings.keys / "session"
    if not path.exists():
        settings.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(32))
    return path.read_text()


def _yes(word: str) -> bool:
    return word.strip().lower() in ("1", "yes", "true", "on")
