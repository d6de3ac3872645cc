"""Everybody sees where he is signed in, and ends what is not his."""

import re

from flask import Flask
from flask.testing import FlaskClient

from server.vocabulary import Role
from tests.builders import an_account, signed_in


def signs(browser: FlaskClient) -> int:
    return browser.get("/api/me").status_code


def named(page: str) -> list[str]:
    """What each form of the page calls the session it would end."""
    return re.findall(r'name="which" value="([0-9a-f]{64})"', page)


def test_one_of_several_sessions_is_ended_and_then_all_the_others(app: Flask):
    account = an_account(Role.SUPERVISOR, name="赵监督")
    here, there, elsewhere = (signed_in(app.test_client(), account) for _ in range(3))

    which = named(here.get("/account").text)
    assert len(which) == 2
    here.post("/account/sessions", data={"which": which[0]})
    assert sorted(map(signs, (there, elsewhere))) == [200, 401] and signs(here) == 200
    page = here.post("/account/sessions", follow_redirects=True).text

    assert (signs(there), signs(elsewhere), signs(here)) == (401, 401, 200)
    assert named(page) == [] and "就是这里" in page


def test_nobody_ends_the_session_of_somebody_else(app: Flask):
    mine = signed_in(app.test_client(), an_account(Role.ADMIN, name="管理员"))
    supervisor = an_account(Role.SUPERVISOR, name="赵监督")
    theirs = [signed_in(app.test_client(), supervisor) for _ in range(2)]
    (which,) = named(theirs[0].get("/account").text)

    assert mine.post("/account/sessions", data={"which": which}).status_code == 404
    mine.post("/account/sessions")
    assert [signs(each) for each in theirs] == [200, 200]
