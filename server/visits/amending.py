"""What a decided objection makes of a result: a version upheld, amended or withdrawn, in force by that decision.

The version before stays readable beside it; findings of an item that no longer stand are withdrawn with it.
"""

import secrets
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import sqlalchemy as sa

from server import clock
from server.accounts.step_up import Proof
from server.db import db, lock, transaction
from server.ids import new_id
from server.refusals import NOT_FOUND, NOT_SIGNED_YET, REASON_MISSING, Refused
from server.visits import results, rules, sign_off, sign_off_queries
from server.visits.sign_off_document import Asked, Wish, document
from server.visits.sign_off_tables import SignOffRow
from server.visits.tables import FindingRow, ResultRow
from server.vocabulary import Disposition, LineValue, Outcome, ResultOrigin, ResultState, SignOffGrade

DECIDED = Proof(SignOffGrade.DECISION)


@dataclass(frozen=True)
class Change:
    """What is decided: each item that ends otherwise, what is done about it, and why."""

    reason: str
    disposition: Disposition = Disposition.NONE
    text: str = ""
    outcomes: Mapping[str, Outcome] = field(default_factory=dict)
    leniency: Sequence[Mapping[str, Any]] = ()


def uphold(visit_id: str, agency_id: str, change: Change, *, account_id: str, proof: Proof = DECIDED) -> str:
    """The result stands as it was signed, and this is on record; returns the new version's id."""
    stands = _signed(visit_id, agency_id)
    done = Disposition(stands.disposition or Disposition.NONE)
    same = Change(change.reason, done, stands.text, leniency=stands.leniency)
    return _decide(visit_id, agency_id, same, ResultOrigin.UPHELD, account_id, proof)


def amend(visit_id: str, agency_id: str, change: Change, *, account_id: str, proof: Proof = DECIDED) -> str:
    """The result says otherwise of some items; returns the new version's id."""
    return _decide(visit_id, agency_id, change, ResultOrigin.AMENDED, account_id, proof)


def withdraw(visit_id: str, agency_id: str, change: Change, *, account_id: str, proof: Proof = DECIDED) -> str:
    """The result no longer stands; nothing of it is in force. Returns the new version's id."""
    return _decide(visit_id, agency_id, change, ResultOrigin.WITHDRAWN, account_id, proof)


def _decide(visit_id: str, agency_id: str, change: Change, origin: ResultOrigin, account_id: str, proof: Proof) -> str:
    if not change.reason.strip():
        raise Refused(REASON_MISSING)
    with transaction():
        lock(f"result:{visit_id}")
        before = _newest(visit_id, agency_id)
        made = _version(before, change, origin)
        results.keep([made])
        row = db.session.get_one(ResultRow, made["id"])
        _withdraw_findings(row, before.findings)
        wish = Wish(change.disposition, change.text, row.inspector_id, tuple(change.leniency))
        asked = Asked(secrets.token_hex(16), clock.now().isoformat())
        sign_off.keep(row, wish, document(row, wish, asked, account_id), proof, account_id=account_id)
        return row.id


def _newest(visit_id: str, agency_id: str) -> ResultRow:
    """The newest version, whatever waits for sign-off included; refused before the first was signed."""
    versions = sa.select(ResultRow).where(ResultRow.visit_id == visit_id, ResultRow.agency_id == agency_id)
    rows = db.session.scalars(versions.order_by(ResultRow.version)).all()
    if ResultState.SIGNED not in {row.state for row in rows}:
        raise Refused(NOT_SIGNED_YET)
    return rows[-1]


def _signed(visit_id: str, agency_id: str) -> SignOffRow:
    """The newest sign-off."""
    signed = [made for _, made in sign_off_queries.versions(visit_id, agency_id)[agency_id] if made]
    if not signed:
        raise Refused(NOT_SIGNED_YET)
    return signed[-1]


def _version(before: ResultRow, change: Change, origin: ResultOrigin) -> dict[str, Any]:
    if not change.outcomes.keys() <= {each["item"] for each in before.outcomes}:
        raise Refused(NOT_FOUND)
    outcomes = [_changed(each, change.outcomes.get(each["item"])) for each in before.outcomes]
    stand = {each["item"] for each in outcomes if each["outcome"] != Outcome.NO_PROBLEM}
    kept = ("visit_id", "premises_id", "agency_id", "competence", "visit_on", "inspector_id")
    return {
        **{name: getattr(before, name) for name in kept}, "id": new_id(), "version": before.version + 1,
        "outcome": rules.overall(Outcome(each["outcome"]) for each in outcomes), "outcomes": outcomes,
        "findings": [] if origin is ResultOrigin.WITHDRAWN else _of(before.findings, stand),
        "issued_at": clock.now(), "state": ResultState.SIGNED, "origin": origin, "reason": change.reason.strip(),
    }  # fmt: skip


def _changed(each: dict[str, Any], outcome: Outcome | None) -> dict[str, Any]:
    if outcome is None:
        return each
    value = LineValue.CONFORMING if outcome is Outcome.NO_PROBLEM else LineValue.NONCONFORMING
    return {**each, "outcome": str(outcome), "value": str(value)}


def _of(findings: Collection[dict[str, Any]], items: Collection[str]) -> list[dict[str, Any]]:
    return [each for each in findings if each["item"] in items]


def _withdraw_findings(row: ResultRow, before: Collection[dict[str, Any]]) -> None:
    """What the decision does not uphold is no longer to be corrected."""
    gone = {each["id"] for each in before} - {each["id"] for each in row.findings}
    for finding in db.session.scalars(sa.select(FindingRow).where(FindingRow.id.in_(gone))):
        finding.withdrawn_by = finding.withdrawn_by or row.id
