"""What several of the tests of planning stand on."""

import pytest
from flask import Flask
from sqlalchemy import select

from server import clock
from server.db import db
from server.planning.tables import PlanRow, VisitRow
from tests.builders import an_enterprise
from tests.planning.district import CREDIT_CODE, ELSEWHERE, a_party, october


@pytest.fixture
def fire(app: Flask):
    an_enterprise(credit_code=CREDIT_CODE)
    an_enterprise("另一家", ELSEWHERE)
    with clock.at(october(1)):
        yield a_party()


@pytest.fixture(autouse=True)
def every_plan_knows_its_day(request: pytest.FixtureRequest):
    """Whatever a test did, no plan stands on another day than its visit."""
    with_database = "app" in request.fixturenames and request.getfixturevalue("app")
    yield
    if with_database:
        apart = select(PlanRow.id).join(VisitRow).where(PlanRow.stands_on.is_distinct_from(VisitRow.visit_on))
        assert not db.session.scalars(apart).all()
