"""One connection to the server: a request out, an answer in; what is not the server's own answer is trouble."""

import gzip
import http.client
import json
import socket
import urllib.parse
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

OURS = "X-Mashang-Sync"
SECONDS = 15.0
SLICE = 32 * 1024


class Trouble(Exception):
    """No answer came, or one that is not the server's: nothing is known, the same request is right again later."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: http.client.HTTPMessage
    body: bytes

    @property
    def json(self) -> Any:
        return json.loads(self._unpacked)

    @property
    def text(self) -> str:
        return self._unpacked.decode(errors="replace")

    @property
    def _unpacked(self) -> bytes:
        return gzip.decompress(self.body) if self.headers.get("Content-Encoding") == "gzip" else self.body

    @property
    def code(self) -> str:
        """The refusal's name for programs."""
        return self.json.get("code", "") if self.body.lstrip().startswith(b"{") else ""

    def number(self, header: str) -> int:
        return int(self.headers.get(header, "0"))


class Link:
    """Keeps its connection open between requests, and counts what it sent."""

    def __init__(self, url: str, seconds: float = SECONDS) -> None:
        self.seconds = seconds
        self.address = urllib.parse.urlsplit(url).netloc
        self.connection: http.client.HTTPConnection | None = None
        self.sent = 0
        self.troubles: Counter[int] = Counter()
        self.suspicious = True  # Off: believes any 200, as a careless client would.

    def ask(self, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
        """An answer of any server; Trouble if there is none."""
        self.sent += len(body)
        try:
            self.connection = self.connection or self._connected()
            length = {"Content-Length": str(len(body))} if body else {}
            self.connection.request(method, path, _in_slices(body), {**(headers or {}), **length})
            with self.connection.getresponse() as answer:
                return Answer(answer.status, answer.headers, answer.read())
        except (OSError, http.client.HTTPException) as error:
            self.close()
            raise Trouble(repr(error)) from error

    def move(self, url: str) -> None:
        """Goes on at another address; what it counted stays."""
        self.close()
        self.address = urllib.parse.urlsplit(url).netloc

    def _connected(self) -> http.client.HTTPConnection:
        """Hands the kernel little at once, so that a slow line is not mistaken for a dead one."""
        connection = http.client.HTTPConnection(self.address, timeout=self.seconds)
        connection.connect()
        connection.sock.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SLICE)
        return connection

    def close(self) -> None:
        if self.connection:
            self.connection.close()
        self.connection = None

    def sync(self, method: str, path: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """An answer of our server; a portal's 200, a proxy's 502 and a broken body are no answers."""
        answer = self.ask(method, f"/sync/v1/{path}", body, {**headers, "Accept-Encoding": "gzip"})
        if self.suspicious and answer.headers.get(OURS) != "1":
            raise Trouble(f"{answer.status} without {OURS}")
        if answer.status in (429, 500, 502, 503, 504, 507):
            self.troubles[answer.status] += 1
            raise Trouble(f"{answer.status} {answer.code}")
        return answer

    def post(self, path: str, message: Any, headers: Mapping[str, str]) -> Answer:
        """A packed message."""
        packed = gzip.compress(json.dumps(message, ensure_ascii=False).encode(), 5, mtime=0)
        return self.sync("POST", path, packed, {**headers, "Content-Encoding": "gzip"})


def _in_slices(body: bytes) -> Iterable[bytes] | None:
    """Each slice has its own time limit: a request may take as long as it likes while bytes move."""
    return (body[start : start + SLICE] for start in range(0, len(body), SLICE)) if body else None
