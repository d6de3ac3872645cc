"""轻微免罚: which entries of the leniency list a result's findings fall under; whether they do, the signer judges."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any, NamedTuple

from sqlalchemy import select

from server.db import db
from server.planning.earlier import HALF_YEAR, months_before
from server.refusals import LENIENCY_NOT_OFFERED, Refused
from server.registry import leniency
from server.registry.leniency_tables import LeniencyRow
from server.registry.tables import ItemVersionRow
from server.visits.sign_off_tables import ResultItemRow
from server.visits.tables import ResultRow
from server.vocabulary import Outcome, Severity


class Offered(NamedTuple):
    """An entry that may be named; `repeated` where it asks for a first offence and the item had a problem lately."""

    entry: LeniencyRow
    repeated: bool


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


def offered(row: ResultRow) -> list[Offered]:
    """What the signer may choose from."""
    entries = entries_for(row)
    before = _found_before(row, {each.item_id for each in entries if each.first_offence})
    return [Offered(each, each.first_offence and each.item_id in before) for each in entries]


def named(row: ResultRow, codes: Iterable[str]) -> tuple[Mapping[str, Any], ...]:
    """The entries a signer names, in the words that he signs; refused where one is not open to this result."""
    wanted = sorted(set(codes))
    entries = {each.code: each for each in entries_for(row)} if wanted else {}
    for code in wanted:
        if code not in entries:
            raise Refused(LENIENCY_NOT_OFFERED, code=code)
    return tuple(_words(entries[code]) for code in wanted)


def told(each: Offered) -> dict[str, Any]:
    """An entry as the phone offers it."""
    return {**_words(each.entry), "repeated": each.repeated}


def _words(entry: LeniencyRow) -> dict[str, Any]:
    return {
        "code": entry.code, "version": entry.version, "name": entry.name, "conditions": entry.conditions,
        "legal_basis": [f"《{basis['law']}》{basis['article']}" for basis in entry.legal_basis],
    }  # fmt: skip


def _found_before(row: ResultRow, items: Collection[str]) -> set[str]:
    """Items with a problem in an earlier result at the same place that still stands."""
    if not items or row.premises_id is None:
        return set()
    earlier = select(ResultItemRow.item_id).where(
        ResultItemRow.premises_id == row.premises_id, ResultItemRow.item_id.in_(sorted(items)),
        ResultItemRow.ended_at.is_(None), ResultItemRow.visit_id != row.visit_id,
        ResultItemRow.outcome != Outcome.NO_PROBLEM,
        ResultItemRow.visit_on.between(months_before(row.visit_on, HALF_YEAR), row.visit_on),
    )  # fmt: skip
    return set(db.session.scalars(earlier))
