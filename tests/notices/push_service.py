"""A push service on this machine, and a browser that opens what it is sent."""

import os
import threading
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import http_ece
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat


class PushService:
    """Takes every message, or answers what it is told to; keeps what came with its headers."""

    def __init__(self, port: int) -> None:
        self.host, self.status, self.elsewhere = f"127.0.0.1:{port}", 201, ""
        self.taken: list[tuple[dict[str, str], bytes]] = []


class Browser:
    """One browser's subscription: only it can open what it is sent."""

    def __init__(self, service: PushService, name: str = "phone") -> None:
        self.endpoint = f"http://{service.host}/{name}"
        self.private, self.auth = ec.generate_private_key(ec.SECP256R1()), os.urandom(16)

    @property
    def told(self) -> dict[str, Any]:
        point = self.private.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
        return {"endpoint": self.endpoint, "keys": {"p256dh": _letters(point), "auth": _letters(self.auth)}}

    def opened(self, message: bytes) -> bytes:
        return bytes(http_ece.decrypt(message, private_key=self.private, auth_secret=self.auth, version="aes128gcm"))


@contextmanager
def a_push_service() -> Iterator[PushService]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            sent = {name.lower(): value for name, value in self.headers.items()}
            service.taken.append((sent, self.rfile.read(int(sent["content-length"]))))
            self.send_response(service.status)
            if service.elsewhere:
                self.send_header("Location", service.elsewhere)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    service = PushService(server.server_port)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield service
    server.shutdown()
    server.server_close()


def _letters(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")
