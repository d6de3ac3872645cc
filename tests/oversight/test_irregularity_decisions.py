"""What the system noticed is decided by the bureau, once, and raises alarms until then."""

import pytest

from server import trail
from server.db import db, transaction
from server.feedback.commands import rate_visit
from server.oversight import alarms
from server.oversight.case_tables import CaseRow
from server.oversight.tables import AlarmRuleRow, IrregularityRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import CaseOrigin, ComplaintKind, Conduct, Decision, Irregularity, Role, VisitState
from tests.builders import an_account, in_days
from tests.feedback.visits import a_fire_plan, a_visit
from tests.oversight.bureau import Bureau, a_bureau, actor, at_desk, case_of

# What is asked of a database here is asked of PostgreSQL too by other tests.
pytestmark = pytest.mark.one_database

PAGE = "/desk/irregularities"


@pytest.fixture
def bureau(app) -> Bureau:
    return a_bureau()


@pytest.fixture
def desk(client, bureau):
    return at_desk(client, bureau.supervisor)


def notice(bureau: Bureau, kind: str = Irregularity.LATE_SYNC, visit: str = "", **facts) -> str:
    about = {"kind": kind, "agency": bureau.agency.id, "inspector": bureau.inspector.id} | facts
    with transaction():
        trail.append("irregularity.noticed", "visit", visit or bureau.visit.id, about)
    return str(db.session.query(IrregularityRow.id).order_by(IrregularityRow.id.desc()).first()[0])


def row(irregularity: str) -> IrregularityRow:
    return db.session.get_one(IrregularityRow, irregularity)


def test_the_same_is_not_noticed_twice(bureau):
    for _ in range(3):
        notice(bureau, made_at="2026-11-01", received_at="2026-11-20")

    assert db.session.query(IrregularityRow).count() == 1


@pytest.mark.parametrize("other", [{"inspector": None}, {"rule": "chengdu_day"}, {"plan": "p"}, {"item": "fire"}])
def test_what_differs_is_noticed_apart(bureau, other):
    notice(bureau)
    notice(bureau, **other)

    assert db.session.query(IrregularityRow).count() == 2


def test_dismissing_needs_a_reason_and_keeps_it(bureau, desk):
    noticed = notice(bureau)

    assert desk.post(PAGE, data={"chosen": noticed, "decision": "dismiss"}).status_code == 422
    desk.post(PAGE, data={"chosen": noticed, "decision": "dismiss", "reason": "山区无信号，已核实"})

    assert (row(noticed).decision, row(noticed).reason) == (Decision.DISMISSED, "山区无信号，已核实")
    assert "山区无信号，已核实" in desk.get(PAGE).text


def test_what_was_decided_is_not_decided_again(bureau, desk):
    noticed = notice(bureau)
    desk.post(PAGE, data={"chosen": noticed, "decision": "dismiss", "reason": "已核实"})

    again = desk.post(PAGE, data={"chosen": noticed, "decision": "case", "reason": "再查"})

    assert again.status_code == 422 and db.session.query(CaseRow).count() == 0


def test_several_make_one_case_about_what_they_share(bureau, desk):
    chosen = [notice(bureau), notice(bureau, Irregularity.CLOCK_SUSPECT)]

    answer = desk.post(PAGE, data={"chosen": chosen, "decision": "case", "reason": "补录与时间异常"})

    case = db.session.query(CaseRow).one()
    assert answer.location.endswith(case.id)
    assert (case.origin, case.agency_id, case.visit_id) == (CaseOrigin.IRREGULARITY, bureau.agency.id, bureau.visit.id)
    assert [row(each).case_id for each in chosen] == [case.id] * 2
    assert "逾期上传" in desk.get(f"/desk/cases/{case.id}").text


@pytest.mark.parametrize("chosen", [[], ["x"], ["0192aaaa-0000-7000-8000-000000000000"]])
def test_choosing_nothing_that_is_there_is_said(desk, chosen):
    answer = desk.post(PAGE, data={"chosen": chosen, "decision": "case", "reason": "x"})

    assert answer.status_code == 422 and "请先勾选" in answer.text


def test_an_alarm_stands_with_its_count_its_line_and_its_causes_until_all_is_decided(bureau, desk):
    noticed = notice(bureau)

    page = desk.get(f"{PAGE}/alarms").text
    assert "超过10个自然日才补录" in page and "1次，预警线1次" in page and f"/desk/visits/{bureau.visit.id}" in page
    assert "王建国" in page and "深府规〔2025〕6号" in page

    desk.post(PAGE, data={"chosen": noticed, "decision": "dismiss", "reason": "已核实", "back": f"{PAGE}/alarms"})
    assert "目前没有预警" in desk.get(f"{PAGE}/alarms").text


def test_a_threshold_the_bureau_changed_counts_at_once(bureau, desk):
    notice(bureau)

    desk.post(f"{PAGE}/rules/shenzhen_late", data={"at_least": "2", "days": "365", "active": "1"})

    assert alarms.count() == 0
    assert db.session.get_one(AlarmRuleRow, "shenzhen_late").at_least == 2
    assert 'value="2"' in desk.get(f"{PAGE}/rules").text


@pytest.mark.parametrize(("at_least", "days"), [("100", "365"), ("1", "9999")])
def test_a_threshold_out_of_range_is_refused(desk, at_least, days):
    answer = desk.post(f"{PAGE}/rules/shenzhen_late", data={"at_least": at_least, "days": days, "active": "1"})

    assert answer.status_code == 422
    assert db.session.query(AlarmRuleRow).count() == 0


def test_an_entry_without_a_plan_in_a_quiet_period_is_noticed_as_that_too(bureau):
    without = a_visit(bureau.enterprise.premises[0], state=VisitState.STARTED)

    notice(bureau, Irregularity.NO_PLAN, without.id)

    [quiet] = db.session.query(IrregularityRow).filter_by(kind=Irregularity.QUIET_PERIOD).all()
    assert quiet.visit_id == without.id and quiet.facts["other"] == bureau.visit.id
    assert quiet.facts["planned"] == in_days(-3).isoformat()


def test_an_entry_without_a_plan_eight_days_from_any_visit_is_in_no_quiet_period(bureau):
    far = a_visit(bureau.enterprise.premises[0], state=VisitState.STARTED, on=in_days(5))
    a_visit(bureau.enterprise.premises[0], a_fire_plan(on=in_days(4)), state=VisitState.CANCELLED, on=in_days(4))

    notice(bureau, Irregularity.NO_PLAN, far.id)

    assert db.session.query(IrregularityRow).filter_by(kind=Irregularity.QUIET_PERIOD).count() == 0


def rate(bureau: Bureau, *tags: str) -> None:
    rate_visit(bureau.visit.id, process=1, result=3, tags=tags, by=actor(bureau.manager))


def test_a_rating_that_says_something_was_asked_for_is_noticed_once_and_taken_back_with_it(bureau):
    for _ in range(2):
        rate(bureau, "asked_for_anything")

    [noticed] = db.session.query(IrregularityRow).all()
    assert (noticed.kind, noticed.visit_id, noticed.agency_id) == (
        "asked_for_anything", bureau.visit.id, bureau.agency.id,
    )  # fmt: skip
    rate(bureau, "civil")
    assert row(noticed.id).decision == Decision.DISMISSED


def test_what_a_rating_says_stands_in_no_trail_of_the_visit(bureau):
    rate(bureau, "asked_for_anything")

    kinds = db.session.query(TrailEntryRow.kind).filter_by(entity="visit", entity_id=bureau.visit.id).all()
    assert "irregularity.noticed" not in {kind for (kind,) in kinds}


def test_a_complaint_that_a_rating_was_asked_for_is_counted_as_that(bureau):
    complaint = bureau.file(conduct=(Conduct.RATING_ASKED,))

    [noticed] = db.session.query(IrregularityRow).all()
    assert (noticed.kind, noticed.decision) == (Irregularity.RATING_ASKED, Decision.CASE)
    assert noticed.case_id == case_of(complaint).id and noticed.agency_id == bureau.agency.id


def test_two_reports_of_entries_without_a_code_are_an_alarm_once_the_agency_is_named(bureau, desk):
    reports = [case_of(bureau.tip(kind=ComplaintKind.NO_CODE)).id for _ in range(2)]
    assert alarms.count() == 0

    for case in reports:
        desk.post(f"/desk/cases/{case}", data={"act": "accept", "agency": bureau.agency.id})

    assert "hainan_no_code" in {each.rule.code for each in alarms.standing()[0]}
    assert "已逐一立案" in desk.get(f"{PAGE}/alarms").text
    for case in reports:
        desk.post(f"/desk/cases/{case}", data={"act": "investigate"})
    assert alarms.count() == 0


@pytest.mark.parametrize("role", [Role.OFFICER, Role.AGENCY_LEAD, Role.ADMIN])
def test_nobody_but_the_supervisor_decides_or_sees_alarms(client, bureau, role):
    own = {"agency": bureau.agency} if role is not Role.ADMIN else {}
    noticed = notice(bureau)
    other = at_desk(client, an_account(role, **own))

    assert other.get(f"{PAGE}/alarms").status_code == 403
    assert other.post(PAGE, data={"chosen": noticed, "decision": "dismiss", "reason": "x"}).status_code == 403
    assert row(noticed).decision == Decision.OPEN
