"""What somebody reads when the server is at fault: one sentence, and nothing of what went on inside."""

import logging

import pytest
from flask import Flask

from server.app import create_app
from server.config import Settings

pytestmark = pytest.mark.one_database
INSIDE = "SELECT password_hash FROM account"


def broken() -> str:
    raise RuntimeError(INSIDE)


@pytest.fixture
def serving(settings: Settings) -> Flask:
    """As it is served: tests otherwise let faults through."""
    app = create_app(settings)
    app.view_functions["home.healthz"] = app.view_functions["accounts_api.sign_in_options"] = broken
    return app


@pytest.mark.parametrize("address", ["/healthz", "/api/sign-in/options"])
def test_a_fault_says_nothing_of_its_inside(serving: Flask, caplog: pytest.LogCaptureFixture, address: str):
    with caplog.at_level(logging.ERROR):
        answer = serving.test_client().get(address)

    assert answer.status_code == 500 and not serving.debug
    assert "服务器出错" in answer.text
    assert not any(word in answer.text for word in (INSIDE, "Traceback", "RuntimeError", "test_faults_told"))
    assert INSIDE in caplog.text and "Traceback" in caplog.text
