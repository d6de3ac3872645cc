"""签发: somebody answers for a version of a result by his signature; what is in force follows from it."""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa

from server import clock, trail
from server.accounts.step_up import Proof
from server.db import db, lock, transaction
from server.planning.queries import settings_on
from server.refusals import NOT_FOUND, RESULT_CHANGED, RESULT_NOT_WAITING, Refused
from server.registry.tables import ItemVersionRow
from server.visits import sign_off_rules as rules
from server.visits.sign_off_document import Asked, Wish, challenge, document
from server.visits.sign_off_tables import ResultItemRow, SignOffRow
from server.visits.tables import CheckInRow, ResultRow
from server.vocabulary import LineValue, Outcome, ResultOrigin, ResultState


def words(result_id: str, wish: Wish, asked: Asked, account_id: str) -> str:
    """What would be signed; refused where nobody may sign it so."""
    row = waiting_one(result_id)
    _require_sound(row, wish)
    return document(row, wish, asked, account_id)


def sign(result_id: str, wish: Wish, asked: Asked, proof: Proof, *, account_id: str, signed: bytes) -> SignOffRow:
    """Keeps the sign-off of a version that waits for it; `signed` is the digest of the words that were proved."""
    with transaction():
        row = held(result_id)
        _require_sound(row, wish)
        said = document(row, wish, asked, account_id)
        if challenge(said) != signed:
            raise Refused(RESULT_CHANGED)
        row.state = ResultState.SIGNED
        return keep(row, wish, said, proof, account_id=account_id)


def keep(row: ResultRow, wish: Wish, said: str, proof: Proof, *, account_id: str | None) -> SignOffRow:
    """The sign-off of a version, what it puts into force, and its trail entry."""
    made = SignOffRow(
        result_id=row.id, visit_id=row.visit_id, agency_id=row.agency_id, disposition=wish.disposition,
        text=wish.text, leniency=list(wish.leniency), inspector_id=wish.inspector_id, account_id=account_id,
        grade=proof.grade, signed_at=clock.now(), document=said, digest=challenge(said).hex(), proof=proof.answer,
    )  # fmt: skip
    db.session.add(made)
    put_in_force(row, made)
    facts = {
        "result": row.id, "version": row.version, "disposition": wish.disposition, "text": wish.text,
        "leniency": [each["code"] for each in wish.leniency], "inspector": wish.inspector_id,
        "grade": proof.grade, "digest": made.digest,
    }  # fmt: skip
    trail.append(
        KINDS[ResultOrigin(row.origin)], "visit", row.visit_id, facts, account_id=account_id, agency_id=row.agency_id
    )
    trail.touched("visit", row.visit_id)
    return made


KINDS = {
    ResultOrigin.CLOSED: "result.signed", ResultOrigin.LATE: "result.signed", ResultOrigin.UPHELD: "result.upheld",
    ResultOrigin.AMENDED: "result.amended", ResultOrigin.WITHDRAWN: "result.withdrawn",
}  # fmt: skip


def put_in_force(row: ResultRow, made: SignOffRow) -> None:
    """What this version says of each item takes the place of what the one before said; one withdrawn says nothing."""
    ended = sa.update(ResultItemRow).where(
        ResultItemRow.visit_id == row.visit_id, ResultItemRow.agency_id == row.agency_id,
        ResultItemRow.ended_at.is_(None),
    )  # fmt: skip
    db.session.execute(ended.values(ended_at=made.signed_at))
    if row.origin == ResultOrigin.WITHDRAWN:
        return
    months = _months([each["item_version"] for each in row.outcomes])
    _, settings = settings_on(row.visit_on)
    for each in row.outcomes:
        holds = months.get(each["item_version"]) or settings.result_valid_months
        db.session.add(
            ResultItemRow(
                result_id=row.id, item_id=each["item"], item_version_id=each["item_version"], visit_id=row.visit_id,
                premises_id=row.premises_id, agency_id=row.agency_id, version=row.version, outcome=each["outcome"],
                value=value_of(each), visit_on=row.visit_on, signed_at=made.signed_at,
                valid_until=rules.valid_until(row.visit_on, holds),
            )
        )  # fmt: skip
    db.session.flush()


def value_of(outcome: dict[str, Any]) -> str:
    """合格 or not; versions drawn up before it was told apart say it by their outcome."""
    fine = outcome["outcome"] == Outcome.NO_PROBLEM
    return str(outcome.get("value") or (LineValue.CONFORMING if fine else LineValue.NONCONFORMING))


def waiting_one(result_id: str) -> ResultRow:
    """A version that waits for sign-off."""
    row = one(result_id)
    if row.state != ResultState.WAITING:
        raise Refused(RESULT_NOT_WAITING)
    return row


def held(result_id: str) -> ResultRow:
    """A version that waits, held until this transaction ends."""
    row = one(result_id)
    lock(f"result:{row.visit_id}")
    db.session.refresh(row)
    return waiting_one(result_id)


def one(result_id: str) -> ResultRow:
    """A version of a result by its id; refused when there is none."""
    row = db.session.get(ResultRow, result_id)
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def people(row: ResultRow) -> list[str]:
    """Whoever of the agency entered: one of them is named as answering for the inspection."""
    entered = sa.select(CheckInRow.inspector_id, CheckInRow.present).where(
        CheckInRow.visit_id == row.visit_id, CheckInRow.agency_id == row.agency_id
    )
    named = [one for who, present in db.session.execute(entered) for one in (who, *present)]
    return list(dict.fromkeys([row.inspector_id, *named]))


def _require_sound(row: ResultRow, wish: Wish) -> None:
    rules.require_fitting(wish.disposition, Outcome(row.outcome), row.findings)
    rules.require_words(wish.disposition, wish.text, listed=bool(wish.leniency))
    if wish.inspector_id not in people(row):
        raise Refused(NOT_FOUND)


def _months(version_ids: Sequence[str]) -> dict[str, int | None]:
    asked = sa.select(ItemVersionRow.id, ItemVersionRow.valid_months).where(ItemVersionRow.id.in_(version_ids))
    return dict(db.session.execute(asked).all())
