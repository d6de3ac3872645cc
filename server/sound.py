"""What any request may carry: text that every database and encoder takes, JSON that is whole and not too deep."""

from collections.abc import Iterable, Iterator
from typing import Any

import orjson
from flask import Request

from server.refusals import BAD_REQUEST, Refused

DEEPEST = 20


def require_sound(request: Request) -> None:
    """Refuses what no browser and no program sends on purpose; sync reads its own bytes and judges them itself."""
    _require_text((request.path, *request.args, *_values(request.args)))
    if request.path.startswith("/sync/"):
        return
    if request.is_json:
        _require_json(request.get_data())
    else:
        _require_text((*request.form, *_values(request.form)))


def is_deeper_than(value: Any, most: int) -> bool:
    """Whether arrays and objects are nested deeper than this; looks level by level, so depth costs no stack."""
    level = [value]
    for _ in range(most):
        level = [inner for each in level for inner in _inside(each)]
        if not level:
            return False
    return any(isinstance(each, (dict, list)) for each in level)


def _require_json(data: bytes) -> None:
    try:
        sent = orjson.loads(data or b"{}")
    except orjson.JSONDecodeError as error:
        raise Refused(BAD_REQUEST) from error
    if is_deeper_than(sent, DEEPEST):
        raise Refused(BAD_REQUEST)
    _require_text(_texts(sent))


def _require_text(texts: Iterable[str]) -> None:
    # PostgreSQL keeps no NUL, and a lone surrogate has no bytes in UTF-8.
    if any("\0" in text or any("\ud800" <= letter <= "\udfff" for letter in text) for text in texts):
        raise Refused(BAD_REQUEST)


def _values(sent: Any) -> Iterator[str]:
    return (text for texts in sent.listvalues() for text in texts)


def _texts(sent: Any) -> Iterator[str]:
    """Every text in a message that is not too deep, names of members too."""
    if isinstance(sent, str):
        yield sent
    for inner in (*sent, *sent.values()) if isinstance(sent, dict) else sent if isinstance(sent, list) else ():
        yield from _texts(inner)


def _inside(value: Any) -> list[Any]:
    inside = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [each for each in inside if isinstance(each, (dict, list))]
