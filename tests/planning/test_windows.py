"""Nobody is planned for two places at overlapping times."""

import pytest
from flask.testing import FlaskClient

from server import clock
from server.planning import windows
from server.vocabulary import Window
from tests.planning.district import a_party, an_enterprise, october

MORNING, AFTERNOON, WHOLE_DAY, OPEN = Window.MORNING, Window.AFTERNOON, Window.WHOLE_DAY, None


@pytest.mark.parametrize(
    ("window", "others", "fits"),
    [
        (MORNING, [AFTERNOON], True),
        (MORNING, [MORNING], False),
        (MORNING, [WHOLE_DAY], False),
        (WHOLE_DAY, [AFTERNOON], False),
        (WHOLE_DAY, [OPEN], False),
        (OPEN, [OPEN, OPEN], True),
        (OPEN, [MORNING], True),
        (OPEN, [WHOLE_DAY], False),
        (OPEN, [MORNING, AFTERNOON], False),
        (MORNING, [AFTERNOON, OPEN], False),
        (WHOLE_DAY, [], True),
    ],
)
def test_times_fit_when_everybody_keeps_a_half_of_the_day(window, others, fits):
    assert windows.fits(window, others) is fits


def test_a_team_expected_elsewhere_at_that_time_is_refused_and_told_where(client: FlaskClient):
    fire, here, there = a_party(), an_enterprise(), an_enterprise("另一家酒楼", "91370211MA3C0BBB30")
    fire.signed_in(client)

    def file(enterprise, window):
        with clock.at(october(1)):
            return client.post("/api/plans", json=fire.asks(12, enterprise, window=window))

    assert file(there, "morning").status_code == 201
    refused = file(here, "whole_day")
    assert (refused.status_code, refused.json["code"]) == (422, "inspector_busy")
    assert refused.json["facts"] == {"name": "王建国", "visit_on": "2026-10-12", "enterprise": "另一家酒楼"}
    assert file(here, "afternoon").status_code == 201
