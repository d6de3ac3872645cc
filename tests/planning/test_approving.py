"""Emergencies are approved by the lead within a day, and noticed once where they are not."""

from datetime import date, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from server import clock
from server.db import db, transaction
from server.oversight.tables import IrregularityRow
from server.planning import approving, commands
from server.planning.tables import PlanApprovalRow
from server.refusals import Refused
from server.registry.tables import SettingVersionRow
from server.vocabulary import Cause, Channel, Role
from tests.builders import an_account, an_enterprise, signed_in
from tests.planning.district import a_party, another_party, october
from tests.planning.test_commands import CREDIT_CODE, a_filing


@pytest.fixture
def fire(app: Flask):
    an_enterprise(credit_code=CREDIT_CODE)
    return a_party()


def asking_for_approval():
    row = SettingVersionRow(
        id=1, effective_on=date(2026, 1, 1), values={"approval": {"required": True}}, made_at=october(1)
    )
    with transaction():
        db.session.add(row)


def an_emergency(party, day=5):
    new = a_filing(party, day, channel=Channel.GREEN, cause=Cause.EMERGENCY)
    with clock.at(october(4)):
        return commands.file_plan(new, agency_id=party.agency.id, account_id=None)


def noticed(after):
    with clock.at(october(4) + after):
        return approving.note_missed()


def test_an_emergency_that_nobody_approves_within_a_day_is_noticed_once(fire):
    asking_for_approval()
    an_emergency(fire)

    assert [noticed(timedelta(hours=each)) for each in (24, 25, 49)] == [0, 1, 0]
    assert db.session.scalars(select(IrregularityRow.kind)).all() == ["approval_overdue"]


def test_an_emergency_approved_in_time_is_not_noticed(fire):
    asking_for_approval()
    plan_id = an_emergency(fire)

    with clock.at(october(5)):
        approving.approve(plan_id, account_id=None)

    assert noticed(timedelta(hours=25)) == 0


def test_a_late_approval_is_kept_beside_the_irregularity(fire):
    asking_for_approval()
    plan_id = an_emergency(fire)
    noticed(timedelta(hours=25))

    approving.approve(plan_id, account_id=None)

    row = db.session.get_one(PlanApprovalRow, plan_id)
    assert row.approved_at and row.missed_at


def test_where_no_setting_asks_for_approval_nothing_is_noticed(fire):
    an_emergency(fire)

    assert noticed(timedelta(hours=25)) == 0


def test_nothing_is_approved_twice_and_no_ordinary_plan_afterwards(fire):
    plan_id = an_emergency(fire)
    approving.approve(plan_id, account_id=None)
    with clock.at(october(1)):
        ordinary = commands.file_plan(a_filing(fire, 20), agency_id="fire-rescue", account_id=None)

    for each in (plan_id, ordinary):
        with pytest.raises(Refused):
            approving.approve(each, account_id=None)


def test_only_the_lead_of_its_agency_approves(fire, client):
    plan_id = an_emergency(fire)
    address = f"/api/plans/{plan_id}/approval"
    foreign = an_account(Role.AGENCY_LEAD, agency=another_party().agency)
    own = an_account(Role.AGENCY_LEAD, agency=fire.agency)

    answers = [signed_in(client, each).post(address, json={}).status_code for each in (fire.officer, foreign, own)]

    assert answers == [403, 404, 200]
