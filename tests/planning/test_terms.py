"""The terms of a district: what they may be, the presets, and that everything counts with them."""

from datetime import date, timedelta

import pytest

from server import clock
from server.db import db, transaction
from server.feedback import closing_groups, grouping, rating_terms
from server.feedback.rules import may_be_rated
from server.oversight import asking
from server.oversight.case_tables import CaseRow
from server.oversight.working_calendar import days_after, known
from server.planning import term_words
from server.planning.settings import BadSettings
from server.planning.terms import QUICK, Terms, terms_from
from server.registry.tables import SettingVersionRow
from server.vocabulary import CaseAct, Role, VisitState
from tests.builders import an_account, in_days, signed_in
from tests.oversight.bureau import a_bureau


@pytest.mark.parametrize(
    "bad", [{"accept_days": 0}, {"accept_days": "5"}, {"accept_days": 181}, {"rating_days": 61}, {"rating_days": True},
            {"reconsideration_days": 59}, {"unknown": 1}, []],
)  # fmt: skip
def test_terms_beyond_what_may_be_are_refused(bad):
    with pytest.raises(BadSettings):
        terms_from(bad)


def test_a_form_takes_a_preset_or_its_own_numbers():
    own = dict.fromkeys(term_words.WORDS, "7") | {"terms": "own", "reconsideration_days": "x"}

    assert terms_from(term_words.values_in({"terms": "quick"})) == QUICK
    assert term_words.values_in(own)["accept_days"] == 7
    assert term_words.values_in(own)["reconsideration_days"] == 0  # and is refused
    assert term_words.values_in({}) is None
    assert [term_words.chosen(each) for each in ({}, {"terms": {"accept_days": 4}})] == ["standard", "own"]


def in_force(since: date, **terms: int) -> None:
    with transaction():
        number = db.session.query(SettingVersionRow).count() + 1
        row = SettingVersionRow(id=number, effective_on=since, values={"terms": terms}, made_at=clock.now())
        db.session.add(row)


def test_cases_questions_and_measures_are_due_as_the_district_says(app):
    in_force(clock.today(), accept_days=3, investigate_days=20, answer_days=2, rectify_days=9)
    bureau, today, calendar = a_bureau(), clock.today(), known()
    assert bureau.case().due_on == days_after(today, 3, calendar)
    case = bureau.case(CaseAct.INVESTIGATE)
    assert case.due_on == days_after(today, 20, calendar)

    to = {"agency": bureau.agency.id, "inspector": None, "names_visit": False, "due_on": None, "by": bureau.by}
    assert asking.ask(case.id, "请说明", **to).due_on == days_after(today, 2, calendar)
    asked = bureau.case(CaseAct.GIVE_OPINION).id
    assert asking.order(asked, "整改", due_on=None, by=bureau.by).due_on == days_after(today, 9, calendar)
    assert db.session.get_one(CaseRow, asked).due_on == days_after(today, 9, calendar)


def test_a_rating_keeps_the_days_that_held_when_its_visit_ended_and_its_group_waits_for_the_longest(app):
    ended = in_days(-20)
    in_force(ended - timedelta(days=30), rating_days=30)
    in_force(ended + timedelta(days=1), rating_days=7)

    window = rating_terms.window(ended)

    assert window == timedelta(days=30)
    assert may_be_rated(VisitState.COMPLETED, ended, clock.today(), window)
    week = grouping.week_of(ended)
    last = max(rating_terms.window(week + timedelta(days=day)) for day in range(7))
    assert not grouping.is_over(week, week + timedelta(days=6) + last, last)
    assert closing_groups._open_weeks(clock.today()) == {}


def test_the_terms_stand_on_the_public_page_and_are_set_at_the_desk(client):
    admin = signed_in(client, an_account(Role.ADMIN))
    sent = {"terms": "quick", "effective_on": in_days(1).isoformat(), "note": "从快办理"}
    shown = admin.post("/desk/settings", data=sent).text
    assert "投诉、线索多久内决定是否受理" in shown and "5 个工作日 → 3 个工作日" in shown
    refused = admin.post("/desk/settings", data={**sent, "terms": "own", "accept_days": "0", "confirmed": "yes"})
    assert refused.status_code == 422
    admin.post("/desk/settings", data={**sent, "confirmed": "yes"})

    with clock.at(clock.now() + timedelta(days=1)):
        page = client.get("/rules").text
    assert "投诉、评价和监督的期限" in page and "多久内决定是否受理</b><br>3个工作日" in page
    assert Terms().accept_days == 5
