"""What phones hold of an item's lines: which of them are asked once for several items, and where leniency may apply."""

from datetime import date
from functools import cached_property
from typing import Any

from server import clock
from server.registry import leniency, shared_lines


class Reads:
    """The shared lines and the entries of the leniency list that stand, read once for many versions."""

    def of(self, version: Any) -> dict[str, Any]:
        """The lines with the shared line each belongs to, and the entries that name the item or a line of it."""
        marks = shared_lines.marks(version, self._shared)
        return {
            "lines": [{**line, **_shared(marks.get(line["line"]))} for line in version.lines],
            "leniency": [leniency.told(entry, line) for entry, line in leniency.marks(version, self._lenient)],
        }

    @cached_property
    def _shared(self) -> list[Any]:
        return shared_lines.standing()

    @cached_property
    def _lenient(self) -> list[Any]:
        return leniency.coming(self._today)

    @property
    def _today(self) -> date:
        return clock.today()


def _shared(shared: Any) -> dict[str, Any]:
    """Only where there is one: most lines are as they were."""
    return {"shared": {"id": shared.id, "content": shared.content}} if shared else {}
