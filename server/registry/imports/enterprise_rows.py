"""Writing enterprises and premises many at a time."""

from collections.abc import Iterable, Mapping
from typing import Any

from sqlalchemy import bindparam, insert, update

from server import trail
from server.db import db
from server.ids import new_id, new_token
from server.registry import lookups
from server.registry.imports.differences import Difference
from server.registry.tables import EnterpriseRow, PremisesRow
from server.vocabulary import Change

ENTERPRISE, PREMISES = EnterpriseRow.__table__, PremisesRow.__table__
NEW_ENTERPRISE = {
    "registration_number": None, "industry": "", "industry_name": "", "area": "", "legal_representative": "",
    "ended_on": None,
}  # fmt: skip
NEW_PREMISES = {"name": "", "address": "", "sub_district": "", "ended_on": None}

# A row as it is, and what is wanted of it.
Pair = tuple[Mapping[str, Any], Mapping[str, Any]]


def write(found: list[Difference]) -> None:
    """Enters new enterprises and premises, and what changed of the known."""
    new = [(new_id(), each.wanted) for each in found if each.kind is Change.NEW]
    old = [(each.wanted["before"], each.wanted) for each in found if each.kind is not Change.NEW]
    _insert(ENTERPRISE, ({**NEW_ENTERPRISE, **wanted["common"], "id": key} for key, wanted in new))
    _insert(PREMISES, (row for key, wanted in new for row in _premises(key, wanted["premises"])))
    _insert(PREMISES, (row for before, wanted in old for row in _premises(before["id"], _added(before, wanted))))
    _update(ENTERPRISE, ((before, wanted["common"]) for before, wanted in old))
    _update(PREMISES, (pair for before, wanted in old for pair in _kept(before, wanted)))
    for before, wanted in old:
        _touch(before, wanted)


def _premises(enterprise_id: str, premises: Mapping[int, Mapping[str, Any]]) -> Iterable[dict[str, Any]]:
    for number, wanted in premises.items():
        own = {"id": new_id(), "enterprise_id": enterprise_id, "number": number, "door_token": new_token()}
        yield {**NEW_PREMISES, **wanted, **own}


def _added(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> dict[int, dict[str, Any]]:
    return {number: own for number, own in wanted["premises"].items() if number not in before["premises"]}


def _kept(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> Iterable[Pair]:
    for number, own in wanted["premises"].items():
        if number in before["premises"]:
            yield before["premises"][number], own


def _insert(table: Any, rows: Iterable[dict[str, Any]]) -> None:
    for some in lookups.batches(rows):
        db.session.execute(insert(table), some)


def _update(table: Any, pairs: Iterable[Pair]) -> None:
    """One statement for many: a field that a file does not name is written as it was."""
    names = [column.name for column in table.c if column.name != "id" and not column.foreign_keys]
    statement = update(table).where(table.c.id == bindparam("of")).values({name: bindparam(name) for name in names})
    changed = ((old, {**old, **new}) for old, new in pairs if any(old[name] != new[name] for name in new))
    for some in lookups.batches({"of": old["id"], **{name: row[name] for name in names}} for old, row in changed):
        db.session.execute(statement, some)


def _touch(before: Mapping[str, Any], wanted: Mapping[str, Any]) -> None:
    """The phones show the enterprise's name, and the name and address of the premises they go to.

    The figures are kept by industry and sub-district.
    """
    if before["industry"] != wanted["common"].get("industry", before["industry"]):
        trail.touched("enterprise", before["id"])
    renamed = before["name"] != wanted["common"]["name"]
    for number, known in before["premises"].items():
        own = wanted["premises"].get(number, {})
        if renamed or any(known[name] != own.get(name, known[name]) for name in ("name", "address", "sub_district")):
            trail.touched("premises", known["id"])
