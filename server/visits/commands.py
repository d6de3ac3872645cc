"""The verbs of a visit, as phones report them: what happened is recorded first and judged after, and never refused."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select

from server import clock, trail
from server.db import db
from server.planning.queries import standing_plans
from server.planning.tables import VisitRow
from server.registry.tables import ItemVersionRow
from server.trail import Handler, Operation, Unusable
from server.visits import evidence, judging, queries, results, rules, settling
from server.visits.bodies import checked, is_id
from server.visits.tables import AnswerRow, CheckInRow, ClosingRow, FindingRow, SettlementRow, StatementRow
from server.vocabulary import VisitState

RESULT_BEARING = ("line.answered", "answer.settled", "finding.recorded", "finding.withdrawn")
ANSWERS_DIFFER = "answers_differ"
NOT_UNDER_WAY = (VisitState.OPEN, VisitState.CANCELLED, VisitState.LAPSED)


def hold(operations: Iterable[Operation]) -> list[Any]:
    """Locks the visits these operations tell of, in one order, and reads what they name; keep the answer until done.

    Two phones on one visit are served one after the other, so neither's record of it lacks what the other said.
    """
    operations = list(operations)
    visits = sorted({each.entity_id for each in operations})
    versions = {named for each in operations if is_id(named := each.body.get("item_version"))}
    return [
        *db.session.scalars(
            select(VisitRow).where(VisitRow.id.in_(visits)).order_by(VisitRow.id).with_for_update(key_share=True)
        ),
        *db.session.scalars(select(ItemVersionRow).where(ItemVersionRow.id.in_(versions))),
    ]


def settle(operations: Iterable[Operation]) -> None:
    """A colleague's phone may arrive after the closing: what it brought belongs into his agency's result too.

    What is settled counts in the result of every agency that answered there.
    """
    bearing = [each for each in operations if each.kind in RESULT_BEARING]
    brought = {(each.entity_id, each.agency_id): each.inspector_id for each in bearing}
    settled = {each.entity_id: each.inspector_id for each in bearing if each.kind == "answer.settled"}
    for visit_id, agency_id in sorted(queries.results_issued({visit_id for visit_id, _ in brought})):
        if inspector := brought.get((visit_id, agency_id)) or settled.get(visit_id):
            results.issue(_visit(visit_id), agency_id, inspector)


def open_visit(operation: Operation) -> None:
    """扫码入企: the inspector entered; a visit nobody planned is founded by the fact."""
    body = checked(operation.kind, operation.entity_id, operation.body)
    visit = db.session.get(VisitRow, body["visit"]) or _founded(operation, body)
    _reopen(visit, operation.agency_id)
    judging.judge_entry(operation, body, visit)
    db.session.add(
        CheckInRow(
            **_by(operation), visit_id=visit.id, received_at=operation.received_at, credit_code=body["credit_code"],
            license_code=body["license_code"], place=body["place"], present=body["present"],
            reason=body["reason"] or "",
        )
    )  # fmt: skip
    evidence.keep_named(operation, visit.id)
    if visit.state in NOT_UNDER_WAY:
        visit.state = VisitState.STARTED
        visit.started_at = _when(operation)
    trail.touched("visit", visit.id)


def answer_line(operation: Operation) -> str | None:
    """One line of a checklist; answers of two inspectors both stand, and the second is told that they differ."""
    body = checked(operation.kind, operation.entity_id, operation.body)
    visit = _visit(body["visit"])
    _require_item(body)
    db.session.add(
        AnswerRow(
            **_by(operation), visit_id=visit.id, item_id=body["inspection_item"], item_version_id=body["item_version"],
            line=body["line"], value=body["value"], received_at=operation.received_at, dseq=operation.dseq,
        )
    )  # fmt: skip
    _recorded(operation, visit)
    others = queries.answers_of_others(visit.id, body["inspection_item"], body["line"], operation.inspector_id)
    return ANSWERS_DIFFER if set(others) - {body["value"]} else None


def settle_answer(operation: Operation) -> None:
    """认定: where answers differed, somebody of the item's agency or of the leading one says which value counts."""
    body = checked(operation.kind, operation.entity_id, operation.body)
    visit = _visit(body["visit"])
    settling.require_may_settle(visit, body["inspection_item"], operation.agency_id)
    db.session.add(
        SettlementRow(
            **_by(operation), visit_id=visit.id, item_id=body["inspection_item"], line=body["line"],
            value=body["value"], settles=body["settles"], reason=body["reason"] or "",
            received_at=operation.received_at, dseq=operation.dseq,
        )
    )  # fmt: skip
    _recorded(operation, visit)


def record_finding(operation: Operation) -> None:
    """发现问题, with its photos by digest; one that corrects another names it, and both stay."""
    body = checked(operation.kind, operation.entity_id, operation.body)
    visit = _visit(body["visit"])
    _require_item(body)
    db.session.add(
        FindingRow(
            **_by(operation), id=body["finding"], visit_id=visit.id, item_id=body["inspection_item"],
            item_version_id=body["item_version"], line=body["line"], text=body["text"], severity=body["severity"],
            correction_due=body["correction_due"], corrects=body["corrects"],
            received_at=operation.received_at, dseq=operation.dseq,
        )
    )  # fmt: skip
    place = evidence.Place(body["finding"], body["inspection_item"], body["line"])
    evidence.keep_named(operation, visit.id, place, also=body["evidence"])
    _recorded(operation, visit)


def withdraw_finding(operation: Operation) -> None:
    """A finding taken back by whoever recorded it or his agency; it stays, marked."""
    body = checked(operation.kind, operation.entity_id, operation.body)
    visit = _visit(body["visit"])
    db.session.flush()
    finding = db.session.get(FindingRow, body["finding"])
    if finding is None or finding.visit_id != visit.id:
        raise Unusable("unknown_finding")
    if finding.inspector.agency_id != operation.agency_id:
        raise Unusable("not_yours")
    finding.withdrawn_by = finding.withdrawn_by or operation.id
    _recorded(operation, visit)


def take_evidence(operation: Operation) -> None:
    """A photo, by digest, at a line or a finding."""
    body = checked(operation.kind, operation.entity_id, operation.body)
    visit = _visit(body["visit"])
    place = evidence.Place(body["finding"], body["inspection_item"], body["line"], body["caption"] or "")
    evidence.keep_named(operation, visit.id, place, also=[body["sha256"]])
    _recorded(operation, visit)


def record_statement(operation: Operation) -> None:
    """企业意见: signed by its representative, or refused before a witness."""
    body = checked(operation.kind, operation.entity_id, operation.body)
    visit = _visit(body["visit"])
    db.session.add(
        StatementRow(
            **_by(operation), visit_id=visit.id, text=body["text"] or "", representative=body["representative"] or "",
            signature=body["signature"], refused=body["refused"], refusal_reason=body["refusal_reason"] or "",
            witness=body["witness"] or "", received_at=operation.received_at, dseq=operation.dseq,
        )
    )  # fmt: skip
    evidence.keep_named(operation, visit.id)
    _recorded(operation, visit)


def close_visit(operation: Operation) -> str | None:
    """完成检查: the agency's result is issued; the visit is complete once every agency that entered has closed.

    Answers that differ and are not settled hold nobody up; whoever closes is told.
    """
    body = checked(operation.kind, operation.entity_id, operation.body)
    visit = _visit(body["visit"])
    db.session.add(
        ClosingRow(
            **_by(operation), visit_id=visit.id, summary=body["summary"] or "", outcomes=body["outcomes"],
            received_at=operation.received_at, dseq=operation.dseq,
        )
    )  # fmt: skip
    db.session.flush()
    results.issue(visit, operation.agency_id, operation.inspector_id)
    if visit.state != VisitState.COMPLETED and rules.is_complete(*queries.agencies_of(visit.id)):
        visit.state = VisitState.COMPLETED
        visit.completed_at = _when(operation)
        trail.append("visit.completed", "visit", visit.id, {}, agency_id=operation.agency_id)
    _recorded(operation, visit)
    for other in queries.visits_ahead_at_same_enterprise(visit):
        trail.touched("visit", other)
    return ANSWERS_DIFFER if settling.is_open(visit.id) else None


OPERATIONS: dict[str, Handler] = {
    "visit.opened": open_visit,
    "line.answered": answer_line,
    "answer.settled": settle_answer,
    "finding.recorded": record_finding,
    "finding.withdrawn": withdraw_finding,
    "evidence.taken": take_evidence,
    "statement.recorded": record_statement,
    "visit.closed": close_visit,
}


def _recorded(operation: Operation, visit: VisitRow) -> None:
    judging.judge_time(operation, visit)
    trail.touched("visit", visit.id)


def _visit(visit_id: str) -> VisitRow:
    visit = db.session.get(VisitRow, visit_id)
    if visit is None:
        raise Unusable("unknown_visit")
    return visit


def _require_item(body: dict[str, Any]) -> None:
    version = db.session.get(ItemVersionRow, body["item_version"])
    if version is None or version.item_id != body["inspection_item"]:
        raise Unusable("unknown_item")


def _founded(operation: Operation, body: dict[str, Any]) -> VisitRow:
    premises = queries.premises_named(body["premises"], body["credit_code"])
    visit = VisitRow(
        id=body["visit"], premises_id=premises.id if premises else None, visit_on=clock.local_day(_when(operation)),
        state=VisitState.OPEN, planned=False, cause=body["cause"], agency_id=operation.agency_id,
        made_at=operation.received_at,
    )  # fmt: skip
    db.session.add(visit)
    db.session.flush()
    return visit


def _reopen(visit: VisitRow, agency_id: str) -> None:
    """An agency of a joint visit may come after the others have finished; with it the visit goes on."""
    came_to_inspect = any(plan.agency_id == agency_id for plan in standing_plans(visit))
    _, closed = queries.agencies_of(visit.id)
    if visit.state == VisitState.COMPLETED and came_to_inspect and agency_id not in closed:
        visit.state = VisitState.STARTED


def _when(operation: Operation) -> Any:
    return rules.happened_at(operation.made_at, operation.received_at, operation.skew_ms)


def _by(operation: Operation) -> dict[str, Any]:
    return {
        "operation_id": operation.id,
        "inspector_id": operation.inspector_id,
        "made_at": operation.made_at,
    }
