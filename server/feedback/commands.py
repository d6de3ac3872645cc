"""Rating a visit; the trail proves that a rating was given without saying what."""

import hashlib
import json
from datetime import datetime
from typing import Any

from server import clock, trail
from server.db import db, lock, transaction
from server.feedback import ratings, rules
from server.feedback.tables import RatingRow
from server.ids import new_id
from server.planning.tables import VisitRow
from server.policy import Actor
from server.refusals import NOT_FOUND, Refused


def rate_visit(
    visit_id: str, *, process: int, result: int, process_text: str = "", result_text: str = "", by: Actor
) -> None:
    """Rates a finished visit, or changes its rating; the last one counts."""
    with transaction():
        lock(f"rating:{visit_id}")
        visit = require_ratable(visit_id, by=by)
        now = clock.now()
        row = ratings.rating_of(visit_id) or _new(visit, now, by)
        row.process, row.result, row.changed_at = process, result, now
        row.process_text, row.result_text = process_text.strip(), result_text.strip()
        trail.touched("visit", visit_id)
        trail.append("visit.rated", "visit", visit_id, {"commitment": _commitment(row)}, account_id=by.account_id)


def require_ratable(visit_id: str, *, by: Actor) -> VisitRow:
    """The visit, if this person may rate it now."""
    rules.require_not_of_an_agency(bool(by.agencies) or by.inspector_id is not None)
    visit = db.session.get(VisitRow, visit_id)
    if visit is None or visit.premises is None or visit.premises.enterprise_id not in by.enterprises:
        raise Refused(NOT_FOUND)
    completed_on = clock.local_day(visit.completed_at) if visit.completed_at else None
    rules.require_may_be_rated(visit.state, completed_on, clock.today())
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
    """Digest over the rating and its id, whose random bits keep 25 possible answers from being tried out."""
    said: dict[str, Any] = {
        "rating": row.id, "process": row.process, "result": row.result,
        "process_text": row.process_text, "result_text": row.result_text, "changed_at": row.changed_at.isoformat(),
    }  # fmt: skip
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
