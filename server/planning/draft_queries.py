"""Reads drafts: one, an agency's as far as somebody may see them, and what each asks to have filed."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select

from server import clock
from server.accounts.tables import AccountRow
from server.db import db
from server.planning import filing, prompting
from server.planning.basis import basis_of
from server.planning.schemas import FilePlan
from server.planning.tables import PlanDraftRow
from server.planning.values import NewPlan
from server.refusals import NOT_FOUND, Refused
from server.vocabulary import Cause, DraftState

PAGE = 20
MOST_SETTLED = 50


class Reader(NamedTuple):
    """Whose drafts somebody sees (None: all of them), and the agencies whose covert ones he sees besides his own."""

    account_id: str | None
    agencies: Collection[str] | None
    leads: Collection[str] = ()

    def sees(self, row: PlanDraftRow) -> bool:
        """Whether a draft is there for him."""
        if self.agencies is None:
            return True
        own = row.made_by == self.account_id or row.agency_id in self.leads
        return row.agency_id in self.agencies and (own or not is_sealed(row))


def one(draft_id: str) -> PlanDraftRow:
    """A draft by its id; refused when there is none."""
    row = db.session.get(PlanDraftRow, draft_id)
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def waiting(reader: Reader, page: int = 1, size: int = PAGE) -> Sequence[PlanDraftRow]:
    """The drafts that wait for approval, the oldest first, a page at a time."""
    oldest = _seen(reader, DraftState.WAITING).order_by(PlanDraftRow.changed_at, PlanDraftRow.id)
    return db.session.scalars(oldest.offset((page - 1) * size).limit(size)).all()


def decided(reader: Reader) -> Sequence[PlanDraftRow]:
    """The drafts that wait for their officer, then those that are settled, the newest first."""
    newest = _seen(reader, DraftState.SENT_BACK, DraftState.FILED, DraftState.WITHDRAWN).order_by(
        PlanDraftRow.state != DraftState.SENT_BACK, PlanDraftRow.changed_at.desc(), PlanDraftRow.id
    )
    return db.session.scalars(newest.limit(MOST_SETTLED)).all()


def count(reader: Reader, *states: DraftState) -> int:
    """How many drafts are in these states."""
    return db.session.scalar(select(func.count()).select_from(_seen(reader, *states).subquery())) or 0


def _seen(reader: Reader, *states: DraftState) -> Select[PlanDraftRow]:
    found = select(PlanDraftRow).where(PlanDraftRow.state.in_(states))
    return found if reader.agencies is None else found.where(_theirs(reader, reader.agencies))


def _theirs(reader: Reader, agencies: Collection[str]) -> ColumnElement[bool]:
    open_to_all = or_(PlanDraftRow.cause.is_(None), PlanDraftRow.cause != Cause.COVERT)
    own = or_(PlanDraftRow.made_by == reader.account_id, PlanDraftRow.agency_id.in_(reader.leads))
    return PlanDraftRow.agency_id.in_(agencies) & (open_to_all | own)


def asked_before(row: PlanDraftRow, items: Iterable[str]) -> PlanDraftRow | None:
    """Another draft that asks for one of the items on the same day; a colleague's covert one is not told of."""
    same = select(PlanDraftRow).where(
        PlanDraftRow.agency_id == row.agency_id, PlanDraftRow.premises_id == row.premises_id,
        PlanDraftRow.visit_on == row.visit_on, PlanDraftRow.state == DraftState.WAITING, PlanDraftRow.id != row.id,
    )  # fmt: skip
    with db.session.no_autoflush:
        rows = db.session.scalars(same).all()
    told = [each for each in rows if not is_sealed(each) or each.made_by == row.made_by]
    return next((each for each in told if not set(each.asked["items"]).isdisjoint(items)), None)


def is_sealed(row: PlanDraftRow) -> bool:
    """Whether a draft asks for a covert visit: only its author, his lead and the supervisor see it."""
    return row.cause == Cause.COVERT


def plan_of(row: PlanDraftRow) -> NewPlan:
    """The plan that a draft asks to have filed."""
    _, new = FilePlan().load(row.asked)
    return new


def left_now(row: PlanDraftRow) -> NewPlan:
    """The plan with the items its answers leave; refused where a result has come in that nobody answered."""
    new = plan_of(row)
    basis = basis_of(new, row.agency_id, row.premises)
    asked = prompting.asked(new, row.agency_id, basis)
    return replace(new, items=filing.answered(new, asked, row.agency_id, basis.premises, basis.registry, clock.now()))


def names_of(account_ids: Iterable[str | None]) -> dict[str, str]:
    """The names of the people who made or decided drafts."""
    named = select(AccountRow.id, AccountRow.name).where(AccountRow.id.in_({each for each in account_ids if each}))
    return dict(db.session.execute(named).all())
