"""Every route, asked by everybody, for one's own things, for other people's, and for things that are not there."""

from collections.abc import Mapping
from itertools import cycle

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.routing import Rule

from server import policy
from server.ids import new_id
from server.policy import DEVICE, EVERYBODY, SIGNED_IN, Relation
from server.vocabulary import Role
from tests.whole.addresses import address, rules
from tests.whole.two_sides import Side, two_sides

OWN = {Relation.OWN_AGENCY, Relation.OWN_ENTERPRISE}
FAKE = {
    name: new_id()
    for name in (
        *("agency", "item", "inspector", "badge", "enterprise", "plan"),
        *("visit", "passkey", "proposal", "equivalence", "draft", "case", "complaint", "rating", "notice", "news"),
        *("shared_line", "lenient", "guide", "service_visit", "adjustment"),
        *(
            "day_request",
            "open_visit",
            "finding",
            "correction",
            "manager",
            "document",
            "objection",
            "attachment",
            "result",
        ),
    )
}
NOWHERE = {
    **FAKE,
    "token": "x" * 22,
    "invitation": "x" * 22,
    "photo": "0" * 64,
    "number": "1",
    "asset": "no.js",
    "complaint_photo": "0" * 64,
    "correction_photo": "0" * 64,
    "objection_photo": "0" * 64,
    "follow_code": "x",
    "alarm_rule": "no-such",
    "document_kind": "no-such",
}
NOWHERE |= {"code": "0" * 64, "complaint_photo": "0" * 64, "follow_code": "x", "alarm_rule": "no-such"}


@pytest.fixture
def sides(app: Flask, client: FlaskClient) -> tuple[Side, Side]:
    return two_sides(client)


@pytest.mark.one_database
def test_nobody_signed_in_is_sent_to_sign_in(app: Flask, client: FlaskClient, sides: tuple[Side, Side]):
    ids = _ids(sides[0], Role.MANAGER)

    for method, rule in rules(app):
        status = _ask(app, client, method, rule, ids)
        grants = policy.TABLE[rule.endpoint].grants
        if EVERYBODY in grants:
            assert status < 500, (method, rule.rule, status)
        else:
            program = rule.rule.startswith(("/api/", "/sync/"))
            assert status == (401 if program or DEVICE in grants else 302), (method, rule.rule, status)


@pytest.mark.strict_database  # every page once for every role, where the database itself looks after rights too
@pytest.mark.parametrize("role", list(Role))
def test_a_role_reaches_its_own_things_and_nobody_elses(
    app: Flask, client: FlaskClient, sides: tuple[Side, Side], role: Role
):
    mine, theirs = sides
    signed = mine.client(role, client)
    own, foreign = _ids(mine, role), _ids(theirs, role)
    others = ("visit", "open_visit", "photo", "badge", "correction_photo", "objection_photo")
    whose = cycle((own, foreign, NOWHERE))  # what a role may not is refused before anything is looked up
    mixed = {**own, **{name: foreign[name] for name in others}}

    for method, rule in rules(app):
        grants = policy.TABLE[rule.endpoint].grants
        if EVERYBODY in grants or DEVICE in grants:
            continue
        if SIGNED_IN not in grants and role not in grants:
            assert _ask(app, signed, method, rule, next(whose)) == 403, (method, rule.rule)
            continue
        if rule.arguments and rule.endpoint != "imports.confirm":
            assert _ask(app, signed, method, rule, NOWHERE) == 404, (method, rule.rule)
        if rule.arguments and grants.get(role) in OWN:
            assert _ask(app, signed, method, rule, foreign) == 404, (method, rule.rule)
            if {"visit_id", "sha256", "badge_id"} & rule.arguments:
                assert _ask(app, signed, method, rule, mixed) == 404, (method, rule.rule)
        if rule.endpoint == "accounts_api.revoke":
            assert _ask(app, signed, method, rule, foreign) == 404
        status = _ask(app, signed, method, rule, own)
        assert status < 500 and status not in (401, 403), (method, rule.rule, status)
        assert method != "GET" or status < 400 or _needs_words(rule, role), (method, rule.rule, status)


def test_a_phone_reaches_no_file_of_other_peoples_visits(app: Flask, sides: tuple[Side, Side]):
    mine, theirs = sides
    foreign = theirs.ids["photo"]

    assert mine.phone.get(mine.ids["photo"]).status_code == 200
    for what in ("", "/thumbnail"):
        assert mine.phone.get(foreign, what).status_code == 404
    assert mine.phone.head(foreign).status_code == 404
    assert mine.phone.send(foreign, 0, 3, b"abc").status_code == 404


def test_a_phone_holds_nothing_of_other_peoples_visits(app: Flask, sides: tuple[Side, Side]):
    mine, theirs = sides
    mine.phone.pull()

    held = {id for entity, id in mine.phone.records if entity == "visit"}

    assert held == {mine.ids["visit"], mine.ids["open_visit"]}
    assert theirs.ids["visit"] not in str(mine.phone.records)


def _ask(app: Flask, client: FlaskClient, method: str, rule: Rule, ids: Mapping[str, str]) -> int:
    return client.open(address(app, rule, ids), method=method).status_code


def _ids(side: Side, role: Role) -> dict[str, str]:
    return {**side.ids, "number": "1", "asset": "no.js", "passkey": side.ids[f"passkey {role}"]}


def _needs_words(rule: Rule, role: Role) -> bool:
    """Answers that only words or steps of a person bring about."""
    return rule.endpoint in ("registry_api.enterprises", "bulk.result", "bulk.download") or (
        role is Role.INSPECTOR and rule.endpoint == "inquiries.file"  # the agency's question has the file, not his own
    )
