"""What a page shows of a visit, already decided for its reader: the public or the enterprise's own manager."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from server.visits.objected import Objected
from server.vocabulary import (
    Cause,
    Channel,
    Disposition,
    Outcome,
    ResultOrigin,
    Severity,
    SignOffGrade,
    TeamRole,
    VisitState,
)


class Reader(StrEnum):
    """For whom a card is made: anybody, the enterprise's own manager, or the supervisor."""

    PUBLIC = "public"
    MANAGER = "manager"
    SUPERVISOR = "supervisor"


class Presence(StrEnum):
    """What the first line of an enterprise's page answers."""

    VERIFIED = "verified"
    UNPLANNED = "unplanned"
    NOBODY = "nobody"


@dataclass(frozen=True)
class Person:
    """Someone of the team; the public sees no name and only the end of the badge number."""

    role: TeamRole
    present: bool
    badge_tail: str
    name: str = ""
    badge_number: str = ""
    photo: str | None = None


@dataclass(frozen=True)
class Item:
    """An inspection item with its legal basis."""

    code: str
    name: str
    legal_basis: list[dict[str, Any]]


@dataclass(frozen=True)
class Part:
    """What one agency inspects on a visit, and how it came to it."""

    agency: str
    channel: Channel | None
    cause: Cause | None
    asked_on: date
    items: list[Item] = field(default_factory=list)
    people: list[Person] = field(default_factory=list)


@dataclass(frozen=True)
class Signed:
    """A version of a result somebody answers for; one withdrawn has no outcome."""

    version: int
    outcome: Outcome | None
    items: list[str]
    disposition: Disposition | None
    text: str
    inspector: str
    signed_at: datetime
    grade: SignOffGrade
    origin: ResultOrigin
    reason: str
    leniency: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True)
class AgencyResult:
    """One agency's result: the newest version signed, those signed before it, and until when a newer one waits."""

    agency: str
    outcome: Outcome | None
    items: list[str]
    agency_id: str = ""
    signed: Signed | None = None
    earlier: list[Signed] = field(default_factory=list)
    waits_until: date | None = None
    objected: Objected | None = None


@dataclass(frozen=True)
class VisitCard:
    """One visit to the premises."""

    id: str
    visit_on: date
    state: VisitState
    planned: bool
    cause: Cause | None
    started_at: datetime | None
    completed_at: datetime | None
    parts: list[Part]
    results: list[AgencyResult] = field(default_factory=list)
    rate_until: date | None = None
    ordinal: int | None = None

    @property
    def agencies(self) -> list[str]:
        """Every agency that takes part, each once."""
        return list(dict.fromkeys(part.agency for part in self.parts))

    @property
    def joint(self) -> bool:
        """联合检查: more than one agency comes on one visit."""
        return len(self.agencies) > 1

    @property
    def moved(self) -> list[Part]:
        """The plans that had asked for another day before they were merged."""
        return [part for part in self.parts if part.asked_on != self.visit_on]


@dataclass(frozen=True)
class Finding:
    """A problem found, as the enterprise reads it."""

    id: str
    item: str
    line: str
    text: str
    severity: Severity
    correction_due: date | None
    agency: str
    found_by: str
    photos: list[str]
    photos_expected: int
    photos_removed: int = 0


@dataclass(frozen=True)
class Statement:
    """What the enterprise said, or why its representative did not sign."""

    text: str
    representative: str
    refused: bool
    refusal_reason: str
    witness: str


def presence(present: list[VisitCard]) -> Presence:
    """Whether someone inspects here now; one visit without a plan is what has to be said first."""
    if not present:
        return Presence.NOBODY
    return Presence.VERIFIED if all(each.planned for each in present) else Presence.UNPLANNED
