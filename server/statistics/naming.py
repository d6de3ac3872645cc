"""What the keys of the figures are called: agencies, items, industries, sub-districts."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from sqlalchemy import bindparam, select

from server.db import ask, db
from server.registry.tables import AgencyRow, InspectionItemRow, ItemVersionRow
from server.statements import INSERTS
from server.statistics.asking import By
from server.statistics.measures import UNKNOWN, WHOLE
from server.statistics.tables import industry, statistic

AGENCIES = select(AgencyRow.id, AgencyRow.short_name).order_by(AgencyRow.name)
ITEMS = select(ItemVersionRow.item_id, ItemVersionRow.name).order_by(ItemVersionRow.item_id, ItemVersionRow.version)
INDUSTRIES = select(industry.c.industry, industry.c.name).order_by(industry.c.industry)
NAMED = select(industry.c.industry, industry.c.name).where(industry.c.industry.in_(bindparam("codes", expanding=True)))
SUB_DISTRICTS = (
    select(statistic.c.sub_district)
    .where(statistic.c.industry == WHOLE, statistic.c.item_id == WHOLE, statistic.c.agency_id == WHOLE)
    .where(statistic.c.sub_district != WHOLE)
    .distinct()
    .order_by(statistic.c.sub_district)
)


def names(by: By) -> dict[str, str]:
    """The name of each key, in the order of a list to choose from."""
    if by is By.SUB_DISTRICT:
        return {key: _called(key, key) for key in ask(SUB_DISTRICTS).scalars()}
    asked = {By.AGENCY: AGENCIES, By.ITEM: ITEMS, By.INDUSTRY: INDUSTRIES}[by]
    return {key: _called(key, name) for key, name in ask(asked)} | ({UNKNOWN: _("未登记")} if by is By.INDUSTRY else {})


def items_of(agencies: Collection[str]) -> dict[str, str]:
    """The items of some agencies by name."""
    own = ITEMS.join(InspectionItemRow, InspectionItemRow.id == ItemVersionRow.item_id)
    return dict(db.session.execute(own.where(InspectionItemRow.agency_id.in_(agencies))).all())


def keep_industries(found: Mapping[str, str]) -> None:
    """Keeps what industries are called: looking for it among all enterprises takes too long for a page."""
    known = dict(ask(NAMED, {"codes": sorted(found)}).all()) if found else {}
    new = [{"industry": code, "name": name} for code, name in sorted(found.items()) if known.get(code) != name]
    if new:
        statement = INSERTS[db.engine.dialect.name](industry)
        named = {"name": statement.excluded.name}
        ask(statement.on_conflict_do_update(index_elements=[industry.c.industry], set_=named), new)


def _called(key: str, name: str) -> str:
    return _("未登记") if key == UNKNOWN else name or key
