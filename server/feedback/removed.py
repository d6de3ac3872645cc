"""What of a visit was removed by law, as the log tells it: when, on which ground, and by whose order."""

from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple

import orjson
from sqlalchemy import bindparam, select

from server.db import ask
from server.trail.removals import REMOVED
from server.trail.tables import TrailEntryRow
from server.vocabulary import RemovalGround, RemovalScope

ENTRY = TrailEntryRow.__table__.c
OF_VISIT = (
    select(ENTRY.body, ENTRY.received_at)
    .where(ENTRY.entity == "visit", ENTRY.entity_id == bindparam("visit"), ENTRY.kind == REMOVED)
    .order_by(ENTRY.received_at)
)


class Removed(NamedTuple):
    """One removal in the field's words."""

    at: datetime
    scope: RemovalScope
    ground: RemovalGround
    ordered_by: str
    reference: str


def of_visit(visit_id: str) -> Sequence[Removed]:
    """Every removal from a visit's record, the first one first."""
    return [_read(row.received_at, orjson.loads(row.body)["body"]) for row in ask(OF_VISIT, {"visit": visit_id})]


def _read(at: datetime, said: dict[str, str]) -> Removed:
    return Removed(
        at, RemovalScope(said["scope"]), RemovalGround(said["ground"]), said["ordered_by"], said["reference"]
    )  # fmt: skip
