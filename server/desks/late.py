"""What is late, as one line each: of which kind, about what, since when, who must act and where."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from server import clock
from server.vocabulary import LateKind

MOST_OF_A_KIND = 100
Agencies = Collection[str] | None  # whose; everybody's where there are none


@dataclass(frozen=True)
class Late:
    """One thing whose day has passed."""

    kind: LateKind
    about: str
    detail: str
    who: str
    due_on: date
    address: str = ""

    @property
    def days(self) -> int:
        """For how many days."""
        return (clock.today() - self.due_on).days
