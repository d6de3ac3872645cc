"""However a district lives, the figures kept are those that its records say, and those that its trail alone tells."""

import json
from collections import defaultdict

import pytest
from flask.testing import FlaskClient

from server import clock
from server.db import db, transaction
from server.statistics import asking, checking, keeping
from server.statistics.asking import By, Where
from server.trail.tables import TrailEntryRow
from tests.statistics.world import World

WHOLE = Where("2026-01", "2027-12")
STEPS, ROUNDS = 12, 6


@pytest.mark.parametrize("seed", [1])
def test_kept_figures_equal_those_counted_anew_and_those_the_trail_tells(client: FlaskClient, seed: int):
    world = World(client, seed)
    for _ in range(ROUNDS):
        world.live(STEPS)
        with clock.at(world.now):
            keeping.catch_up()
            assert checking.differences() == []
    kept = asking.whole(WHOLE)
    assert kept["visits"] > 10
    assert {name: kept[name] for name in told_by_the_trail()} == told_by_the_trail()
    of_agencies = asking.apart(WHOLE, By.AGENCY)
    assert {key: counts["visits"] for key, counts in of_agencies.items() if counts["visits"]} == visits_by_agency()
    assert distinct_enterprises(WHOLE) == kept["enterprises"]
    assert asking.whole(Where("2026-03", "2026-03"))["enterprises"] == distinct_enterprises(Where("2026-03", "2026-03"))


def test_what_is_wrong_is_found_and_put_right(client: FlaskClient):
    world = World(client, 4)
    world.live(30)
    with clock.at(world.now):
        keeping.catch_up()
        with db.session.begin_nested():
            db.session.execute(db.text("UPDATE statistic SET visits = visits + 1 WHERE agency_id = ''"))
            db.session.execute(db.text("DELETE FROM counted WHERE agency_id <> ''"))
        db.session.commit()
        told = checking.differences()
        assert any("is missing" in each for each in told)
        assert any(each.startswith("statistic") for each in told)
        assert checking.rebuild() > 0
        assert checking.differences() == []
        with transaction():
            for emptied in ("counted", "statistic", "revisit"):
                db.session.execute(db.text(f"DELETE FROM {emptied}"))
        assert checking.rebuild() > 0
        assert checking.differences() == []


def test_nothing_is_counted_twice_and_a_note_that_comes_meanwhile_stays(client: FlaskClient):
    world = World(client, 5)
    world.live(20)
    with clock.at(world.now):
        keeping.catch_up()
        before = asking.whole(WHOLE)
        with db.session.begin_nested():
            db.session.execute(
                db.text(
                    "INSERT INTO statistic_due SELECT id, 'visit', id FROM visit UNION SELECT id, 'plan', id FROM plan"
                )
            )
        db.session.commit()
        assert keeping.waiting() > 0
        keeping.catch_up()
        assert (keeping.waiting(), asking.whole(WHOLE)) == (0, before)


def told_by_the_trail() -> dict[str, int]:
    """What the bytes of the trail say by themselves, without any other table."""
    holds, agency_of, entered = _plans_of_visits()
    begun = {visit: holds.get(visit, set()) for visit in entered}
    return {
        "visits": len(begun),
        "plans": sum(len(plans) for plans in begun.values()),
        "saved": sum(max(len(plans) - 1, 0) for plans in begun.values()),
        "joint": sum(len({agency_of[plan] for plan in plans}) > 1 for plans in begun.values()),
        "unplanned": sum(not entered[visit]["planned"] for visit in begun),
        "complaints": len(_of("complaint.filed")),
        "results": len({(entry.entity_id, entry.agency_id) for entry, _ in _of("result.issued")}),
    }


def visits_by_agency() -> dict[str, int]:
    holds, agency_of, entered = _plans_of_visits()
    counted: dict[str, int] = defaultdict(int)
    for visit, first in entered.items():
        for agency in {agency_of[plan] for plan in holds.get(visit, ())} or {first["by"]}:
            counted[agency] += 1
    return dict(counted)


def distinct_enterprises(where: Where) -> int:
    """By another way: enterprises of the visits begun in the period."""
    asked = db.text(
        "SELECT count(DISTINCT premises.enterprise_id) FROM visit JOIN premises ON premises.id = visit.premises_id "
        "WHERE visit.state IN ('started', 'completed') AND visit.visit_on >= :since AND visit.visit_on < :after"
    )
    after = f"{asking.months_back(clock.local_day(clock.now()).replace(year=2028, month=1), 0)}-01"
    until = "2026-04-01" if where.until == "2026-03" else after
    nobody = db.session.execute(
        db.text("SELECT count(*) FROM visit WHERE premises_id IS NULL AND visit_on >= :since AND visit_on < :after"),
        {"since": f"{where.since}-01", "after": until},
    ).scalar_one()
    return nobody + db.session.execute(asked, {"since": f"{where.since}-01", "after": until}).scalar_one()


def _plans_of_visits():
    """Which visit holds which plan as each filing and withdrawal left it, and by whom each visit was begun."""
    visit_of: dict[str, str] = {}
    agency_of: dict[str, str] = {}
    for kind in ("plan.filed", "plan.withdrawn"):
        for entry, body in _of(kind):
            if kind == "plan.withdrawn":
                visit_of.pop(entry.entity_id, None)
                continue
            agency_of[entry.entity_id] = entry.agency_id
            for plan in (entry.entity_id, *body["pulled"]):
                visit_of[plan] = body["visit"]
    holds: dict[str, set[str]] = defaultdict(set)
    for plan, visit in visit_of.items():
        holds[visit].add(plan)
    entered = {entry.entity_id: body | {"by": entry.agency_id} for entry, body in reversed(_of("visit.opened"))}
    return holds, agency_of, entered


def _of(kind: str):
    rows = db.session.query(TrailEntryRow).filter_by(kind=kind).order_by(TrailEntryRow.received_at, TrailEntryRow.id)
    return [(row, json.loads(row.body)["body"]) for row in rows if row.status != "quarantined"]
