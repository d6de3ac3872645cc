"""Equivalent items: proposed by one agency, agreed to by the other's lead, approved by the bureau; then ended."""

from types import SimpleNamespace

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from server.db import db
from server.refusals import Refused
from server.registry import equivalence_rules as rules
from server.registry.equivalence_rules import Side
from server.registry.tables import ItemEquivalenceRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import EquivalenceAct as Act
from server.vocabulary import EquivalenceState as State
from server.vocabulary import Role
from tests.builders import an_account, an_agency, an_item, signed_in

pytestmark = pytest.mark.one_database
PAIRS = "/desk/registry/equivalents"
TABLE = {
    (State.PROPOSED, Act.AGREED, Side.OTHER): State.AGREED,
    (State.PROPOSED, Act.DECLINED, Side.OTHER): State.DECLINED,
    (State.PROPOSED, Act.ENDED, Side.PROPOSER): State.ENDED,
    (State.AGREED, Act.APPROVED, Side.BUREAU): State.APPROVED,
    (State.AGREED, Act.DECLINED, Side.BUREAU): State.DECLINED,
    (State.AGREED, Act.ENDED, Side.PROPOSER): State.ENDED,
    (State.AGREED, Act.ENDED, Side.OTHER): State.ENDED,
    (State.APPROVED, Act.ENDED, Side.PROPOSER): State.ENDED,
    (State.APPROVED, Act.ENDED, Side.OTHER): State.ENDED,
    (State.APPROVED, Act.ENDED, Side.BUREAU): State.ENDED,
}


@pytest.fixture
def people(app):
    fire, market = an_agency(), an_agency("market", "市场监管局", "market")
    an_item(fire)
    an_item(market, "escape", "疏散通道检查")
    return SimpleNamespace(
        officer=an_account(Role.OFFICER, agency=fire, name="赵六"),
        fire=an_account(Role.AGENCY_LEAD, agency=fire),
        market=an_account(Role.AGENCY_LEAD, agency=market, name="李四"),
        bureau=an_account(Role.SUPERVISOR, name="周正"),
        admin=an_account(Role.ADMIN, name="王五"),
    )


def proposed(client, by, item="fire-exit", other="escape", reason="都查疏散通道"):
    facts = {"item": item, "other": other, "reason": reason}
    return signed_in(client, by).post(PAIRS, data=facts).status_code


def does(client, by, step, reason=""):
    row = db.session.scalar(select(ItemEquivalenceRow))
    status = signed_in(client, by).post(f"{PAIRS}/{row.id}/{step}", data={"reason": reason}).status_code
    db.session.rollback()
    return status, db.session.scalar(select(ItemEquivalenceRow.state))


def test_the_table_lets_each_side_do_its_own_steps_and_no_others():
    for state in State:
        for act in Act:
            for side in Side:
                if then := TABLE.get((state, act, side)):
                    assert rules.then(state, act, [side]) is then
                else:
                    with pytest.raises(Refused):
                        rules.then(state, act, [side])


def test_a_pair_counts_once_the_other_side_agreed_and_the_bureau_approved(client: FlaskClient, people):
    assert proposed(client, people.officer) == 302
    assert does(client, people.fire, "agreement") == (422, "proposed")
    assert does(client, people.bureau, "approval") == (422, "proposed")
    assert does(client, people.bureau, "agreement")[0] == 403
    assert does(client, people.market, "agreement") == (302, "agreed")
    assert db.session.scalar(select(ItemEquivalenceRow.approved_at)) is None
    assert does(client, people.admin, "approval")[0] == 403
    assert does(client, people.bureau, "approval") == (302, "approved")
    assert db.session.scalar(select(ItemEquivalenceRow.approved_at)) is not None


def test_a_pair_ends_with_a_reason_and_its_history_outlives_a_new_beginning(client: FlaskClient, people):
    proposed(client, people.officer)
    does(client, people.market, "agreement")
    does(client, people.bureau, "approval")

    assert does(client, people.fire, "end") == (422, "approved")
    assert does(client, people.fire, "end", "标准已不同") == (302, "ended")
    assert db.session.scalar(select(ItemEquivalenceRow.approved_at)) is None
    assert proposed(client, people.market, "escape", "fire-exit") == 302

    pair = db.session.scalars(select(ItemEquivalenceRow)).one()
    page = client.get(f"{PAIRS}/{pair.id}").text
    kinds = list(db.session.scalars(select(TrailEntryRow.kind).where(TrailEntryRow.entity_id == pair.id)))
    assert [kind.rpartition(".")[2] for kind in kinds] == ["proposed", "agreed", "approved", "ended", "proposed"]
    assert "标准已不同" in page
    assert "待对方单位同意" in page


def test_only_the_items_own_agency_proposes_and_strangers_learn_of_nothing(client: FlaskClient, people):
    assert proposed(client, people.market) == 404
    assert proposed(client, people.admin) == 403
    proposed(client, people.officer)
    stranger = an_account(Role.AGENCY_LEAD, agency=an_agency("urban", "综合行政执法局", "urban"), name="孙七")
    assert does(client, stranger, "agreement") == (404, "proposed")


@pytest.mark.parametrize(
    ("other", "reason"),
    [("fire-exit", "同一事项"), ("nothing", "x"), ("", "x"), ("escape", ""), ("escape", "长" * 501)],
)
def test_a_pair_needs_another_item_that_exists_and_a_reason(client: FlaskClient, people, other, reason):
    assert proposed(client, people.officer, other=other, reason=reason) == 422
    assert db.session.scalars(select(ItemEquivalenceRow)).all() == []
