"""Which language a person reads: his choice in a cookie, else what his browser prefers; Chinese is the source."""

from flask import Flask, request
from flask_babel import Babel

from server import cookies

LANGUAGES = ("zh", "en")
COOKIE = "language"


def chosen() -> str:
    """`zh` or `en` for the running request; Chinese outside one."""
    if not request:
        return "zh"
    wish = cookies.given(COOKIE)
    if wish in LANGUAGES:
        return wish
    return request.accept_languages.best_match(LANGUAGES) or "zh"


def init_app(app: Flask) -> None:
    """Switches gettext on; translations stand in server/translations."""
    app.config.setdefault("BABEL_DEFAULT_LOCALE", "zh")
    app.config.setdefault("BABEL_DEFAULT_TIMEZONE", "Asia/Shanghai")
    Babel(app, locale_selector=chosen)
    app.jinja_env.globals["language"] = chosen
