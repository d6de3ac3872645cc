"""What a batch of operations has at hand: its visits, held, and what they name; and the rows it is going to write."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from typing import Any

from sqlalchemy import bindparam, insert, select

from server import trail
from server.db import ask, db
from server.ids import is_id
from server.planning.tables import VisitRow
from server.registry.tables import InspectorRow, ItemVersionRow
from server.trail import Operation, Unusable
from server.visits import queries, standing
from server.visits.counting import Counting
from server.visits.queries import AnswerAt
from server.visits.standing import Standing

THESE: Any = bindparam("ids", expanding=True)
HELD = select(VisitRow).where(VisitRow.id.in_(THESE)).order_by(VisitRow.id).with_for_update(key_share=True)
VERSIONS = select(ItemVersionRow.id, ItemVersionRow.item_id).where(ItemVersionRow.id.in_(THESE))


class AtHand:
    """Two phones on one visit are served one after the other, so neither's record of it lacks what the other said."""

    def __init__(self, operations: Iterable[Operation]) -> None:
        operations = list(operations)
        self._ids = sorted({each.entity_id for each in operations})
        self._visits = {row.id: row for row in db.session.scalars(HELD, {"ids": self._ids})}
        self._items = _items_named(operations)
        self._counting = Counting(operations)
        self.acts: list[trail.Act] = []
        self.touched: set[str] = set()
        self._rows: dict[Any, list[dict[str, Any]]] = defaultdict(list)
        self._inspectors: dict[str, InspectorRow] = {}
        self._opened = {each.entity_id for each in operations if each.kind == "visit.opened"}
        self._look_ahead({each.kind for each in operations})

    def _look_ahead(self, kinds: set[str]) -> None:
        """Asks what will be needed before a visit has changed: asking later would have each change written apart."""
        if kinds & {"visit.opened", "visit.closed"}:
            _ = self.agencies
        if kinds & {"line.answered", "visit.closed"}:
            _ = self.answers

    def visit(self, visit_id: str) -> VisitRow:
        """A visit the server knows."""
        known = self._visits.get(visit_id)
        if known is None:
            raise Unusable("unknown_visit")
        return known

    def knows(self, visit_id: str) -> bool:
        return visit_id in self._visits

    def found(self, visit: VisitRow) -> None:
        """Adds a visit that nobody planned."""
        db.session.add(visit)
        db.session.flush()
        self._visits[visit.id] = visit

    @cached_property
    def _planned(self) -> dict[str, Standing]:
        return {each.visit.id: each for each in standing.of_visits(sorted(self._opened))}

    def planned(self, visit: VisitRow) -> Standing:
        """What had been filed for a visit that is entered, and where it leads."""
        if visit.id not in self._planned:
            [self._planned[visit.id]] = standing.of_visits([visit.id])
        return self._planned[visit.id]

    def require_item(self, body: Mapping[str, Any]) -> None:
        """The item's version must be one of that item."""
        if self._items.get(body["item_version"]) != body["inspection_item"]:
            raise Unusable("unknown_item")

    def counts_for(self, operation: Operation) -> str | None:
        """The other agency for which an answer counts, where its line is shared (一表通查)."""
        if not operation.body.get("shared_line"):
            return None
        return self._counting.counts_for(operation, self.planned(self.visit(operation.entity_id)))

    def inspector(self, inspector_id: str) -> InspectorRow:
        """Whoever recorded it."""
        if inspector_id not in self._inspectors:
            self._inspectors[inspector_id] = db.session.get_one(InspectorRow, inspector_id)
        return self._inspectors[inspector_id]

    @cached_property
    def answers(self) -> dict[AnswerAt, dict[str, str]]:
        """The newest answer of each inspector to each line, kept up with what the batch itself answers."""
        return queries.answers_on(self._ids)

    def differ(self, visit_id: str) -> bool:
        """Whether two inspectors said different things about a line of a visit, settled or not."""
        return any(at.visit == visit_id and len(set(said.values())) > 1 for at, said in self.answers.items())

    @cached_property
    def agencies(self) -> tuple[dict[str, set[str]], dict[str, set[str]]]:
        """The agencies that entered each visit and those that closed it, kept up with the batch."""
        return queries.agencies_on(self._ids)

    def keep(self, table: Any, **row: Any) -> None:
        """Puts a row among those to be written together."""
        self._rows[table].append(row)

    def write(self) -> None:
        """Writes what was kept, a statement for each table, and says which visits have changed."""
        for table, rows in self._rows.items():
            ask(_into(table), rows)
        self._rows.clear()
        trail.append_all(self.acts)
        self.acts.clear()
        for visit_id in self.touched:
            trail.touched("visit", visit_id)


def _items_named(operations: Sequence[Operation]) -> dict[str, str]:
    said = {version for each in operations if isinstance(version := each.body.get("item_version"), str)}
    named = sorted(filter(is_id, said))
    return {row.id: row.item_id for row in ask(VERSIONS, {"ids": named})} if named else {}


@cache
def _into(table: Any) -> Any:
    return insert(table.__table__)
