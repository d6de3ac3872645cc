"""静默期 for everybody who inspects: the doors at which nobody founds a visit these days, known without signal.

They stand in a feed of their own, and are looked after by rounds: filing a plan waits for nobody's phone.
"""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Any

import orjson
from sqlalchemy import Select, and_, or_, select

from server import clock, trail
from server.db import db, transaction
from server.planning import queries, rules
from server.planning.tables import PlanRow, VisitRow
from server.planning.values import Settings
from server.registry.tables import EnterpriseRow, PremisesRow
from server.sync.feeds import Projected
from server.sync.packing import unpacked
from server.sync.tables import RecordRow
from server.vocabulary import Cause, Channel, PlanState

FIELD = "field"
ENTITY = "quiet_period"
AT_ONCE = 200
GREEN_AND_PLANNED = (Cause.OTHER, Cause.SUPERIOR_ORDER)


def publish() -> None:
    """Brings the feed up to what is filed now: periods that begin, end, are moved or called off."""
    stale = list(_stale(clock.today()))
    for start in range(0, len(stale), AT_ONCE):
        with transaction():
            for visit_id in stale[start : start + AT_ONCE]:
                trail.touched(ENTITY, visit_id)


def quiet_periods(rows: Sequence[VisitRow], _known: frozenset[str]) -> Iterable[Projected]:
    """The period around each of these visits that makes one and whose days have come."""
    today = clock.today()
    _, settings = queries.settings_on(today)
    touched = _standing(today, settings).where(VisitRow.id.in_([row.id for row in rows]))
    for row in db.session.execute(touched):
        yield Projected(FIELD, ENTITY, row.id, _data(row, settings), row.visit_on + settings.quiet_days * rules.DAY)


def _stale(today: date) -> Iterator[str]:
    _, settings = queries.settings_on(today)
    standing = {row.id: _data(row, settings) for row in db.session.execute(_standing(today, settings))}
    told = select(RecordRow.entity_id, RecordRow.form).where(RecordRow.entity == ENTITY, ~RecordRow.deleted)
    known = {row.entity_id: orjson.loads(unpacked(row.form)) for row in db.session.execute(told)}
    yield from sorted(each for each in standing.keys() | known.keys() if standing.get(each) != known.get(each))


def _standing(today: date, settings: Settings) -> Select[*tuple[Any, ...]]:
    """Visits that hold a plan which makes a quiet period, from as many days before as it lasts."""
    around = settings.quiet_days * rules.DAY
    green = and_(PlanRow.channel == Channel.GREEN, PlanRow.cause.in_(GREEN_AND_PLANNED))
    makes = or_(PlanRow.channel == Channel.ORDINARY, green)
    holds = select(PlanRow.visit_id).where(PlanRow.state == PlanState.FILED, makes)
    return (
        select(
            VisitRow.id, VisitRow.visit_on, VisitRow.premises_id, PremisesRow.name, PremisesRow.address,
            PremisesRow.door_token, PremisesRow.enterprise_id, EnterpriseRow.name.label("enterprise"),
            EnterpriseRow.credit_code,
        )
        .join(PremisesRow, PremisesRow.id == VisitRow.premises_id)
        .join(EnterpriseRow, EnterpriseRow.id == PremisesRow.enterprise_id)
        .where(
            VisitRow.visit_on.between(today - around, today + around), VisitRow.state.in_(rules.HELD),
            VisitRow.id.in_(holds),
        )
    )  # fmt: skip


def _data(row: Any, settings: Settings) -> dict[str, Any]:
    period = rules.quiet_period(row, settings)
    return {
        "id": row.id,
        "first": period.first.isoformat(),
        "last": period.last.isoformat(),
        "enterprise": {"id": row.enterprise_id, "name": row.enterprise, "credit_code": row.credit_code},
        "premises": {
            "id": row.premises_id, "name": row.name, "address": row.address, "door_token": row.door_token,
        },
    }  # fmt: skip
