"""Where the district asks for it, plans wait for the agency's lead before they are filed."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import select

from server import clock
from server.db import db, transaction
from server.planning import drafts, submitting
from server.planning.tables import PlanApprovalRow, PlanDraftRow, PlanRow, VisitRow
from server.refusals import Refused
from server.registry.tables import EnterpriseRow, ItemVersionRow, SettingVersionRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import Cause, Channel, DraftState, Role
from tests.builders import an_account, an_enterprise
from tests.planning.district import a_party, a_result, another_party, october
from tests.planning.test_commands import CREDIT_CODE, a_filing


@pytest.fixture
def fire(app: Flask):
    an_enterprise(credit_code=CREDIT_CODE)
    ask_for_approval()
    with clock.at(october(1)):
        yield a_party()


def ask_for_approval(required=True):
    values = {"approval": {"required": required}}
    number = db.session.query(SettingVersionRow).count() + 1
    with transaction():
        db.session.add(
            SettingVersionRow(id=number, effective_on=date(2026, 1, number), values=values, made_at=october(1))
        )


def handed_in(party, day, **facts):
    by = {"by_lead": facts.pop("by_lead", False)}
    new = a_filing(party, day, **facts)
    return submitting.hand_in(new, agency_id=party.agency.id, account_id=party.officer_id, **by)


def submitted(party, day, **facts):
    return handed_in(party, day, **facts).draft


def a_lead(party):
    return an_account(Role.AGENCY_LEAD, agency=party.agency).id


def approved(draft_id, lead=None, revision=1, at=None):
    with clock.at(at or october(2)):
        return drafts.approve(draft_id, revision=revision, account_id=lead)


def draft(draft_id) -> PlanDraftRow:
    return db.session.get_one(PlanDraftRow, draft_id)


def kinds(entity_id):
    entries = select(TrailEntryRow.kind).where(TrailEntryRow.entity_id == entity_id).order_by(TrailEntryRow.id)
    return db.session.scalars(entries).all()


def refusal(act, *args, **facts):
    with pytest.raises(Refused) as refused:
        act(*args, **facts)
    return refused.value.reason.code


def test_a_plan_waits_and_locks_nothing_until_its_lead_approves(fire):
    draft_id = submitted(fire, 12)
    market = another_party()

    other = submitted(market, 12)
    approved(other)

    assert draft(draft_id).state == DraftState.WAITING
    assert [row.agency_id for row in db.session.scalars(select(PlanRow))] == ["market"]


def test_it_is_filed_at_the_moment_of_approval_in_the_officers_name(fire):
    draft_id, lead = submitted(fire, 12), a_lead(fire)

    assert approved(draft_id, lead, at=october(3)) is DraftState.FILED

    plan = db.session.get_one(PlanRow, draft(draft_id).plan_id)
    assert (plan.filed_at, plan.filed_by, plan.state) == (october(3), fire.officer_id, "filed")
    assert db.session.get_one(PlanApprovalRow, plan.id).account_id == lead
    assert kinds(draft_id) == ["draft.submitted", "draft.approved"]
    assert kinds(plan.id) == ["plan.filed", "plan.approved"]


def test_who_is_approved_first_is_filed_first(fire):
    first, second = submitted(fire, 12), submitted(another_party(), 14)

    for each in (second, first):
        approved(each)

    assert [row.visit_on.day for row in db.session.scalars(select(VisitRow))] == [14]


def test_what_the_rules_refuse_at_the_approval_goes_back_with_its_reason(fire):
    draft_id, lead = submitted(fire, 12), a_lead(fire)

    assert approved(draft_id, lead, at=october(6)) is DraftState.SENT_BACK

    row = draft(draft_id)
    assert (row.refusal["code"], row.refusal["facts"]["earliest"]) == ("notice_too_short", "2026-10-13")
    assert db.session.query(PlanRow).count() == 0
    assert kinds(draft_id) == ["draft.submitted", "draft.refused"]


@pytest.mark.parametrize(
    ("happened", "reason"),
    [("day passed", "day_has_passed"), ("enterprise ended", "ended_enterprise"), ("item ended", "ended_item")],
)
def test_what_has_changed_meanwhile_sends_it_back(fire, happened, reason):
    draft_id, day = submitted(fire, 12), 2
    with transaction():
        if happened == "day passed":
            day = 13
        if happened == "enterprise ended":
            db.session.query(EnterpriseRow).one().ended_on = date(2026, 10, 2)
        if happened == "item ended":
            db.session.query(ItemVersionRow).one().valid_until = date(2026, 10, 2)

    assert approved(draft_id, at=october(day)) is DraftState.SENT_BACK
    assert draft(draft_id).refusal["code"] == reason


def test_a_result_that_came_in_meanwhile_is_to_be_answered_first(fire):
    draft_id = submitted(fire, 12)
    a_result(fire, db.session.query(EnterpriseRow).one(), date(2026, 10, 1))

    approved(draft_id)

    assert draft(draft_id).refusal["code"] == "half_year_answer_missing"


def test_what_could_not_be_filed_now_is_refused_at_once_and_not_sent_to_the_lead(fire):
    assert refusal(submitted, fire, 5) == "notice_too_short"
    assert refusal(submitted, fire, 12, earliest=date(2026, 10, 13)) == "day_outside_range"
    assert db.session.query(PlanDraftRow).count() == 0


def test_a_lead_sends_back_with_a_reason_and_the_officer_submits_anew(fire):
    draft_id, lead = submitted(fire, 12), a_lead(fire)
    assert refusal(drafts.send_back, draft_id, revision=1, reason="", account_id=lead) == "return_reason_missing"

    drafts.send_back(draft_id, revision=1, reason="与上月重复", account_id=lead)
    assert (draft(draft_id).state, draft(draft_id).reason) == ("sent_back", "与上月重复")
    submitting.hand_in_again(draft_id, a_filing(fire, 20), account_id=fire.officer_id)

    assert (draft(draft_id).state, draft(draft_id).visit_on.day, draft(draft_id).reason) == ("waiting", 20, "")
    assert approved(draft_id, lead, revision=2) is DraftState.FILED
    assert kinds(draft_id) == ["draft.submitted", "draft.sent_back", "draft.submitted", "draft.approved"]


def test_nobody_approves_what_was_changed_since_he_read_it(fire):
    draft_id = submitted(fire, 12)
    submitting.hand_in_again(draft_id, a_filing(fire, 20), account_id=fire.officer_id)

    assert refusal(approved, draft_id, revision=1) == "draft_changed"
    assert draft(draft_id).state == "waiting"


def test_what_is_settled_stays_settled(fire):
    withdrawn, filed = submitted(fire, 12), submitted(fire, 27)
    drafts.withdraw(withdrawn, account_id=fire.officer_id)
    approved(filed)

    for each in (withdrawn, filed):
        assert refusal(approved, each) == "draft_settled"
        assert refusal(drafts.withdraw, each, account_id=None) == "draft_settled"
        assert refusal(drafts.resubmit, each, a_filing(fire, 28), account_id=None) in (
            "draft_settled", "item_already_planned",
        )  # fmt: skip


def test_the_same_plan_is_sent_to_the_lead_once(fire):
    submitted(fire, 12)

    assert refusal(submitted, fire, 12) == "draft_waiting"


def test_an_emergency_is_filed_at_once(fire):
    handed = handed_in(fire, 2, channel=Channel.GREEN, cause=Cause.EMERGENCY)

    assert handed.plan and not handed.draft


def test_a_draft_that_becomes_an_emergency_is_filed_at_once(fire):
    draft_id = submitted(fire, 12)
    urgent = a_filing(fire, 2, channel=Channel.GREEN, cause=Cause.EMERGENCY)

    handed = submitting.hand_in_again(draft_id, urgent, account_id=fire.officer_id)

    assert (draft(draft_id).state, draft(draft_id).plan_id) == ("filed", handed.plan)


def test_a_lead_approves_his_own_plan_by_filing_it(fire):
    handed = handed_in(fire, 12, by_lead=True)

    assert db.session.get_one(PlanApprovalRow, handed.plan).approved_at == october(1)


def test_where_no_setting_asks_for_it_plans_are_filed_as_ever(fire):
    ask_for_approval(required=False)

    handed = handed_in(fire, 12)

    assert handed.plan and db.session.query(PlanApprovalRow).count() == 0


def test_two_leads_who_approve_at_once_file_one_plan(fire, app):
    draft_id, gate = submitted(fire, 12), Barrier(2)
    leads = [a_lead(fire), a_lead(fire)]

    def start(lead):
        with app.app_context(), clock.at(october(2)):
            gate.wait(timeout=30)
            try:
                return str(drafts.approve(draft_id, revision=1, account_id=lead))
            except Refused as refused:
                return refused.reason.code
            finally:
                db.session.remove()

    with ThreadPoolExecutor(2) as threads:
        told = sorted(threads.map(start, leads))

    db.session.rollback()
    assert told == ["draft_settled", "filed"]
    assert db.session.query(PlanRow).count() == 1
