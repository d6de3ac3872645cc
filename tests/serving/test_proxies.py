"""Whom limits count: the person behind our own proxy, and nobody by what he says of himself."""

from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from server import clock
from server.app import create_app
from server.config import Settings
from server.limits import limiter
from server.serving import behind_proxies

pytestmark = pytest.mark.one_database
UNKNOWN = "/invitation/AAAAAAAAAAAAAAAAAAAAAA"


@pytest.fixture
def door(settings: Settings) -> FlaskClient:
    app = behind_proxies(create_app(replace(settings, rate_limits=True, trusted_proxies=frozenset({"10.0.0.1"}))))
    with app.app_context():
        limiter.reset()
    return app.test_client()


def guesses(door: FlaskClient, peer: str, said: str, count: int) -> int:
    """The answer to the last of so many guesses of somebody who comes from `peer` and is said to be `said`."""
    with clock.at(clock.now()):
        return [
            door.get(UNKNOWN, environ_base={"REMOTE_ADDR": peer}, headers={"X-Forwarded-For": said}).status_code
            for _ in range(count)
        ][-1]


def test_behind_our_proxy_each_person_is_counted_apart(door: FlaskClient):
    assert guesses(door, "10.0.0.1", "198.51.100.7", 31) == 429
    assert guesses(door, "10.0.0.1", "198.51.100.8", 1) == 410


def test_a_name_put_before_the_proxys_own_word_changes_nothing(door: FlaskClient):
    assert guesses(door, "10.0.0.1", "198.51.100.7", 31) == 429
    assert guesses(door, "10.0.0.1", "203.0.113.9, 198.51.100.7", 1) == 429


def test_whoever_is_no_proxy_of_ours_is_counted_by_where_he_comes_from(door: FlaskClient):
    assert guesses(door, "198.51.100.7", "203.0.113.1", 31) == 429
    assert guesses(door, "198.51.100.7", "203.0.113.2", 1) == 429
