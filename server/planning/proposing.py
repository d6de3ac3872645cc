"""Proposals to gather visits on one day: sent to the agencies that would move, and carried out when all have agreed."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import exists, func, select

from server import clock, trail
from server.db import db, transaction
from server.planning import commands, judging, queries, teams, what_if
from server.planning.tables import PlanRow, ProposalAnswerRow, ProposalRow, VisitRow
from server.planning.values import Settings, Visit
from server.planning.what_if import Proposal
from server.refusals import NOT_FOUND, PROPOSAL_SENT, PROPOSAL_SETTLED, Refused
from server.registry.tables import PremisesRow
from server.vocabulary import ProposalState, VisitState

MOST = 100


def send(proposal: Proposal, *, reach: int, agency_id: str | None, account_id: str | None) -> str:
    """Sends a proposal; the sender's own agency has agreed by sending it."""
    with transaction():
        premises = db.session.get_one(VisitRow, proposal.visits[0].id).premises
        assert premises is not None
        commands.lock_object(premises)
        if is_waiting(proposal, premises):
            raise Refused(PROPOSAL_SENT)
        row = ProposalRow(
            premises_id=premises.id, visit_on=proposal.day, reach=reach, visits=written(proposal.visits),
            agency_id=agency_id, made_by=account_id, made_at=clock.now(), state=ProposalState.OPEN,
        )  # fmt: skip
        row.answers = [ProposalAnswerRow(agency_id=each) for each in proposal.agencies]
        db.session.add(row)
        db.session.flush()
        facts = {"visit_on": proposal.day, "visits": row.visits, "agencies": list(proposal.agencies)}
        trail.append("proposal.sent", "proposal", row.id, facts, account_id=account_id, agency_id=agency_id)
        if agency_id in proposal.agencies:
            note_answer(row, agency_id, True, "", account_id)
        return row.id


def answer(proposal_id: str, *, agency_id: str, accepted: bool, reason: str, account_id: str | None) -> ProposalState:
    """A member agency agrees or declines; the last one to agree has the visits gathered."""
    with transaction():
        row = open_one(proposal_id)
        note_answer(row, agency_id, accepted, reason, account_id)
        return ProposalState(row.state)


def take_back(proposal_id: str, *, account_id: str | None) -> None:
    """Whoever sent a proposal wants no answer any more."""
    with transaction():
        row = open_one(proposal_id)
        settle(row, ProposalState.WITHDRAWN, account_id)


def open_one(proposal_id: str) -> ProposalRow:
    """A proposal that still waits for answers, held against every other change at its enterprise."""
    row = one(proposal_id)
    commands.lock_object(row.premises)
    db.session.refresh(row)
    if row.state != ProposalState.OPEN:
        raise Refused(PROPOSAL_SETTLED)
    return row


def note_answer(row: ProposalRow, agency_id: str, accepted: bool, reason: str, account_id: str | None) -> None:
    """Keeps an agency's answer, and settles the proposal where it is the last or a refusal."""
    own = next((each for each in row.answers if each.agency_id == agency_id), None)
    if own is None:
        raise Refused(NOT_FOUND)
    own.accepted, own.reason, own.account_id, own.answered_at = accepted, reason, account_id, clock.now()
    facts = {"accepted": accepted, "reason": reason}
    trail.append("proposal.answered", "proposal", row.id, facts, account_id=account_id, agency_id=agency_id)
    if not accepted:
        settle(row, ProposalState.DECLINED)
    elif all(each.accepted for each in row.answers):
        settle(row, ProposalState.DONE if carried_out(row, account_id) else ProposalState.LAPSED)


def settle(row: ProposalRow, state: ProposalState, account_id: str | None = None) -> None:
    """Nothing is waited for any more."""
    row.state, row.settled_at = state, clock.now()
    trail.append("proposal.settled", "proposal", row.id, {"state": state}, account_id=account_id)


def settle_outdated() -> int:
    """Settles what nobody can agree to any more, for its day or that of a visit is over; says how many there were."""
    with transaction():
        waiting = db.session.scalars(select(ProposalRow).where(ProposalRow.state == ProposalState.OPEN)).all()
        over = [row for row in waiting if min([row.visit_on, *_days(row)]) < clock.today()]
        for row in over:
            settle(row, ProposalState.LAPSED)
    return len(over)


def _days(row: ProposalRow) -> list[date]:
    return [date.fromisoformat(each["visit_on"]) for each in row.visits]


def carried_out(row: ProposalRow, account_id: str | None) -> bool:
    """Gathers the visits if they still stand as they did and the day still suits all; says whether it did."""
    _, settings = queries.settings_on(clock.today())
    visits, _ = judging.standing_visits(row.premises, settings, clock.now())
    group = still_the_same(row, visits)
    if not group or not suits(row, group, visits, settings) or not teams_can_come(row, group):
        return False
    taking, *given_up = what_if.gathered(group, row.visit_on)
    for visit in (taking, *given_up):
        db.session.get_one(VisitRow, visit.id).visit_on = visit.visit_on
        commands.keep_visit(visit)
        facts = {"proposal": row.id, "visit_on": row.visit_on, "into": taking.id, "before": row.visits}
        trail.append("visit.gathered", "visit", visit.id, facts, account_id=account_id)
    return True


def still_the_same(row: ProposalRow, visits: Iterable[Visit]) -> list[Visit]:
    """The visits of a proposal, if each still stands on its day with its plans."""
    named = {each["visit"]: each for each in row.visits}
    group = [visit for visit in visits if visit.id in named]
    return group if {each["visit"]: each for each in written(group)} == named else []


def suits(row: ProposalRow, group: Sequence[Visit], visits: Iterable[Visit], settings: Settings) -> bool:
    """Whether the day is still one that all accept and no other quiet period bars."""
    first_day = what_if.first_open_day(settings, clock.now())
    is_open = all(visit.state is VisitState.OPEN and visit.visit_on >= first_day for visit in group)
    return is_open and row.visit_on in what_if.days_for(group, visits, settings, first_day, row.reach)


def teams_can_come(row: ProposalRow, group: Iterable[Visit]) -> bool:
    """Whether everybody who would come on another day is free on it and has a badge that is valid."""
    moving = [plan.id for visit in group if visit.visit_on != row.visit_on for plan in visit.plans]
    plans = db.session.scalars(select(PlanRow).where(PlanRow.id.in_(moving)))
    return all(teams.can_come(plan, row.visit_on) for plan in plans)


def is_waiting(proposal: Proposal, premises: PremisesRow) -> bool:
    """Whether the same proposal was sent and is not settled."""
    waiting = select(ProposalRow).where(
        ProposalRow.premises_id == premises.id, ProposalRow.state == ProposalState.OPEN,
        ProposalRow.visit_on == proposal.day,
    )  # fmt: skip
    return any(row.visits == written(proposal.visits) for row in db.session.scalars(waiting))


def written(visits: Iterable[Visit]) -> list[dict[str, object]]:
    """Visits as a proposal keeps them: their day, their plans and whose these are."""
    return [
        {
            "visit": visit.id,
            "visit_on": visit.visit_on.isoformat(),
            "plans": sorted(plan.id for plan in visit.plans),
            "agencies": sorted({plan.agency for plan in visit.plans}),
        }
        for visit in visits
    ]


def one(proposal_id: str) -> ProposalRow:
    """A proposal by its id; refused when there is none."""
    row = db.session.get(ProposalRow, proposal_id)
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def waiting_for(visit_id: str, premises_id: str) -> list[ProposalRow]:
    """The proposals about a visit that are not settled yet."""
    sent = select(ProposalRow).where(ProposalRow.premises_id == premises_id, ProposalRow.state == ProposalState.OPEN)
    rows = db.session.scalars(sent.order_by(ProposalRow.made_at)).all()
    return [row for row in rows if any(each["visit"] == visit_id for each in row.visits)]


def count_waiting(agency_ids: Iterable[str]) -> int:
    """How many proposals wait for an answer of these agencies."""
    asked = (
        select(func.count(ProposalAnswerRow.proposal_id.distinct()))
        .join(ProposalRow, ProposalRow.id == ProposalAnswerRow.proposal_id)
        .where(
            ProposalAnswerRow.agency_id.in_(agency_ids), ProposalAnswerRow.accepted.is_(None),
            ProposalRow.state == ProposalState.OPEN,
        )
    )  # fmt: skip
    return db.session.scalar(asked) or 0


def of(agency_ids: Iterable[str] | None) -> Sequence[ProposalRow]:
    """The newest proposals that these agencies sent or are asked about, or all."""
    newest = select(ProposalRow).order_by(ProposalRow.made_at.desc(), ProposalRow.id.desc()).limit(MOST)
    if agency_ids is not None:
        asked = exists().where(
            ProposalAnswerRow.proposal_id == ProposalRow.id, ProposalAnswerRow.agency_id.in_(agency_ids)
        )
        newest = newest.where(asked | ProposalRow.agency_id.in_(agency_ids))
    return db.session.scalars(newest).all()
