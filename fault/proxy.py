"""A bad stretch of road between phone and server: what it does to each request is a function of a few lines."""

import http.client
import urllib.parse
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import TracebackType
from typing import Any, Self


@dataclass(frozen=True)
class Request:
    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Response:
    status: int
    headers: Mapping[str, str]
    body: bytes


Forward = Callable[[Request], Response | None]
# What becomes of a request: an answer, or None where the line just breaks.
Mischief = Callable[[Request, Forward], Response | None]
HOP_BY_HOP = {"connection", "keep-alive", "transfer-encoding", "content-length", "date", "server"}


class Proxy:
    """Listens on a free port of this machine until its block ends."""

    def __init__(self, upstream: str, mischief: Mischief) -> None:
        self.upstream, self.mischief = urllib.parse.urlsplit(upstream).netloc, mischief
        self.listening = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"proxy": self}))
        self.listening.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.listening.server_port}"

    def __enter__(self) -> Self:
        Thread(target=self.listening.serve_forever, args=(0.05,), daemon=True).start()
        return self

    def __exit__(self, kind: type[BaseException] | None, _: object, __: TracebackType | None) -> None:
        self.listening.shutdown()
        self.listening.server_close()

    def forward(self, request: Request) -> Response | None:
        """The server's own answer; None if it gave none."""
        connection = http.client.HTTPConnection(self.upstream, timeout=20)
        try:
            connection.request(request.method, request.path, request.body or None, dict(request.headers))
            answer = connection.getresponse()
            return Response(answer.status, _end_to_end(answer.headers), answer.read())
        except (OSError, http.client.HTTPException):
            return None
        finally:
            connection.close()


class _Handler(BaseHTTPRequestHandler):
    proxy: Proxy
    protocol_version = "HTTP/1.1"

    def _pass(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        request = Request(self.command, self.path, _end_to_end(self.headers), self.rfile.read(length))
        answer = self.proxy.mischief(request, self.proxy.forward)
        if answer is None:
            self.close_connection = True
            return
        self.send_response_only(answer.status)
        for name, value in {**answer.headers, "Content-Length": str(len(answer.body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.body)

    do_GET = do_HEAD = do_POST = do_PATCH = _pass

    def log_message(self, *_: Any) -> None:
        return


def _end_to_end(headers: Any) -> dict[str, str]:
    return {name: value for name, value in headers.items() if name.lower() not in HOP_BY_HOP}
