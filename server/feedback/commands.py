"""Rating a visit; the trail proves that a rating was given without saying what, or of which visit."""

import hashlib
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from server import clock, trail
from server.accounts.browsers import NOWHERE, Whence
from server.db import db, lock, transaction
from server.feedback import guarding, rating_terms, ratings, rules
from server.feedback.tables import RatingRow
from server.ids import new_id
from server.planning.tables import VisitRow
from server.policy import Actor
from server.refusals import NOT_FOUND, Refused


def rate_visit(
    visit_id: str, *, process: int, result: int, process_text: str = "", result_text: str = "",
    tags: Sequence[str] = (), by: Actor, whence: Whence = NOWHERE, network: str = "",
) -> None:  # fmt: skip
    """Rates a finished visit, or changes its rating; the last one counts.

    Nothing that is projected into feeds is touched: to everybody but the supervisor all is as before.
    """
    require_ratable(visit_id, by=by, whence=whence)
    with transaction():
        lock(f"rating:{visit_id}")
        visit, now = _own(visit_id, by), clock.now()
        row = ratings.rating_of(visit_id) or _new(visit, now, by)
        row.process, row.result, row.changed_at = process, result, now
        row.process_text, row.result_text = process_text.strip(), result_text.strip()
        row.tags = sorted(set(tags))
        trail.append("visit.rated", "rating", row.id, {"commitment": _commitment(row)}, account_id=by.account_id)
        guarding.note_network(visit, by, network)


def require_ratable(visit_id: str, *, by: Actor, whence: Whence = NOWHERE) -> None:
    """Refuses a visit that this person cannot rate now, or not from here."""
    visit = _own(visit_id, by)
    guarding.require_not_of_the_agency(visit, by, whence)
    ended = rating_terms.completed_on(visit)
    rules.require_may_be_rated(visit.state, ended, clock.today(), rating_terms.window(ended))


def _own(visit_id: str, by: Actor) -> VisitRow:
    visit = db.session.get(VisitRow, visit_id)
    if visit is None or visit.premises is None or visit.premises.enterprise_id not in by.enterprises:
        raise Refused(NOT_FOUND)
    return visit


def _new(visit: VisitRow, now: datetime, by: Actor) -> RatingRow:
    assert visit.premises is not None
    row = RatingRow(
        id=new_id(),
        visit_id=visit.id,
        enterprise_id=visit.premises.enterprise_id,
        made_at=now,
        made_by=by.account_id,
    )
    db.session.add(row)
    return row


def _commitment(row: RatingRow) -> str:
    """Digest over the rating and its visit; the rating's random id keeps the few possible answers from being tried."""
    said: dict[str, Any] = {
        "rating": row.id, "visit": row.visit_id, "process": row.process, "result": row.result, "tags": row.tags,
        "process_text": row.process_text, "result_text": row.result_text, "changed_at": row.changed_at.isoformat(),
    }  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
