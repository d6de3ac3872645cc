"""What stands in a scanned text: cleaned characters, key-value pairs, web addresses."""

import re
from dataclasses import dataclass

from .credit_code import FULL_WIDTH

LONGEST_TEXT = 4296  # the most characters one QR code can hold

# Controls, invisible characters, marks that turn the reading direction and lone surrogates have no place in a code.
_HIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u061c\u200b-\u200f"
    "\u202a-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)
_ADDRESS = re.compile(
    r"(?<![A-Za-z0-9/%=&?._@-])(?i:https?)://"
    r"(?P<host>[A-Za-z0-9.-]{1,253})(?::(?P<port>[0-9]{1,5}))?"
    r"(?P<rest>[/?#][!#$%&'()*+,./0-9:=?@A-Z\[\]_a-z{}~-]*)?"
    r"(?=$|[ \t\n;|\"<>,\u3001-\u3003\u300a-\u3011\uff08-\uff1e])"
)
_ESCAPES = re.compile("(?:%[0-9A-Fa-f]{2})+")


@dataclass(frozen=True)
class Address:
    """A web address in a scanned text; it is shown and taken apart, never opened."""

    url: str
    host: str
    port: str
    path: str
    query: tuple[tuple[str, str], ...]


def clean(text: str) -> str:
    """The text without hidden characters, with one kind of line end, no longer than a code can hold."""
    one_line_end = re.sub(r"\r\n|\n\r|\r", "\n", text[:LONGEST_TEXT])
    return _HIDDEN.sub("", one_line_end).strip(" \t\n\u3000")


def half_width(text: str) -> str:
    """Full-width forms as the keyboard's own."""
    return text.translate(FULL_WIDTH)


def pairs(text: str) -> list[tuple[str, str]]:
    """Keys and values of lines, pipes or semicolons; the colon may be full-width."""
    parts = (re.split("[:：]", part, maxsplit=1) for part in re.split("[\n|;；]", text))
    return [(re.sub("[ \t\u3000]", "", part[0]), part[1].strip(" \t\u3000")) for part in parts if len(part) == 2]


def addresses(text: str) -> list[Address]:
    """Every http(s) address that stands free; one with a user part or a foreign letter in its host is none."""
    return [_taken_apart(found) for found in _ADDRESS.finditer(text)]


def unescape(text: str) -> str:
    """Percent escapes as text; what is no UTF-8 becomes replacement characters."""
    return _ESCAPES.sub(lambda run: bytes.fromhex(run[0].replace("%", "")).decode("utf-8", "replace"), text)


def _taken_apart(found: re.Match[str]) -> Address:
    rest = (found["rest"] or "").split("&quot")[0]
    url = found[0][: len(found[0]) - len(found["rest"] or "")] + rest
    path, _, query = rest.split("#")[0].partition("?")
    return Address(url, found["host"].lower(), found["port"] or "", path, tuple(_parameters(query)))


def _parameters(query: str) -> list[tuple[str, str]]:
    named = (part.partition("=") for part in query.split("&") if part)
    return [(unescape(name), unescape(value)) for name, _, value in named]
