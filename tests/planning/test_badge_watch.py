"""An expired badge leaves the teams of visits to come."""

from datetime import date

from flask.testing import FlaskClient
from sqlalchemy import select

from server import clock, worker
from server.db import db, transaction
from server.oversight.tables import IrregularityRow
from server.planning.tables import PlanTeamRow, VisitRow
from server.registry.tables import BadgeRow, InspectorRow
from server.trail.tables import TrailEntryRow
from tests.builders import an_inspector
from tests.planning.district import a_party, an_enterprise, october


def filed(client, party, enterprise, **facts):
    with clock.at(october(1)):
        return party.signed_in(client).post("/api/plans", json=party.asks(12, enterprise, **facts)).json


def badge_of(inspector_id):
    return db.session.scalar(select(BadgeRow).where(BadgeRow.inspector_id == inspector_id))


def expires(inspector_id, on):
    with transaction():
        badge_of(inspector_id).valid_until = on


def works(app, day):
    with clock.at(october(day)):
        worker.work(app)
    db.session.rollback()


def team():
    return set(db.session.scalars(select(PlanTeamRow.inspector_id)))


def told(kind):
    return len(db.session.scalars(select(TrailEntryRow).where(TrailEntryRow.kind == kind)).all())


def noticed():
    return list(db.session.scalars(select(IrregularityRow.kind)))


def test_who_has_no_badge_left_leaves_once_and_a_team_of_one_is_flagged_once(app, client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    filed(client, fire, enterprise)
    expires(fire.team[0], date(2026, 10, 5))

    works(app, 5)
    assert team() == set(fire.team)
    works(app, 6)
    works(app, 6)

    assert team() == {fire.team[1]}
    assert (told("plan.team_left"), noticed()) == (1, ["team_incomplete"])


def test_a_team_that_stays_complete_is_not_flagged(app, client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    third = an_inspector(fire.agency, "赵志强").id
    filed(client, fire, enterprise, team=[{"inspector": each} for each in (*fire.team, third)])
    with transaction():
        db.session.get_one(InspectorRow, third).ended_on = date(2026, 10, 4)

    works(app, 4)

    assert team() == set(fire.team)
    assert noticed() == []


def test_another_valid_badge_takes_the_expired_ones_place(app, client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    filed(client, fire, enterprise)
    expires(fire.team[0], date(2026, 10, 5))
    with transaction():
        new = BadgeRow(
            inspector_id=fire.team[0], number="15-new", valid_from=date(2026, 10, 1), valid_until=date(2030, 1, 1)
        )
        db.session.add(new)

    works(app, 6)
    works(app, 6)

    row = db.session.scalar(select(PlanTeamRow).where(PlanTeamRow.inspector_id == fire.team[0]))
    assert (row.badge_number, told("plan.badge_changed"), noticed()) == ("15-new", 1, [])


def test_visits_under_way_keep_their_team(app, client: FlaskClient):
    fire, enterprise = a_party(), an_enterprise()
    filed(client, fire, enterprise)
    expires(fire.team[0], date(2026, 10, 5))
    with transaction():
        db.session.scalar(select(VisitRow)).state = "started"

    works(app, 6)

    assert team() == set(fire.team)
