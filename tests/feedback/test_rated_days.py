"""What is kept of each day's ratings is what the records say, whatever happens to a visit or its rating."""

from collections import Counter
from datetime import timedelta

from sqlalchemy import func, select

from server import clock
from server.db import db, transaction
from server.feedback import leading, rated_days
from server.feedback.rated_tables import rated_day
from server.feedback.tables import RatingRow
from server.planning.tables import VisitRow
from server.vocabulary import Role, VisitState
from tests.builders import an_account, an_enterprise, in_days
from tests.feedback.visits import a_fire_plan, a_visit

LEADING = (
    select(rated_day.c.agency_id, rated_day.c.month, func.sum(rated_day.c.visits), func.sum(rated_day.c.process_5))
    .where(rated_day.c.leads)
    .group_by(rated_day.c.agency_id, rated_day.c.month)
)


def rates(visit, process):
    with transaction():
        row = db.session.scalars(select(RatingRow)).one_or_none() or RatingRow(
            visit_id=visit.id, enterprise_id=visit.premises.enterprise_id, made_at=clock.now(), result=3,
            made_by=an_account(Role.MANAGER, enterprise=visit.premises.enterprise).id,
        )  # fmt: skip
        row.process, row.changed_at = process, clock.now()
        db.session.add(row)


def happens_to(visit, **changed):
    with transaction():
        for name, value in changed.items():
            setattr(db.session.get_one(VisitRow, visit.id), name, value)


def recounted():
    best = set(db.session.scalars(select(RatingRow.visit_id).where(RatingRow.process == 5)))
    visits, given = Counter(), Counter()
    for visit_id, agency, known_at in leading.completed_visits():
        month = f"{clock.local_day(known_at):%Y-%m}"
        visits[agency, month] += 1
        given[agency, month] += visit_id in best
    return {(*cell, count, given[cell]) for cell, count in visits.items()}


def test_each_day_s_ratings_are_kept_as_they_are(app):
    premises = an_enterprise().premises[0]
    one, other = (
        a_visit(premises, a_fire_plan(on=on), state=VisitState.COMPLETED, on=on) for on in (in_days(-3), in_days(-40))
    )
    steps = [
        (lambda: None, 0),
        (lambda: rates(one, 4), 0),
        (lambda: rates(one, 5), 1),
        (lambda: happens_to(one, completed_at=one.completed_at - timedelta(days=60)), 1),
        (lambda: happens_to(other, state=VisitState.STARTED), 1),
    ]
    for happens, best in steps:
        happens()
        rated_days.catch_up()

        kept = {tuple(row) for row in db.session.execute(LEADING)}
        assert kept == recounted()
        assert sum(row[3] for row in kept) == best
