"""Questions to an agency or an inspector, and measures an agency must take: asked, answered, confirmed."""

from datetime import date
from typing import TypeVar

from server import clock
from server.db import db, transaction
from server.ids import is_id
from server.oversight import case_rules as rules
from server.oversight import cases, telling, working_calendar
from server.oversight.case_rules import By
from server.oversight.case_tables import CaseRow, MeasureRow, QuestionRow
from server.planning.queries import terms_on
from server.policy import Actor
from server.refusals import ANSWERED_ALREADY, NOBODY_TO_ASK, NOT_FOUND, Refused
from server.registry.tables import AgencyRow, InspectorRow
from server.vocabulary import CaseAct, CaseState

TO_ANSWER = 5  # working days, unless the bureau says otherwise
TO_RECTIFY = 15
Row = TypeVar("Row", QuestionRow, MeasureRow)


def ask(
    case_id: str, text: str, *, agency: str, inspector: str | None, names_visit: bool, due_on: date | None, by: Actor
) -> QuestionRow:
    """Asks an agency, or one of its inspectors alone; which visit it is about is told only if the bureau says so."""
    with transaction():
        row = cases.held(case_id)
        cases.begin(row, CaseAct.ASK, by, text)
        person = _person(inspector)
        agency_id = person.agency_id if person else _agency(agency)
        question = QuestionRow(
            case_id=row.id, agency_id=agency_id, inspector_id=inspector or None, text=text, names_visit=names_visit,
            asked_at=clock.now(), due_on=_term(due_on, terms_on(clock.today()).answer_days),
        )  # fmt: skip
        row.questions.append(question)
        db.session.flush()
        facts = {"question": question.id, "agency": agency_id, "inspector": inspector, "question_due": question.due_on}
        cases.done(row, CaseAct.ASK, text, by, facts)
        telling.asked(row, question)
    return question


def answer(question_id: str, text: str, *, by: Actor) -> None:
    """What the agency or the inspector says; once, for what was said stays said."""
    with transaction():
        question = _one(QuestionRow, question_id)
        row = cases.held(question.case_id)
        rules.step(CaseState(row.state), CaseAct.ANSWER, By.AGENCY)
        rules.require_said(CaseAct.ANSWER, text)
        if question.answered_at:
            raise Refused(ANSWERED_ALREADY)
        question.answer, question.answered_at, question.answered_by = text, clock.now(), by.account_id
        cases.tell(row, CaseAct.ANSWER, {"question": question.id, "text": text}, by.account_id)


def order(case_id: str, text: str, *, due_on: date | None, by: Actor) -> MeasureRow:
    """One measure the agency must take."""
    with transaction():
        row = cases.held(case_id)
        cases.begin(row, CaseAct.ORDER, by, text)
        measure = MeasureRow(
            case_id=row.id, agency_id=str(row.agency_id), text=text, ordered_at=clock.now(),
            due_on=_term(due_on, terms_on(clock.today()).rectify_days),
        )  # fmt: skip
        row.measures.append(measure)
        db.session.flush()
        cases.done(row, CaseAct.ORDER, text, by, {"measure": measure.id, "measure_due": measure.due_on})
        telling.ordered(row, measure)
    return measure


def report_done(measure_id: str, text: str, *, by: Actor) -> None:
    """The agency says what it did."""
    with transaction():
        measure, row = _measure(measure_id)
        rules.step(CaseState(row.state), CaseAct.REPORT_DONE, By.AGENCY)
        rules.require_said(CaseAct.REPORT_DONE, text)
        if measure.confirmed_at:
            raise Refused(ANSWERED_ALREADY)
        measure.report, measure.reported_at, measure.returned = text, clock.now(), ""
        cases.tell(row, CaseAct.REPORT_DONE, {"measure": measure.id, "text": text}, by.account_id)


def judge(measure_id: str, case_id: str, what: CaseAct, text: str, *, by: Actor) -> None:
    """The bureau confirms a measure, or sends it back with the reason."""
    with transaction():
        measure, row = _measure(measure_id)
        if row.id != case_id:
            raise Refused(NOT_FOUND)
        cases.begin(row, what, by, text)
        if what is CaseAct.CONFIRM:
            measure.confirmed_at, measure.returned = clock.now(), ""
        else:
            measure.returned, measure.reported_at, measure.confirmed_at = text, None, None
        cases.done(row, what, text, by, {"measure": measure.id})


def _measure(measure_id: str) -> tuple[MeasureRow, CaseRow]:
    measure = _one(MeasureRow, measure_id)
    return measure, cases.held(measure.case_id)


def _one(table: type[Row], row_id: str) -> Row:
    row = db.session.get(table, row_id) if is_id(row_id) else None
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def _person(inspector: str | None) -> InspectorRow | None:
    if not inspector:
        return None
    person = db.session.get(InspectorRow, inspector)
    if person is None:
        raise Refused(NOBODY_TO_ASK)
    return person


def _agency(code: str) -> str:
    if not code or db.session.get(AgencyRow, code) is None:
        raise Refused(NOBODY_TO_ASK)
    return code


def _term(asked: date | None, days: int) -> date:
    today = clock.today()
    return max(asked, today) if asked else working_calendar.days_after(today, days, working_calendar.known())
