"""Lines to other machines: encrypted, and to nowhere but where they were meant to go."""

import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.error import HTTPError

import pytest

from server.doctor import line_to
from server.trail.witnessing import Witness


def test_a_database_on_another_machine_is_spoken_to_in_secret():
    with pytest.raises(RuntimeError, match="sslmode=verify-full"):
        line_to("10.0.0.5", False)

    assert line_to("10.0.0.5", True) == "encrypted"
    assert line_to("/var/run/postgresql", False) == line_to("127.0.0.1", False) == "on this machine"


def test_a_witness_follows_no_log_to_another_address(tmp_path):
    class Elsewhere(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(302)
            self.send_header("Location", "/inside-the-house")
            self.end_headers()

        def log_message(self, *_: object) -> None:
            return

    asked: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), Elsewhere)
    threading.Thread(target=server.serve_forever, daemon=True).start()

    with pytest.raises(HTTPError):
        Witness(tmp_path, "witness.example").look(f"http://127.0.0.1:{server.server_port}")

    server.shutdown()
    server.server_close()
    assert len(asked) == 1 and "/inside-the-house" not in asked
