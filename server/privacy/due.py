"""到期资料: visits whose evidence has been kept as long as the settings ask; only two people may let it go."""

from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, exists, func, not_, or_, select
from sqlalchemy.orm import joinedload

from server.db import db, transaction
from server.http import PAGE_SIZE
from server.planning.tables import VisitRow
from server.privacy import needed, periods, removals
from server.privacy.tables import RemovalRow
from server.registry.tables import PremisesRow
from server.vocabulary import RemovalGround, RemovalScope, RemovalState, VisitState


def visits(page: int) -> tuple[Sequence[VisitRow], int]:
    """A page of the visits that are due and that nothing keeps, the oldest first; and how many there are."""
    wanted = _due()
    shown = wanted.options(joinedload(VisitRow.premises).joinedload(PremisesRow.enterprise))
    rows = shown.order_by(VisitRow.visit_on, VisitRow.id).offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)
    return db.session.scalars(rows).all(), count()


def count() -> int:
    """How many visits are due."""
    return db.session.scalar(select(func.count()).select_from(_due().with_only_columns(VisitRow.id).subquery())) or 0


def propose(visit_ids: Iterable[str], reference: str, ordered_by: str, *, by: str) -> int:
    """Proposes several visits at once; one that is needed after all refuses them all, and nothing is proposed."""
    chosen = list(dict.fromkeys(visit_ids))[:PAGE_SIZE]
    with transaction():
        for visit_id in chosen:
            order = removals.read(RemovalScope.VISIT, visit_id, RemovalGround.EXPIRED, ordered_by, reference)
            removals.propose(order, by=by)
    return len(chosen)


def _due() -> Select[Any]:
    """Only what the district's own period has passed, whoever asks."""
    standing = exists().where(
        RemovalRow.scope == RemovalScope.VISIT, RemovalRow.target == VisitRow.id,
        RemovalRow.state != RemovalState.RETURNED,
    )  # fmt: skip
    over = VisitRow.state == VisitState.COMPLETED, VisitRow.visit_on < periods.evidence_before()
    return select(VisitRow).where(*over, not_(standing), not_(or_(*needed.of(VisitRow.id))))
