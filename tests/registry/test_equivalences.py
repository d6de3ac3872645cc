"""Equivalent items: proposed by one agency's lead, approved by the other's or by admin."""

from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from server.db import db
from server.registry.tables import ItemEquivalenceRow
from server.vocabulary import Role
from tests.builders import an_account, an_agency, an_item, signed_in

EQUIVALENTS = "/desk/registry/items/fire-exit/equivalents"


@pytest.fixture
def leads(app):
    fire, market = an_agency(), an_agency("market", "市场监管局", "market")
    an_item(fire)
    an_item(market, "escape", "疏散通道检查")
    return SimpleNamespace(
        fire=an_account(Role.AGENCY_LEAD, agency=fire),
        market=an_account(Role.AGENCY_LEAD, agency=market, name="李四"),
        admin=an_account(Role.ADMIN, name="王五"),
        officer=an_account(Role.OFFICER, agency=fire, name="赵六"),
    )


def proposed(client, by, other="escape"):
    return signed_in(client, by).post(EQUIVALENTS, data={"other": other}).status_code


def approved(client, by):
    row = db.session.scalar(select(ItemEquivalenceRow))
    status = signed_in(client, by).post(f"{EQUIVALENTS}/{row.id}/approval").status_code
    db.session.rollback()
    return status, db.session.scalar(select(ItemEquivalenceRow)).approved_at is not None


def test_the_other_agencys_lead_approves_and_the_proposing_one_may_not(client: FlaskClient, leads):
    assert proposed(client, leads.fire) == 302
    assert approved(client, leads.fire) == (404, False)
    assert approved(client, leads.market) == (302, True)


def test_admin_approves_as_well(client: FlaskClient, leads):
    proposed(client, leads.fire)

    assert approved(client, leads.admin) == (302, True)


def test_only_the_items_own_lead_or_admin_proposes(client: FlaskClient, leads):
    assert proposed(client, leads.market) == 404
    assert proposed(client, leads.officer) == 403
    assert proposed(client, leads.admin) == 302


@pytest.mark.parametrize("other", ["fire-exit", "nothing", ""])
def test_an_item_is_paired_with_another_that_exists(client: FlaskClient, leads, other):
    assert proposed(client, leads.fire, other) == 422


def test_a_pair_is_kept_once_and_either_side_takes_it_back(client: FlaskClient, leads):
    proposed(client, leads.fire)
    proposed(client, leads.fire)
    row = db.session.scalars(select(ItemEquivalenceRow)).one()

    page = signed_in(client, leads.market).get("/desk/registry/items/escape").text
    client.post(f"{EQUIVALENTS}/{row.id}/end")

    assert "待认可" in page
    assert "解除" in page
    assert db.session.scalars(select(ItemEquivalenceRow)).all() == []
