"""The wide net over coming teams lets nothing slip that a closer look finds, and passes over days in order."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from server.db import db, transaction
from server.planning import team_suspects, team_troubles
from server.registry.tables import InspectorRow
from tests.planning.district import ELSEWHERE
from tests.planning.test_changing_team import expires
from tests.planning.test_clashes import filed

WHOLE_YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def leaves(inspector_id, on):
    with transaction():
        db.session.get_one(InspectorRow, inspector_id).ended_on = on


CASES = {
    "in order": (lambda _: None, set()),
    "a badge runs out between": (lambda fire: expires(fire.team[0], date(2026, 10, 13)), {date(2026, 10, 14)}),
    "somebody leaves on the second day": (lambda fire: leaves(fire.team[1], date(2026, 10, 14)), {date(2026, 10, 14)}),
}


def troubled(fire):
    found = team_troubles.found_on([fire.agency.id], team_suspects.days([fire.agency.id], *WHOLE_YEAR))
    return {each.visit_on for troubles in found.values() for each in troubles}


@pytest.mark.parametrize("case", CASES)
def test_a_team_is_looked_at_where_something_is_wrong(client: FlaskClient, fire, case):
    happens, days = CASES[case]
    filed(fire, 12)
    filed(fire, 14, credit_code=ELSEWHERE)

    happens(fire)

    assert team_suspects.days([fire.agency.id], *WHOLE_YEAR) == troubled(fire) == days
