"""Objections: who does what when, the uninvolved officer, the terms, and what becomes of the first result."""

from dataclasses import dataclass
from datetime import date

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from server import clock
from server.db import db, next_number, transaction
from server.ids import new_id
from server.oversight import objection_concluding, objection_reading, objection_recheck, objections, working_calendar
from server.oversight import objection_rules as rules
from server.oversight.objection_recheck import Asked
from server.oversight.objection_rules import By
from server.oversight.objections import Said
from server.oversight.reminding import remind
from server.planning import commands, earlier, history
from server.planning.rules import Period
from server.planning.tables import PlanRow, VisitRow
from server.refusals import Refused
from server.registry.tables import PostingRow
from server.trail.tables import TrailEntryRow
from server.visits.objection_tables import ObjectionRow
from server.visits.sign_off_tables import ResultItemRow
from server.visits.tables import ResultRow
from server.vocabulary import Channel, ObjectionAct, ObjectionGround, ObjectionOutcome, ObjectionState, Outcome, Role
from tests.builders import an_account, an_agency, an_inspector, an_item, in_days
from tests.feedback.visits import a_plan, a_visit, close, enter
from tests.oversight.bureau import Bureau, a_bureau, actor, at_desk

Act, State = ObjectionAct, ObjectionState
TABLE = {
    (State.FILED, Act.ACCEPT): (By.BUREAU, State.ACCEPTED),
    (State.FILED, Act.DECLINE): (By.BUREAU, State.DECLINED),
    (State.FILED, Act.WITHDRAW): (By.OBJECTOR, State.WITHDRAWN),
    (State.FILED, Act.PHOTOGRAPHED): (By.OBJECTOR, State.FILED),
    (State.FILED, Act.REMIND): (By.SYSTEM, State.FILED),
    (State.ACCEPTED, Act.PLAN): (By.OBJECTOR, State.PLANNED),
    (State.ACCEPTED, Act.WITHDRAW): (By.OBJECTOR, State.WITHDRAWN),
    (State.ACCEPTED, Act.PHOTOGRAPHED): (By.OBJECTOR, State.ACCEPTED),
    (State.ACCEPTED, Act.REMIND): (By.SYSTEM, State.ACCEPTED),
    (State.PLANNED, Act.ATTEND): (By.FIRST, State.PLANNED),
    (State.PLANNED, Act.STAY_AWAY): (By.FIRST, State.PLANNED),
    (State.PLANNED, Act.UNPLAN): (By.SYSTEM, State.ACCEPTED),
    (State.PLANNED, Act.INSPECT): (By.SYSTEM, State.INSPECTED),
    (State.PLANNED, Act.WITHDRAW): (By.OBJECTOR, State.WITHDRAWN),
    (State.PLANNED, Act.PHOTOGRAPHED): (By.OBJECTOR, State.PLANNED),
    (State.INSPECTED, Act.CONCLUDE): (By.BUREAU, State.CONCLUDED),
    (State.INSPECTED, Act.REMIND): (By.SYSTEM, State.INSPECTED),
}


@pytest.mark.one_database
def test_each_act_is_possible_in_its_state_and_to_its_side_alone():
    for state in State:
        for act in Act:
            for by in By:
                allowed = TABLE.get((state, act))
                if allowed and allowed[0] is by:
                    assert rules.step(state, act, by) is allowed[1]
                else:
                    with pytest.raises(Refused):
                        rules.step(state, act, by)


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("state", "since", "due"),
    [
        (State.FILED, date(2026, 9, 28), date(2026, 10, 10)),  # National Day is off; Saturday the 10th is worked
        (State.FILED, date(2026, 11, 23), date(2026, 11, 30)),
        (State.ACCEPTED, date(2026, 11, 23), date(2026, 12, 7)),
        (State.PLANNED, date(2026, 11, 23), None),
    ],
)
def test_terms_are_counted_in_working_days(state, since, due):
    assert rules.due(state, since, 5, working_calendar.known()) == due


@pytest.mark.one_database
def test_the_last_day_to_object_is_the_fifteenth_after_sign_off():
    rules.require_may_object("market", "fire", date(2026, 11, 1), date(2026, 11, 16), 15)

    for own, today in (("market", date(2026, 11, 17)), ("fire", date(2026, 11, 2))):
        with pytest.raises(Refused):
            rules.require_may_object(own, "fire", date(2026, 11, 1), today, 15)


@dataclass
class Dispute:
    """The fire brigade's result of a visit, and the market bureau that objects to it."""

    bureau: Bureau
    market: str
    item: str
    team: list[str]
    officer: object
    result: str

    def file(self, **changed) -> str:
        facts = {"result_id": self.result, "agency_id": self.market, "by": actor(self.officer)} | changed
        said = Said((self.fire_item,), ObjectionGround.FACT, "疏散门可以打开")
        return objections.file(facts.pop("result_id"), facts.pop("said", said), **facts)

    @property
    def fire_item(self) -> str:
        return db.session.get_one(ResultRow, self.result).outcomes[0]["item"]

    def accepted(self) -> str:
        row = self.file()
        objections.decide(row, Act.ACCEPT, "", by=self.bureau.by)
        return row

    def plan(self, row: str, uninvolved: int = 0, on: date | None = None) -> str:
        asked = Asked(on or in_days(1), (self.item,), tuple(self.team), self.team[uninvolved])
        return objection_recheck.plan(row, asked, by=actor(self.officer))

    def inspected(self) -> str:
        row = self.accepted()
        plan = db.session.get_one(PlanRow, self.plan(row))
        close(db.session.get_one(VisitRow, plan.visit_id))
        return row


@pytest.fixture
def dispute(app):
    bureau = a_bureau()
    market = an_agency("market", "市场监管局", "market")
    item = an_item(market, "escape", "疏散通道检查").item_id
    people = [an_inspector(market, name) for name in ("魏清和", "钱念慈", "郝若水")]
    officer = an_account(Role.OFFICER, name="祝余", agency=market)
    result = db.session.scalar(select(ResultRow.id).where(ResultRow.visit_id == bureau.visit.id))
    with transaction():  # the builder numbers its plans by itself
        for _ in range(9):
            next_number("filing")
    return Dispute(bureau, market.id, item, [each.id for each in people], officer, result)


def state_of(row):
    db.session.rollback()
    return db.session.get_one(ObjectionRow, row).state


def in_force(visit_id):
    wanted = select(ResultItemRow.outcome).where(ResultItemRow.visit_id == visit_id, ResultItemRow.ended_at.is_(None))
    return list(db.session.scalars(wanted))


def flagged(dispute):
    days = Period(in_days(-30), in_days(0))
    return any(each.objected for each in history.results_of(dispute.bureau.enterprise.id, days))


@pytest.mark.parametrize(
    ("outcome", "outcomes", "left"),
    [
        (ObjectionOutcome.UPHELD, [], ["no_problem"]),
        (ObjectionOutcome.AMENDED, [Outcome.PROBLEMS_FOUND], ["problems_found"]),
        (ObjectionOutcome.WITHDRAWN, [], []),
    ],
)
def test_the_first_result_stands_flagged_until_the_conclusion_makes_a_new_version(dispute, outcome, outcomes, left):
    row = dispute.inspected()
    visit = dispute.bureau.visit.id
    assert (state_of(row), in_force(visit), flagged(dispute)) == ("inspected", ["no_problem"], True)

    changes = dict(zip([dispute.fire_item], outcomes, strict=False))
    objection_concluding.conclude(row, outcome, changes, "经复查，疏散门可以打开", by=dispute.bureau.by)

    kept = db.session.get_one(ObjectionRow, row)
    of_visit = select(ResultRow).where(ResultRow.visit_id == visit).order_by(ResultRow.version)
    versions = db.session.scalars(of_visit).all()
    assert (kept.state, kept.after.version, len(versions)) == ("concluded", 2, 2)
    assert versions[0].outcomes[0]["outcome"] == "no_problem"
    assert (in_force(visit), flagged(dispute)) == (left, False)


def test_the_re_inspection_is_a_recheck_that_the_quiet_period_does_not_stop(dispute):
    row = dispute.accepted()
    plan = db.session.get_one(PlanRow, dispute.plan(row))

    assert (plan.channel, plan.state, plan.stands_on) == (Channel.RECHECK, "filed", in_days(1))
    assert plan.reference == db.session.get_one(ObjectionRow, row).number
    objections.attend(row, True, by=dispute.bureau.by)
    commands.withdraw_plan(plan.id, account_id=None)
    assert state_of(row) == "accepted"


def test_whoever_had_a_part_in_the_first_result_is_not_the_uninvolved_officer(dispute):
    row = dispute.accepted()
    was_there, had_served, filed = dispute.team
    enter(dispute.bureau.visit, db.session.get_one(type(dispute.bureau.inspector), was_there))
    with transaction():
        posted = {"agency_id": dispute.bureau.agency.id, "ended_at": clock.now()}
        db.session.add(PostingRow(id=new_id(), inspector_id=had_served, **posted))
        db.session.get_one(type(dispute.officer), dispute.officer.id).inspector_id = filed

    for uninvolved in (0, 1, 2):
        with pytest.raises(Refused) as refused:
            dispute.plan(row, uninvolved)
        assert refused.value.reason.code == "involved"
    assert objection_recheck.offer(db.session.get_one(ObjectionRow, row), in_days(1)).uninvolved == []
    asked = Asked(in_days(1), (dispute.item,), tuple(dispute.team), "")
    with pytest.raises(Refused) as refused:
        objection_recheck.plan(row, asked, by=actor(dispute.officer))
    assert (refused.value.reason.code, state_of(row)) == ("uninvolved_missing", "accepted")


def test_an_officer_of_either_side_does_not_decide_and_the_bureau_declines_with_reason(dispute):
    tied = an_account(Role.SUPERVISOR, name="梅疏影", agency=db.session.get_one(type(dispute.bureau.agency), "market"))
    row = dispute.file()

    for act, text, by in ((Act.ACCEPT, "", actor(tied)), (Act.DECLINE, " ", dispute.bureau.by)):
        with pytest.raises(Refused):
            objections.decide(row, act, text, by=by)
    objections.decide(row, Act.DECLINE, "没有新的证据", by=dispute.bureau.by)

    assert (state_of(row), flagged(dispute)) == ("declined", False)
    with pytest.raises(Refused) as refused:
        dispute.file()
    assert refused.value.reason.code == "objected_already"


def test_one_objection_runs_at_a_time_and_may_be_taken_back(dispute):
    row = dispute.accepted()
    plan = dispute.plan(row)
    urban = an_agency("urban", "综合行政执法局", "urban")
    with pytest.raises(Refused) as refused:
        dispute.file(agency_id=urban.id)
    assert refused.value.reason.code == "objection_running"

    objection_recheck.withdraw(row, "双方已核实一致", by=actor(dispute.officer))

    assert state_of(row) == "withdrawn"
    assert db.session.get_one(PlanRow, plan).state == "withdrawn"
    assert dispute.file(agency_id=urban.id)


def test_a_late_decision_is_told_once_and_stands_in_the_overdue_list(dispute):
    row = dispute.file()
    with transaction():
        db.session.get_one(ObjectionRow, row).due_on = in_days(-1)

    assert (remind(), remind()) == (1, 0)
    lines, _ = objection_reading.listed("", "overdue", dispute.bureau.by, 1)
    assert [each.row.id for each in lines if each.overdue] == [row]
    kinds = db.session.scalars(select(TrailEntryRow.kind).where(TrailEntryRow.entity_id == row))
    assert list(kinds) == ["objection.filed", "objection.remind"]


def test_a_sealed_plan_at_the_same_door_is_nowhere_to_be_read(client: FlaskClient, dispute):
    urban = an_agency("urban", "综合行政执法局", "urban")
    team = [an_inspector(urban, "易行之"), an_inspector(urban, "易知难")]
    item = an_item(urban, "sealed-item", "暗访事项")
    covert = a_plan(urban, team, item, channel=Channel.GREEN, cause="covert", on=in_days(1))
    sealed = a_visit(dispute.bureau.enterprise.premises[0], covert, on=in_days(1)).id
    row = dispute.accepted()
    desk = at_desk(client, dispute.officer)

    pages = [desk.get(f"/desk/objections/{row}/re-inspection?visit_on={in_days(1)}").text]
    plan = dispute.plan(row)
    pages += [desk.get(f"/desk/objections{path}").text for path in ("", "/results", f"/{row}")]

    assert db.session.get_one(PlanRow, plan).visit_id != sealed
    for page in pages:
        assert not any(word in page for word in (sealed, "综合行政执法局", "暗访", "sealed-item"))


def test_both_sides_and_the_bureau_work_at_their_desks_and_others_find_nothing(client: FlaskClient, dispute):
    market, bureau = dispute.officer, dispute.bureau
    words = {"result": dispute.result, "items": [dispute.fire_item], "ground": "fact", "text": "门可以打开"}

    assert at_desk(client, market).post("/desk/objections/new", data=words | {"ground": "x"}).status_code == 422
    assert at_desk(client, bureau.officer).post("/desk/objections/new", data=words).status_code == 422
    sent = at_desk(client, market).post("/desk/objections/new", data=words)
    row = sent.location.rpartition("/")[2]
    stranger = an_account(Role.OFFICER, name="孙七", agency=an_agency("urban", "综合行政执法局", "urban"))
    assert at_desk(client, stranger).get(f"/desk/objections/{row}").status_code == 404
    assert at_desk(client, bureau.officer).post(f"/desk/objections/{row}", data={"act": "withdraw"}).status_code == 404
    decided = at_desk(client, bureau.supervisor).post(f"/desk/objections/{row}/decision", data={"act": "accept"})
    assert decided.status_code == 302
    team = {"visit_on": in_days(1).isoformat(), "items": [dispute.item], "team": dispute.team}
    team["uninvolved"] = dispute.team[0]
    planned = at_desk(client, market).post(f"/desk/objections/{row}/re-inspection", data=team)
    assert planned.status_code == 302
    page = at_desk(client, bureau.officer).get(f"/desk/objections/{row}").text
    assert "未参与首检" in page
    assert "本单位是否到场" in page
    assert at_desk(client, bureau.manager).get(f"{bureau.door}/visits/{bureau.visit.id}").text.count("异议复查中") >= 1


def test_recognition_may_bind_those_alone_who_took_part():
    result = earlier.EarlierResult(
        "r", date(2026, 8, 3), "p", "market", "市场监管局", "market", (), 0, frozenset({"market", "urban"})
    )

    bound = [(who, earlier.binds(result, who, "participants")) for who in ("market", "urban", "fire")]
    assert bound == [("market", True), ("urban", True), ("fire", False)]
    assert earlier.binds(result, "fire", "everyone")
