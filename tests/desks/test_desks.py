"""What each role's desk opens with: the week, who is where, what is late, the district today."""

from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient

from server import clock
from server.accounts.tables import DeviceRow
from server.db import db, transaction
from server.desks import overdue, under_way, week
from server.oversight.case_tables import CaseRow, MeasureRow
from server.planning.tables import PlanApprovalRow, VisitRow
from server.registry.tables import AgencyRow
from server.trail.tables import TrailEntryRow
from server.visits.tables import CheckInRow
from server.vocabulary import Cause, Channel, LateKind, Role, VisitState
from tests.builders import an_account, an_agency, an_enterprise, an_inspector, an_item, in_days, signed_in
from tests.feedback.visits import a_fire_plan, a_plan, a_visit, enter, find
from tests.oversight.bureau import a_bureau

FIRE = "fire-rescue"


def market() -> AgencyRow:
    return db.session.get(AgencyRow, "market") or an_agency("market", "市场监督管理局", "market")


def a_market_plan(**facts):
    return a_plan(market(), [an_inspector(market(), "陈晓梅")], an_item(market(), "food", "食品检查"), **facts)


def at_desk(client: FlaskClient, role: Role, agency: AgencyRow | None = None) -> FlaskClient:
    return signed_in(client, an_account(role, agency=agency))


def days_of(agency: str):
    return week.week([agency], week.monday_of(clock.today()))


def test_a_week_shows_each_day_with_team_items_and_who_comes_along(app):
    a_visit(an_enterprise().premises[0], a_fire_plan(), a_market_plan())

    [today] = [day for day in days_of(FIRE) if day.on == clock.today()]

    [planned] = today.plans
    assert (planned.enterprise, planned.team, planned.items) == (
        "海之味餐饮有限公司", ["王建国", "李思源"], ["消防安全检查"],
    )  # fmt: skip
    assert planned.together == ["市场监督"] and today.total == 1
    assert sum(day.total for day in days_of(FIRE)) == 1


def test_a_covert_plan_is_told_to_no_other_agency(app):
    covert = a_fire_plan(channel=Channel.GREEN, cause=Cause.COVERT)
    a_visit(an_enterprise().premises[0], covert, a_market_plan())

    [market_day] = [day for day in days_of("market") if day.plans]

    assert market_day.plans[0].together == []
    assert all(FIRE not in str(day) and "消防" not in str(day) for day in days_of("market"))


def test_a_full_day_shows_the_first_and_says_how_many_more(app):
    premises = an_enterprise().premises[0]
    for _ in range(week.SHOWN_A_DAY + 2):
        a_visit(premises, a_fire_plan())

    [today] = [day for day in days_of(FIRE) if day.total]

    assert (len(today.plans), today.hidden) == (week.SHOWN_A_DAY, 2)


def test_the_calendar_turns_by_address_and_stands_a_wrong_one(client):
    officer = at_desk(client, Role.OFFICER, an_agency())

    assert "回到本周" in officer.get(f"/desk/week?from={in_days(14)}").text
    assert [
        officer.get(f"/desk/week?{asked}").status_code for asked in ("from=x", "day=9999-12-31", "from=0001-01-01")
    ] == [200] * 3


def test_who_is_where_says_since_when_and_when_the_phone_was_heard(app):
    visit = a_visit(an_enterprise().premises[0], a_fire_plan(), a_market_plan(), state=VisitState.STARTED)
    enter(visit, visit.plans[0].team[0].inspector)
    hear(visit, clock.now() - timedelta(hours=2))

    [there] = under_way.under_way([FIRE])

    assert (there.people, there.agency, there.together) == (["王建国"], "消防救援", ["市场监督"])
    assert there.silent and there.since == visit.started_at
    assert under_way.under_way(["market"]) == []
    assert len(under_way.under_way()) == 1


def test_the_bureau_sees_everything_late_with_who_must_act_and_an_agency_its_own(client):
    bureau = a_bureau()
    case = bureau.case()
    premises, day = bureau.enterprise.premises[0], in_days(-9)
    other = a_visit(premises, a_fire_plan(on=day), state=VisitState.STARTED, on=day)
    enter(other, other.plans[0].team[0].inspector)
    find(other)
    emergency = a_fire_plan(channel=Channel.GREEN, cause=Cause.EMERGENCY)
    a_visit(premises, emergency)
    with transaction():
        db.session.get_one(CaseRow, case.id).due_on = in_days(-20)
        db.session.add(PlanApprovalRow(plan_id=emergency.id, missed_at=clock.now()))
        db.session.add(
            MeasureRow(case_id=case.id, agency_id=FIRE, text="整改", ordered_at=clock.now(), due_on=in_days(-1))
        )

    all_of_it, own = overdue.overdue(), overdue.overdue([FIRE])

    kinds = {LateKind.CASE, LateKind.APPROVAL, LateKind.VISIT, LateKind.CORRECTION, LateKind.MEASURE}
    assert set(all_of_it.counts) == kinds and set(own.counts) == kinds - {LateKind.CASE}
    assert all_of_it.lines[0].days == 20 and all_of_it.lines[0].address == f"/desk/cases/{case.id}"
    assert overdue.overdue(["market"]).lines == []
    page = at_desk(client, Role.SUPERVISOR).get("/desk/overdue?kind=approval").text
    assert "消防救援负责人" in page and "后厨安全出口" not in page


def test_the_desk_opens_with_what_is_late_and_then_what_waits(client):
    bureau = a_bureau()
    late = bureau.case()
    with transaction():
        db.session.get_one(CaseRow, late.id).due_on = in_days(-3)

    page = at_desk(client, Role.SUPERVISOR).get("/desk/").text

    assert "1件已逾期，最久3天：监督案件1" in page
    assert page.index("1件已逾期") < page.index("等您受理或办理")


def test_an_agency_with_nothing_to_do_is_told_so(client):
    page = at_desk(client, Role.OFFICER, an_agency()).get("/desk/").text

    assert "没有等您办的事" in page and "本周没有检查" in page


def test_the_district_today_counts_by_place_joint_and_green(client):
    premises = an_enterprise().premises[0]
    a_visit(premises, a_fire_plan(), a_market_plan(), state=VisitState.STARTED)
    a_visit(premises, a_fire_plan(channel=Channel.GREEN, cause=Cause.TIP_OFF), state=VisitState.CANCELLED)
    a_visit(premises, a_fire_plan(channel=Channel.GREEN, cause=Cause.TIP_OFF))

    page = at_desk(client, Role.SUPERVISOR).get("/desk/today").text

    assert "今天2次检查，1次正在进行" in page and "占50%" in page and "投诉举报1" in page and "薛家岛街道" in page


@pytest.mark.parametrize("address", ["/desk/week", "/desk/now", "/desk/overdue", "/desk/today", "/desk/health"])
@pytest.mark.one_database
def test_desks_are_open_to_those_whose_they_are(client, address):
    whose = {"/desk/week": {Role.OFFICER}, "/desk/today": {Role.SUPERVISOR}, "/desk/health": {Role.ADMIN}}
    open_to = whose.get(address, {Role.OFFICER, Role.SUPERVISOR})
    fire = an_agency()

    for role in (Role.OFFICER, Role.SUPERVISOR, Role.ADMIN, Role.MANAGER, Role.INSPECTOR):
        agency = fire if role in (Role.OFFICER, Role.INSPECTOR) else None
        assert at_desk(client, role, agency).get(address).status_code == (200 if role in open_to else 403), role


def hear(visit: VisitRow, at: datetime) -> None:
    """The phone that checked in was heard last at a moment."""
    operation = db.session.query(CheckInRow).filter_by(visit_id=visit.id).one().operation_id
    account = an_account(Role.INSPECTOR, agency=visit.plans[0].agency)
    device = DeviceRow(
        id="phone", account_id=account.id, token_digest="t", token_expires_at=clock.now(), made_at=at, heard_at=at
    )
    entry = TrailEntryRow(
        id=operation, kind="visit.opened", entity="visit", entity_id=visit.id, device_id="phone", dseq=1,
        received_at=at, body=b"{}", sha256="0" * 64, status="applied",
    )  # fmt: skip
    with transaction():
        db.session.add_all([device, entry])
