"""A server with everything that two agencies and two enterprises could own, and somebody signed in for each role."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from flask import Flask

from fault.client.link import Answer, Link
from fault.databases import Place
from fault.serving import Server
from server import config
from server.app import create_app
from server.db import bring_up_to_date, db
from server.vocabulary import Role
from tests.conftest import ApartClient
from tests.phone import Phone
from tests.whole.two_sides import Side, two_sides

PATIENCE = 120.0


@dataclass
class World:
    """The running server, the things of one side, and a cookie for each of its people."""

    server: Server
    side: Side
    cookies: Mapping[Role, str]
    line: Mapping[str, str]

    def ask(
        self,
        method: str,
        path: str,
        body: bytes = b"",
        headers: Mapping[str, str] | None = None,
        by: Role | None = None,
    ) -> Answer:
        """An answer to somebody of this side, by a connection of its own."""
        link = Link(self.server.url, PATIENCE)
        cookie = {"Cookie": self.cookies[by], "Accept-Language": "zh"} if by else {}
        try:
            return link.ask(method, path, body, {**cookie, **(headers or {})})
        finally:
            link.close()

    def send(self, path: str, fields: Mapping[str, str], field: str, name: str, data: bytes, *, by: Role) -> Answer:
        """A form with a file, as a browser sends it."""
        line = f"x{secrets.token_hex(12)}"
        parts = [_part(line, f'name="{key}"', value.encode()) for key, value in fields.items()]
        parts.append(_part(line, f'name="{field}"; filename="{_quoted(name)}"', data))
        body = b"".join(parts) + f"--{line}--\r\n".encode()
        return self.ask("POST", path, body, {"Content-Type": f"multipart/form-data; boundary={line}"}, by=by)

    @property
    def phone(self) -> Phone:
        return self.side.phone


def _part(line: str, disposition: str, data: bytes) -> bytes:
    head = f"--{line}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n"
    return head.encode(errors="surrogatepass") + data + b"\r\n"


def _quoted(name: str) -> str:
    """As browsers quote it, but for what they would never let through."""
    return name.replace('"', "%22").replace("\r\n", "\r\n ")


@contextmanager
def running(folder: Path) -> Iterator[World]:
    """Builds the world in this folder and serves it."""
    app = build(folder)
    with app.app_context():
        client = app.test_client()
        side = two_sides(client)[0]
        cookies = {}
        for role in Role:
            found = side.client(role, client).get_cookie("session")
            assert found
            cookies[role] = f"session={found.value}"
        line = side.office.at_line()
        db.session.remove()
        server = Server(Place(folder / "data"), workers=2).start()
        try:
            yield World(server, side, cookies, line)
        finally:
            server.kill()
            db.session.remove()
            db.engine.dispose()


def build(folder: Path, **settings: Any) -> Flask:
    """An application on a new database in this folder."""
    app = create_app(config.Settings(data=folder / "data", rate_limits=False, front_end=False, **settings))
    app.test_client_class = ApartClient
    bring_up_to_date(app)
    return app
