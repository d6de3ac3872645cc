"""一表通查: for which other agency an answer to a shared line counts, as the plans of its visit stand."""

from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Any

from sqlalchemy import bindparam, select

from server.db import ask
from server.ids import is_id
from server.registry import shared_lines
from server.registry.sharing_rules import OnVisit, line_of, places
from server.registry.tables import ItemVersionRow
from server.trail import Operation
from server.visits.standing import Standing

VERSION = ItemVersionRow.__table__.c
VERSIONS = select(VERSION.id, VERSION.item_id, VERSION.lines).where(VERSION.id.in_(bindparam("ids", expanding=True)))


class Counting:
    """What the shared lines that a batch names stand for on its visits."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        named = (each.body.get("shared_line") for each in operations)
        self._named = {str(shared) for shared in named if is_id(shared)}
        self._items: dict[str, list[tuple[str, Any]]] = {}

    def counts_for(self, operation: Operation, stands: Standing) -> str | None:
        """The agency for whose line this answer stands as well; None for one's own, or where nothing is shared."""
        body = operation.body
        shared = str(body.get("shared_line"))
        if shared not in self._members:
            return None
        found = places(shared, self._on_visit(shared, stands), operation.agency_id)
        at = body.get("item_version"), body.get("line")
        return next((each.counts_for for each in found if (each.version, each.line) == at), None)

    @cached_property
    def _members(self) -> Mapping[str, list[Mapping[str, Any]]]:
        return shared_lines.members_of(self._named) if self._named else {}

    def _on_visit(self, shared: str, stands: Standing) -> list[OnVisit]:
        return [
            OnVisit(agency, row.item_id, row.id, dict.fromkeys(self._lines(shared, row), shared))
            for agency, row in self._planned(stands)
        ]

    def _lines(self, shared: str, row: Any) -> list[str]:
        found = (line_of(member, row.item_id, row.lines) for member in self._members[shared])
        return [line for line in found if line is not None]

    def _planned(self, stands: Standing) -> list[tuple[str, Any]]:
        if stands.visit.id not in self._items:
            versions = {version for plan in stands.plans for version in plan.items}
            rows = {row.id: row for row in ask(VERSIONS, {"ids": sorted(versions)})} if versions else {}
            self._items[stands.visit.id] = [
                (plan.row.agency_id, rows[each]) for plan in stands.plans for each in plan.items
            ]
        return self._items[stands.visit.id]
