"""The procedure, every state against every act, and what each needs."""

from datetime import date

import pytest

from server.oversight import case_rules as rules
from server.oversight.case_rules import By, Handler
from server.oversight.working_calendar import known
from server.refusals import Refused
from server.vocabulary import CaseAct, CaseState

# Read across: which state each act leads to from the state of the row; a dash where it is not possible.
PROCEDURE = """
state acts: accept decline investigate ask answer extend propose_opinion return_opinion give_opinion order report_done confirm send_back close reopen take_over supplement remind content attach
received       accepted declined - - - - - - - - - - - - - - received received - -
accepted       - - investigating - - - - - - - - - - - - accepted accepted accepted - -
declined       - - - - - - - - - - - - - - received - - - declined -
investigating  - - - investigating investigating investigating investigating investigating opinion - - - - - - investigating investigating investigating - investigating
opinion        - - - - - - - - - rectification - - - closed - opinion - opinion - -
rectification  - - - - - - - - - rectification rectification rectification rectification closed - rectification - rectification - rectification
closed         - - - - - - - - - - - - - - investigating - - - closed -
"""  # noqa: E501
HEAD, *ROWS = PROCEDURE.strip().splitlines()
COLUMNS = HEAD.split()[2:]
CELLS = [
    (CaseState(state), CaseAct(act), then)
    for state, *row in (line.split() for line in ROWS)
    for act, then in zip(COLUMNS, row, strict=True)
]
DOERS = {
    By.AGENCY: {"answer", "report_done", "attach"}, By.COMPLAINANT: {"supplement", "content"}, By.SYSTEM: {"remind"},
}  # fmt: skip


def doer(act: CaseAct) -> By:
    return next((by for by, acts in DOERS.items() if act in acts), By.BUREAU)


def test_the_table_above_speaks_of_every_state_and_every_act():
    assert {state for state, *_ in CELLS} == set(CaseState)
    assert {act for _, act, _ in CELLS} == set(CaseAct) - {CaseAct.OPENED}


@pytest.mark.parametrize(("state", "act", "then"), CELLS)
@pytest.mark.parametrize("by", list(By))
def test_an_act_leads_where_the_procedure_says_and_only_by_whom_it_says(state, act, then, by):
    if then != "-" and by is doer(act):
        assert rules.step(state, act, by) == then
        return
    with pytest.raises(Refused) as refused:
        rules.step(state, act, by)
    assert refused.value.reason.code == "case_act_not_now"


def test_every_open_case_has_an_act_that_leads_on():
    for state in rules.OPEN:
        assert any(rules.TABLE[state, act].then is not state for act in rules.acts_of_bureau(state))


@pytest.mark.parametrize("act", rules.SAID)
def test_what_must_be_explained_is_refused_without_words(act):
    with pytest.raises(Refused) as refused:
        rules.require_said(act, " \n")
    assert refused.value.reason.code == "reason_missing"


def test_accepting_needs_no_words():
    rules.require_said(CaseAct.ACCEPT, "")


@pytest.mark.parametrize(
    "handler",
    [
        Handler("a", agencies=frozenset({"fire"})),
        Handler("a", enterprises=frozenset({"restaurant"})),
        Handler("a", inspected=True),
        Handler("a", complained=True),
    ],
)
def test_whoever_has_an_interest_does_not_handle_the_case(handler):
    with pytest.raises(Refused) as refused:
        rules.require_no_conflict(handler, {"fire"}, "restaurant")
    assert refused.value.reason.code == "conflict_of_interest"


def test_an_officer_of_the_bureau_alone_may_handle_it():
    rules.require_no_conflict(Handler("a", agencies=frozenset({"justice"})), {"fire"}, "restaurant")


def test_a_case_with_a_measure_left_is_not_closed():
    with pytest.raises(Refused) as refused:
        rules.require_measures_done([True, False, False])
    assert refused.value.facts == {"count": 2}


def test_the_term_for_accepting_is_five_working_days():
    assert rules.due(CaseState.RECEIVED, date(2026, 9, 29), (), known()) == date(2026, 10, 12)


def test_a_rectification_ends_with_its_last_measure():
    days = [date(2026, 12, 1), date(2026, 12, 20)]

    assert rules.due(CaseState.RECTIFICATION, date(2026, 11, 23), days, known()) == date(2026, 12, 20)


def test_an_ended_case_has_no_term():
    assert rules.due(CaseState.CLOSED, date(2026, 11, 23), (), known()) is None


def test_a_reminder_comes_on_the_working_day_before_the_term_ends():
    friday, monday = date(2026, 11, 20), date(2026, 11, 23)

    assert rules.is_near(monday, friday, known())
    assert not rules.is_near(date(2026, 11, 24), friday, known())
    assert not rules.is_near(None, friday, known())


def test_a_term_is_over_on_the_day_after_it():
    assert not rules.is_overdue(date(2026, 11, 23), date(2026, 11, 23))
    assert rules.is_overdue(date(2026, 11, 23), date(2026, 11, 24))
