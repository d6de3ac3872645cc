"""What is kept of coming teams is what a fresh look finds, whatever happens, before the worker came by and after."""

from datetime import date

from server import clock
from server.db import db, transaction
from server.planning import team_keeping, team_suspects, team_troubles
from server.planning.tables import PlanRow, PlanTeamRow
from server.vocabulary import Window
from tests.planning.district import ELSEWHERE
from tests.planning.test_changing_team import expires
from tests.planning.test_clashes import filed, visit_of
from tests.planning.test_team_suspects import leaves


def looked_at(agency):
    return team_troubles.found_on([agency], team_suspects.days([agency], clock.today(), date.max))


def stands(plan_id, on, state="open"):
    with transaction():
        visit, plan = visit_of(plan_id), db.session.get_one(PlanRow, plan_id)
        visit.visit_on = plan.stands_on = on
        visit.state = state


def loses(plan_id, inspector_id):
    with transaction():
        db.session.delete(db.session.get_one(PlanTeamRow, (plan_id, inspector_id)))


def test_coming_teams_are_kept_as_they_stand(fire):
    agency, (first, second) = fire.agency.id, fire.team
    early = filed(fire, 12, window=Window.MORNING)
    late = filed(fire, 14, credit_code=ELSEWHERE, window=Window.MORNING)
    steps = [
        (lambda: None, set()),
        (lambda: stands(late, date(2026, 10, 12)), {early, late}),
        (lambda: stands(late, date(2026, 10, 14)), set()),
        (lambda: expires(first, date(2026, 10, 13)), {late}),
        (lambda: loses(early, second), {early, late}),
        (lambda: stands(early, date(2026, 10, 12), "cancelled"), {late}),
        (lambda: expires(first, date(2027, 10, 13)), set()),
        (lambda: leaves(second, date(2026, 10, 14)), {late}),
    ]
    for happens, troubled in steps:
        happens()

        fresh = looked_at(agency)
        assert team_keeping.coming([agency]) == fresh
        assert team_keeping.catch_up()
        assert team_keeping.coming([agency]) == fresh
        assert fresh.keys() == troubled
