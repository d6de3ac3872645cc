"""The verbs of a visit, as phones report them: what happened is recorded first and judged after, and never refused."""

from collections.abc import Callable, Iterable
from typing import Any

from server import clock, trail
from server.db import db
from server.planning.tables import VisitRow
from server.trail import Operation, Unusable
from server.visits import alias_operations, evidence, judging, numbering, queries, results, rules, settling, two_places
from server.visits.at_hand import AtHand
from server.visits.bodies import checked
from server.visits.queries import AnswerAt
from server.visits.tables import AnswerRow, CheckInRow, ClosingRow, FindingRow, SettlementRow, StatementRow
from server.vocabulary import VisitState

RESULT_BEARING = ("line.answered", "answer.settled", "finding.recorded", "finding.withdrawn", "visit.closed")
Handler = Callable[[Operation, AtHand], str | None]
ANSWERS_DIFFER = "answers_differ"
NOT_UNDER_WAY = (VisitState.OPEN, VisitState.CANCELLED, VisitState.LAPSED)


def settle(operations: Iterable[Operation], at_hand: AtHand) -> None:
    """What the batch brought belongs into results: of the agencies that closed, and anew of those that had before.

    A colleague's phone may arrive after the closing. What is settled counts for every agency that answered there.
    """
    operations = list(operations)
    numbering.number(operations, at_hand)
    bearing = [each for each in operations if each.kind in RESULT_BEARING]
    brought = {(each.entity_id, each.agency_id): each.inspector_id for each in bearing}
    shared = [(each, at_hand.counts_for(each)) for each in bearing if each.kind == "line.answered"]
    brought = {(each.entity_id, agency): each.inspector_id for each, agency in shared if agency} | brought
    settled = {each.entity_id: each.inspector_id for each in bearing if each.kind == "answer.settled"}
    closed = {(each.entity_id, each.agency_id) for each in bearing if each.kind == "visit.closed"}
    due = closed | queries.results_issued({visit_id for visit_id, _ in brought})
    asked = {key: inspector for key in sorted(due) if (inspector := brought.get(key) or settled.get(key[0]))}
    results.issue({(at_hand.visit(visit_id), agency): inspector for (visit_id, agency), inspector in asked.items()})
    two_places.watch([at_hand.visit(visit_id) for visit_id in sorted({visit_id for visit_id, _ in closed})])
    for other in queries.visits_ahead_at_enterprises_of(at_hand.visit(visit_id) for visit_id, _ in closed):
        trail.touched("visit", other)


def open_visit(operation: Operation, at_hand: AtHand) -> None:
    """扫码入企: the inspector entered; a visit nobody planned is founded by the fact."""
    body = checked(operation.kind, operation.entity_id, operation.body)
    known = at_hand.knows(body["visit"])
    visit = at_hand.visit(body["visit"]) if known else _founded(operation, body, at_hand)
    _reopen(visit, operation.agency_id, at_hand)
    planned = at_hand.planned(visit).as_planned()
    judging.judge_entry(operation, body, visit, planned, at_hand.inspector(operation.inspector_id))
    at_hand.keep(
        CheckInRow, **_by(operation), received_at=operation.received_at,
        credit_code=body["credit_code"], license_code=body["license_code"], place=body["place"],
        present=body["present"], reason=body["reason"] or "",
    )  # fmt: skip
    evidence.keep_named(operation, at_hand)
    if visit.state in NOT_UNDER_WAY:
        visit.state = VisitState.STARTED
        visit.started_at = _when(operation)
    at_hand.touched.add(visit.id)


def answer_line(operation: Operation, at_hand: AtHand) -> str | None:
    """One line of a checklist; answers of two inspectors both stand, and the second is told that they differ."""
    body = checked(operation.kind, operation.entity_id, operation.body)
    visit = at_hand.visit(body["visit"])
    at_hand.require_item(body)
    at_hand.keep(
        AnswerRow, **_by(operation), item_id=body["inspection_item"],
        item_version_id=body["item_version"], line=body["line"], value=body["value"],
        counts_for=at_hand.counts_for(operation), adopts=body["adopts"],
        received_at=operation.received_at, dseq=operation.dseq,
    )  # fmt: skip
    _recorded(operation, visit, at_hand)
    said = at_hand.answers[AnswerAt(operation.entity_id, body["inspection_item"], body["line"])]
    said[operation.inspector_id] = body["value"]
    return ANSWERS_DIFFER if len(set(said.values())) > 1 else None


def settle_answer(operation: Operation, at_hand: AtHand) -> None:
    """认定: where answers differed, somebody of the item's agency or of the leading one says which value counts."""
    body = checked(operation.kind, operation.entity_id, operation.body)
    visit = at_hand.visit(body["visit"])
    at_hand.write()
    settling.require_may_settle(visit, body["inspection_item"], body["line"], operation.agency_id)
    at_hand.keep(
        SettlementRow, **_by(operation), item_id=body["inspection_item"], line=body["line"],
        value=body["value"], settles=body["settles"], reason=body["reason"],
        received_at=operation.received_at, dseq=operation.dseq,
    )  # fmt: skip
    _recorded(operation, visit, at_hand)


def record_finding(operation: Operation, at_hand: AtHand) -> None:
    """发现问题, with its photos by digest; one that corrects another names it, and both stay."""
    body = checked(operation.kind, operation.entity_id, operation.body)
    visit = at_hand.visit(body["visit"])
    at_hand.require_item(body)
    at_hand.keep(
        FindingRow, **_by(operation), id=body["finding"], item_id=body["inspection_item"],
        item_version_id=body["item_version"], line=body["line"], text=body["text"], severity=body["severity"],
        correction_due=body["correction_due"], corrects=body["corrects"],
        received_at=operation.received_at, dseq=operation.dseq,
    )  # fmt: skip
    place = evidence.Place(body["finding"], body["inspection_item"], body["line"])
    evidence.keep_named(operation, at_hand, place, also=body["evidence"])
    _recorded(operation, visit, at_hand)


def withdraw_finding(operation: Operation, at_hand: AtHand) -> None:
    """A finding taken back by whoever recorded it or his agency; it stays, marked."""
    body = checked(operation.kind, operation.entity_id, operation.body)
    visit = at_hand.visit(body["visit"])
    at_hand.write()
    finding = db.session.get(FindingRow, body["finding"])
    if finding is None or finding.visit_id != visit.id:
        raise Unusable("unknown_finding")
    if finding.agency_id != operation.agency_id:
        raise Unusable("not_yours")
    finding.withdrawn_by = finding.withdrawn_by or operation.id
    _recorded(operation, visit, at_hand)


def take_evidence(operation: Operation, at_hand: AtHand) -> None:
    """A photo, by digest, at a line or a finding."""
    body = checked(operation.kind, operation.entity_id, operation.body)
    visit = at_hand.visit(body["visit"])
    place = evidence.Place(body["finding"], body["inspection_item"], body["line"], body["caption"])
    evidence.keep_named(operation, at_hand, place, also=[body["sha256"]])
    _recorded(operation, visit, at_hand)


def record_statement(operation: Operation, at_hand: AtHand) -> None:
    """企业意见: signed by its representative, or refused before a witness."""
    body = checked(operation.kind, operation.entity_id, operation.body)
    visit = at_hand.visit(body["visit"])
    at_hand.keep(
        StatementRow, **_by(operation), text=body["text"],
        representative=body["representative"],
        signature=body["signature"], refused=body["refused"], refusal_reason=body["refusal_reason"],
        witness=body["witness"], received_at=operation.received_at, dseq=operation.dseq,
    )  # fmt: skip
    evidence.keep_named(operation, at_hand)
    _recorded(operation, visit, at_hand)


def close_visit(operation: Operation, at_hand: AtHand) -> str | None:
    """完成检查: the agency's result is due; the visit is complete once every agency that entered has closed.

    Answers that differ and are not settled hold nobody up; whoever closes is told.
    """
    body = checked(operation.kind, operation.entity_id, operation.body)
    visit = at_hand.visit(body["visit"])
    at_hand.keep(
        ClosingRow, **_by(operation), summary=body["summary"], outcomes=body["outcomes"],
        received_at=operation.received_at, dseq=operation.dseq,
    )  # fmt: skip
    entered, closed = at_hand.agencies
    closed[visit.id].add(operation.agency_id)
    if visit.state != VisitState.COMPLETED and rules.is_complete(entered[visit.id], closed[visit.id]):
        visit.state = VisitState.COMPLETED
        visit.completed_at = _when(operation)
        at_hand.acts.append(trail.Act("visit.completed", "visit", visit.id, agency_id=operation.agency_id))
    _recorded(operation, visit, at_hand)
    return ANSWERS_DIFFER if at_hand.differ(visit.id) and _are_unsettled(visit.id, at_hand) else None


OPERATIONS: dict[str, Handler] = {
    "visit.opened": open_visit,
    "line.answered": answer_line,
    "answer.settled": settle_answer,
    "finding.recorded": record_finding,
    "finding.withdrawn": withdraw_finding,
    "evidence.taken": take_evidence,
    "statement.recorded": record_statement,
    "visit.closed": close_visit,
    **alias_operations.OPERATIONS,
}


def _recorded(operation: Operation, visit: VisitRow, at_hand: AtHand) -> None:
    judging.judge_time(operation, visit)
    at_hand.touched.add(operation.entity_id)


def _founded(operation: Operation, body: dict[str, Any], at_hand: AtHand) -> VisitRow:
    premises = queries.premises_named(body["premises"], body["credit_code"])
    visit = VisitRow(
        id=body["visit"], premises_id=premises.id if premises else None, visit_on=clock.local_day(_when(operation)),
        state=VisitState.OPEN, planned=False, cause=body["cause"], agency_id=operation.agency_id,
        made_at=operation.received_at,
    )  # fmt: skip
    at_hand.found(visit)
    return visit


def _reopen(visit: VisitRow, agency_id: str, at_hand: AtHand) -> None:
    """An agency of a joint visit may come after the others have finished; with it the visit goes on."""
    came_to_inspect = any(plan.row.agency_id == agency_id for plan in at_hand.planned(visit).plans)
    entered, closed = at_hand.agencies
    entered[visit.id].add(agency_id)
    if visit.state == VisitState.COMPLETED and came_to_inspect and agency_id not in closed[visit.id]:
        visit.state = VisitState.STARTED


def _are_unsettled(visit_id: str, at_hand: AtHand) -> bool:
    at_hand.write()
    return settling.is_open(visit_id)


def _when(operation: Operation) -> Any:
    return rules.happened_at(operation.made_at, operation.received_at, operation.skew_ms)


def _by(operation: Operation) -> dict[str, Any]:
    return {
        "operation_id": operation.id,
        "visit_id": operation.entity_id,
        "inspector_id": operation.inspector_id,
        "agency_id": operation.agency_id,
        "made_at": operation.made_at,
    }
