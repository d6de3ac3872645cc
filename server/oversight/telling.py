"""Who is told what of a case: those asked or ordered by its number alone, the complainant how his complaint went."""

from collections.abc import Iterable

from sqlalchemy import ColumnElement, or_, select

from server import notices
from server.accounts.tables import AccountRow, MembershipRow
from server.db import db
from server.oversight.case_tables import CaseRow, MeasureRow, QuestionRow
from server.vocabulary import CaseAct, Role

DESK = (Role.OFFICER, Role.AGENCY_LEAD)


def asked(case: CaseRow, question: QuestionRow) -> None:
    """An inspector asked in person is told alone, else the agency's desk."""
    facts = {"case": case.number, "due_on": question.due_on.isoformat()}
    people = _inspector(question.inspector_id) if question.inspector_id else desk(question.agency_id)
    send(people, "case.asked", facts, question.id)


def ordered(case: CaseRow, measure: MeasureRow) -> None:
    """The agency's desk is told what it must do by when."""
    facts = {"case": case.number, "due_on": measure.due_on.isoformat()}
    send(desk(measure.agency_id), "case.ordered", facts, measure.id)


def decided(case: CaseRow, what: CaseAct) -> None:
    """The complainant is told that his complaint was accepted, declined or brought to its end."""
    complaint = case.complaint
    if complaint is not None and complaint.account_id and what in (CaseAct.ACCEPT, CaseAct.DECLINE, CaseAct.CLOSE):
        send([complaint.account_id], f"complaint.{what}", {"complaint": complaint.number}, complaint.id)


def reminded(case: CaseRow, term: CaseRow | QuestionRow | MeasureRow) -> None:
    """Whoever must act before a term ends is reminded of it; of the case's own, its handler or every supervisor."""
    facts = {"case": case.number, "due_on": term.due_on.isoformat() if term.due_on else ""}
    if isinstance(term, CaseRow):
        people = [case.handler_id] if case.handler_id else supervisors()
    elif isinstance(term, QuestionRow) and term.inspector_id:
        people = _inspector(term.inspector_id)
    else:
        people = desk(term.agency_id)
    send(people, f"case.due.{facts['due_on']}", facts, term.id)


def send(people: Iterable[str], kind: str, facts: dict[str, str], about: str) -> None:
    for account in people:
        notices.send(account, kind, facts, about=about)


def desk(agency_id: str) -> list[str]:
    return _holding(MembershipRow.agency_id == agency_id, or_(*(MembershipRow.role == role for role in DESK)))


def supervisors() -> list[str]:
    return _holding(MembershipRow.role == Role.SUPERVISOR)


def _holding(*conditions: ColumnElement[bool]) -> list[str]:
    standing = select(MembershipRow.account_id).join(AccountRow, AccountRow.id == MembershipRow.account_id)
    wanted = standing.where(MembershipRow.ended_at.is_(None), AccountRow.ended_at.is_(None), *conditions)
    return list(db.session.scalars(wanted.distinct().order_by(MembershipRow.account_id)))


def _inspector(inspector_id: str) -> list[str]:
    return list(db.session.scalars(select(AccountRow.id).where(AccountRow.inspector_id == inspector_id)))
