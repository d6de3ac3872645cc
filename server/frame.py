"""What every page has around its content: its style, who is signed in, words, and links that keep the filters."""

from collections.abc import Iterable
from urllib.parse import urlencode

from flask import Flask, request
from markupsafe import Markup

from server import dates
from server.assets import asset_text
from server.http import MOST_COUNTED, allow_inline_style, current_actor, current_language
from server.vocabulary import Word


def init_app(app: Flask) -> None:
    """Gives every template what base.html and the parts lean on."""
    dates.init_app(app)
    app.jinja_env.filters.update(label=label, with_label=with_label, listed=listed)
    app.jinja_env.globals.update(page_style=page_style, actor=current_actor, address_of_page=address_of_page, here=here)
    app.jinja_env.globals["most_counted"] = MOST_COUNTED
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True


def label(word: Word | str | None) -> str:
    """A word of the field in the reader's language."""
    return word.label(current_language()) if isinstance(word, Word) else word or ""


def with_label(word: Word) -> tuple[str, str]:
    """A word as an option of a form: its code and what people read."""
    return word.value, label(word)


def listed(words: Iterable[str]) -> str:
    """Words in a row, as the reader's language separates them."""
    return (", " if current_language() == "en" else "、").join(words)


def page_style() -> Markup:
    """The public pages' style as an element: inlined, so that a page needs one round trip."""
    css = asset_text("page.css").strip()
    allow_inline_style(css)
    return Markup(f"<style>{css}</style>")  # noqa: S704


def address_of_page(number: int) -> str:
    """This address with another page number; filters stay."""
    kept = [(name, value) for name, value in request.args.items(multi=True) if name != "page"]
    return f"{request.path}?{urlencode([*kept, ('page', number)])}"


def here() -> str:
    """This address, to come back to; where a form was answered, the start."""
    return request.full_path.rstrip("?") if request.method == "GET" else "/"
