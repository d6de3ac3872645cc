"""Every route is decided about, and none is lost without anybody noticing."""

from pathlib import Path

import pytest
from flask import Flask

from server import policy
from server.http import current_actor
from server.policy import ANONYMOUS, Actor, check_route
from server.refusals import Refused
from server.vocabulary import Role

KNOWN = Path(__file__).parent / "routes.txt"


def routes(app: Flask) -> list[str]:
    return sorted(
        f"{rule.rule} {','.join(sorted((rule.methods or set()) - {'HEAD', 'OPTIONS'}))} {rule.endpoint}"
        for rule in app.url_map.iter_rules()
    )


def test_no_route_is_lost_or_added_unseen(app: Flask):
    assert routes(app) == KNOWN.read_text().splitlines(), "if this is meant, write it to tests/whole/routes.txt"


def test_every_row_of_the_policy_names_a_route_that_exists(app: Flask):
    assert policy.TABLE.keys() - {rule.endpoint for rule in app.url_map.iter_rules()} == set()


def test_a_route_without_a_row_stops_the_start(app: Flask):
    undecided = Flask("undecided", static_folder=None)
    undecided.add_url_rule("/nobody-decided", "nobody_decided", lambda: "")

    with pytest.raises(RuntimeError, match="nobody_decided"):
        policy.require_complete(undecided)


def test_every_route_is_open_to_exactly_the_roles_its_row_names(app: Flask):
    for endpoint, row in policy.TABLE.items():
        if {policy.EVERYBODY, policy.DEVICE} & row.grants.keys():
            continue
        assert not _may(endpoint, ANONYMOUS), endpoint
        for role in Role:
            expected = role in row.grants or policy.SIGNED_IN in row.grants
            assert _may(endpoint, Actor(account_id="a", roles=frozenset({role}))) is expected, (endpoint, role)


def test_nobody_is_signed_in_until_he_signs_in(app: Flask):
    with app.test_request_context("/"):
        assert current_actor() is ANONYMOUS


def _may(endpoint: str, actor: Actor) -> bool:
    try:
        check_route(endpoint, actor)
    except Refused:
        return False
    return True
