"""One call after the other to an application in this process, each to any route, by anybody, with anything."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from fault.flood.world import build
from server.db import db
from server.ids import new_id
from server.vocabulary import Role
from tests.schemas import require
from tests.whole.addresses import address, rules
from tests.whole.messages import sent
from tests.whole.two_sides import Side, two_sides

SYNC = {"hello": "hello", "push": "push", "surrender": "push", "pull": "pull"}


class Caller:
    """The application with both sides' things in it; `renew` puts all of it back as it was."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self.app, self.folder = app, folder
        with app.app_context():
            client = app.test_client()
            own, foreign = two_sides(client)
            self.cookies = {role: _cookie(own, role, client) for role in Role}
            self.ids = [self._all(own), self._all(foreign)]
            self.routes: list[tuple[str, Rule]] = list(rules(app))
            self.phone, self.line, self.present = own.phone, own.office.at_line(), own.office.present
            self.recorded = len(own.phone.operations)
            self.messages = {rule.endpoint: sent(rule.endpoint, own) for _, rule in self.routes}
            self.token = own.phone.authorization
            db.session.remove()
            db.engine.dispose()
        shutil.copytree(folder / "data", folder / "as it was")
        self.client = FlaskClient(app, app.response_class, use_cookies=False)

    def renew(self) -> None:
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        shutil.rmtree(self.folder / "data")
        shutil.copytree(self.folder / "as it was", self.folder / "data")

    def told(self, words: str) -> dict[str, Any]:
        """What a phone has to tell of a visit, in these words, as it would push it in the state that was kept."""
        phone, visit = self.phone, self.ids[0]["open_visit"]
        del phone.operations[self.recorded :], phone.heads[self.recorded + 1 :]
        opened = {"premises": self.ids[0]["premises"], "credit_code": self.ids[0]["credit_code"], "license_code": words}
        phone.record(
            "visit.opened",
            visit,
            **opened,
            place=None,
            present=self.present,
            planned=False,
            cause="other",
            reason=words,
        )
        phone.record(
            "finding.recorded", visit, finding=new_id(), **self.line, text=words, severity="minor", correction_due=None,
            evidence=[], corrects=None,
        )  # fmt: skip
        phone.record("statement.recorded", visit, text=words, representative=words, refused=True, refusal_reason=words)
        phone.record("visit.closed", visit, summary=words, outcomes=[])
        return phone.batch(self.recorded + 1)

    def call(
        self, method: str, where: str, role: Role | None, headers: Mapping[str, str] | None = None, **sends: Any
    ) -> TestResponse:
        cookie = {"Cookie": self.cookies[role]} if role else {}
        return self.client.open(where, method=method, headers={**cookie, **(headers or {})}, **sends)

    def where(self, rule: Rule, ids: Mapping[str, str]) -> str:
        with self.app.app_context():
            return address(self.app, rule, ids)

    def _all(self, side: Side) -> dict[str, str]:
        return {**side.ids, "number": "1", "asset": "no.js", "passkey": side.ids["passkey admin"]}


@contextmanager
def caller(folder: Path) -> Iterator[Caller]:
    """A caller in this folder, whose application tells a fault as it would tell anybody."""
    app = build(folder, password_sign_in=True)
    try:
        yield Caller(app, folder)
    finally:
        with app.app_context():
            db.session.remove()
            db.engine.dispose()


def wrong(answer: TestResponse) -> str:
    """What is wrong with an answer: a fault, a refusal without its code, or another shape than was written down."""
    if answer.status_code >= 500:
        return f"{answer.status_code}"
    path = answer.request.path
    if not path.startswith(("/api/", "/sync/", "/log/")):
        return ""
    if answer.status_code >= 400:
        return "" if answer.request.method == "HEAD" else _unfit("problem", answer)
    shape = SYNC.get(path.rpartition("/")[2]) if path.startswith("/sync/v1/") and answer.status_code == 200 else None
    return _unfit(f"{shape}.answer", answer) if shape else ""


def _unfit(schema: str, answer: TestResponse) -> str:
    if schema == "problem" and answer.mimetype != "application/problem+json":
        return f"{answer.status_code} is no problem document"
    try:
        require(schema, json.loads(answer.data))
    except (AssertionError, ValueError) as fault:
        return f"{schema}: {str(fault)[:200]}"
    return ""


def _cookie(side: Side, role: Role, client: Any) -> str:
    found = side.client(role, client).get_cookie("session")
    assert found
    return f"session={found.value}"
