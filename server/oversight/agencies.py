"""The agencies of visits by name."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from sqlalchemy import select

from server.db import db
from server.planning.tables import VisitRow
from server.registry.tables import AgencyRow
from server.vocabulary import PlanState


def to_choose() -> Sequence[tuple[str, str]]:
    """Every agency by code and name, for a filter."""
    return [(row.id, row.name) for row in db.session.scalars(select(AgencyRow).order_by(AgencyRow.name))]


def planning_agencies(visit: VisitRow) -> list[str]:
    """Who has a standing plan in a visit, each once."""
    standing = (plan for plan in visit.plans if plan.state == PlanState.FILED)
    return list(dict.fromkeys(plan.agency.short_name for plan in standing))


def short_names(ids: Iterable[str | None]) -> dict[str | None, str]:
    """Short names by code; a code nobody knows reads as itself, none as a dash."""
    wanted = {each for each in ids if each}
    rows = db.session.execute(select(AgencyRow.id, AgencyRow.short_name).where(AgencyRow.id.in_(wanted)))
    return defaultdict(lambda: "—", {**{code: code for code in wanted}, **dict(rows.all())})
