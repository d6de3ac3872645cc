"""轻微免罚: which entries of the leniency list a result's findings fall under; whether they do, the signer judges."""

from sqlalchemy import select

from server.db import db
from server.registry import leniency
from server.registry.leniency_tables import LeniencyRow
from server.registry.tables import ItemVersionRow
from server.visits.tables import ResultRow
from server.vocabulary import Severity


def entries_for(row: ResultRow) -> list[LeniencyRow]:
    """The entries that held on the day of the visit, for the lines and items at which something was found."""
    found = {(each["item"], each["line"]) for each in row.findings if each["severity"] != Severity.SERIOUS}
    items = {item for item, _ in found}
    used = {each["item_version"] for each in row.outcomes if each["item"] in items}
    if not used:
        return []
    listed = leniency.holding(row.visit_on, items)
    versions = db.session.scalars(select(ItemVersionRow).where(ItemVersionRow.id.in_(sorted(used))))
    fitting = [
        (version.item_id, entry, line) for version in versions for entry, line in leniency.marks(version, listed)
    ]
    return [entry for item, entry, line in fitting if line is None or (item, line) in found]
