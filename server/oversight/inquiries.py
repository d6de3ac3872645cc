"""What an agency, or an inspector asked in person, may see of a case: never where it comes from, nor who complained."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, and_, exists, or_, select

from server import clock
from server.db import db
from server.ids import is_id
from server.oversight.case_tables import CaseRow, MeasureRow, QuestionRow
from server.planning.tables import VisitRow
from server.policy import Actor
from server.refusals import NOT_FOUND, Refused
from server.vocabulary import CaseOutcome, CaseState, Role

DESK = (Role.OFFICER, Role.AGENCY_LEAD)
TOLD = (CaseState.OPINION, CaseState.RECTIFICATION, CaseState.CLOSED)


@dataclass(frozen=True)
class Inquiry:
    """A case as the other side reads it."""

    id: str
    number: str
    state: CaseState
    questions: Sequence[QuestionRow]
    measures: Sequence[MeasureRow]
    opinion: str
    outcome: CaseOutcome | None
    visit: VisitRow | None
    complainant: str

    @property
    def asked(self) -> list[QuestionRow | MeasureRow]:
        """Everything that is answered or reported."""
        return [*self.questions, *self.measures]

    @property
    def waiting(self) -> int:
        """How much waits for an answer."""
        asked = sum(each.answered_at is None for each in self.questions) if self.state == "investigating" else 0
        return asked + sum(each.reported_at is None and each.confirmed_at is None for each in self.measures)

    @property
    def due_on(self) -> date | None:
        """By when the first of them is to be answered or reported."""
        asked = [each.due_on for each in self.questions if each.answered_at is None]
        return min([*asked, *(each.due_on for each in self.measures if each.reported_at is None)], default=None)

    @property
    def is_late(self) -> bool:
        """Whether a term of theirs has run out."""
        return self.due_on is not None and self.due_on < clock.today()


def of(actor: Actor) -> list[Inquiry]:
    """Every case in which this person has been asked or told something, the latest first."""
    wanted = select(CaseRow).where(_reaches(actor)).order_by(CaseRow.opened_at.desc())
    return [_inquiry(row, actor) for row in db.session.scalars(wanted)]


def one(case_id: str, actor: Actor) -> Inquiry:
    """One of them; another agency's answers as if it were not there."""
    row = db.session.scalar(select(CaseRow).where(CaseRow.id == case_id, _reaches(actor))) if is_id(case_id) else None
    if row is None:
        raise Refused(NOT_FOUND)
    return _inquiry(row, actor)


def agencies_of(actor: Actor) -> frozenset[str]:
    """For which agencies somebody answers at a desk."""
    return frozenset(agency for role in DESK for agency in actor.agencies.get(role, ()))


def _inquiry(row: CaseRow, actor: Actor) -> Inquiry:
    own = agencies_of(actor)
    questions = [each for each in row.questions if _is_asked(each, actor, own)]
    told = row.state in TOLD and row.agency_id in own
    complaint = row.complaint
    disclosed = bool(questions or told) and complaint is not None and complaint.disclosed
    return Inquiry(
        id=row.id, number=row.number, state=CaseState(row.state), questions=questions,
        measures=[each for each in row.measures if each.agency_id in own],
        opinion=row.opinion if told else "", outcome=CaseOutcome(row.outcome) if told and row.outcome else None,
        visit=row.visit if any(each.names_visit for each in questions) else None,
        complainant=complaint.premises.enterprise.name if complaint and disclosed else "",
    )  # fmt: skip


def _is_asked(question: QuestionRow, actor: Actor, own: frozenset[str]) -> bool:
    if question.inspector_id:
        return question.inspector_id == actor.inspector_id
    return question.agency_id in own


def _reaches(actor: Actor) -> ColumnElement[bool]:
    own = agencies_of(actor)
    asked = and_(QuestionRow.inspector_id.is_(None), QuestionRow.agency_id.in_(own))
    if actor.inspector_id:
        asked = or_(asked, QuestionRow.inspector_id == actor.inspector_id)
    return or_(
        exists().where(QuestionRow.case_id == CaseRow.id, asked),
        exists().where(MeasureRow.case_id == CaseRow.id, MeasureRow.agency_id.in_(own)),
        and_(CaseRow.agency_id.in_(own), CaseRow.state.in_(TOLD)),
    )
