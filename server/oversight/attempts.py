"""Ratings that were refused because they came from the side that is rated; only the supervisor reads of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from server.accounts.tables import AccountRow
from server.db import db
from server.feedback.guarding import REFUSALS
from server.http import current_language
from server.oversight.agencies import short_names
from server.oversight.filters import Filters
from server.planning.tables import VisitRow
from server.refusals import REASONS, sentence
from server.registry.tables import PremisesRow
from server.trail.tables import TrailEntryRow

MOST = 20


@dataclass(frozen=True)
class Attempt:
    """When, of which visit, on whose account, and by what it was recognised."""

    at: datetime
    visit: VisitRow
    agencies: Sequence[str]
    who: str
    why: str


def attempts(by: Filters) -> list[Attempt]:
    """The last ones in the span."""
    refused = TrailEntryRow.entity == REFUSALS, TrailEntryRow.received_at.between(by.start, by.end)
    rows = db.session.execute(
        select(TrailEntryRow, VisitRow, AccountRow.name)
        .join(VisitRow, VisitRow.id == TrailEntryRow.entity_id)
        .outerjoin(AccountRow, AccountRow.id == TrailEntryRow.account_id)
        .options(joinedload(VisitRow.premises).joinedload(PremisesRow.enterprise))
        .where(*refused)
        .order_by(TrailEntryRow.received_at.desc())
        .limit(MOST)
    )
    return [_attempt(entry, visit, name or "—") for entry, visit, name in rows]


def _attempt(entry: TrailEntryRow, visit: VisitRow, who: str) -> Attempt:
    facts: dict[str, Any] = orjson.loads(entry.body)["body"]
    names = short_names(facts["agencies"])
    why = sentence(REASONS[facts["reason"]], {}, current_language())
    return Attempt(entry.received_at, visit, [names[each] for each in facts["agencies"]], who, why)
