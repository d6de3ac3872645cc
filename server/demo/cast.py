"""The people a visitor of the demo signs in as, and the visits waiting for them today."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from server.demo.schedule import District, Filing, moment
from server.vocabulary import Role

PASSWORD = "mashang-demo"  # noqa: S105 printed at the start: the demo has nothing to protect


@dataclass(frozen=True, slots=True)
class Part:
    """One sign-in of the demo; inspectors are the agency's `place`-th in the roster."""

    sign_in_name: str
    role: Role
    name: str = ""
    agency: str | None = None
    place: int | None = None


CAST = (
    Part("inspector", Role.INSPECTOR, agency="fire-rescue", place=0),
    Part("inspector2", Role.INSPECTOR, agency="fire-rescue", place=1),
    Part("market", Role.INSPECTOR, agency="market", place=0),
    Part("urban", Role.INSPECTOR, agency="urban-management", place=0),
    Part("manager", Role.MANAGER),
    Part("supervisor", Role.SUPERVISOR, "栾书岑", "justice"),
    Part("supervisor2", Role.SUPERVISOR, "程以宁", "justice"),
    Part("officer", Role.OFFICER, "祝静姝", "fire-rescue"),
    Part("lead", Role.AGENCY_LEAD, "尹建岳", "fire-rescue"),
    Part("admin", Role.ADMIN, "庄望舒"),
)
JOINT = ("fire-rescue", "market", "urban-management")
# Days from today, the industry looked for first, and the agencies that go together; the manager's is the first.
SCENES = (
    (0, "6210", JOINT),
    (0, "6110", ("fire-rescue",)),
    (0, "8051", ("fire-rescue", "health")),
    (0, "5224", ("market",)),
    (1, "5265", ("fire-rescue", "emergency")),
    (3, "9011", ("fire-rescue", "culture-tourism")),
    (8, "2929", ("fire-rescue", "ecology")),
    (12, "6220", JOINT),
)
UNDER_WAY = 3  # the scene that has begun before anybody opens the demo
MOST_ITEMS = 3
# Who came to the manager's enterprise how many days ago; the last visit can still be rated.
EARLIER = (("urban-management", 52, 0), ("hr-social", 25, 0), ("market", 9, -2))


@dataclass(frozen=True, slots=True)
class Scene:
    """One enterprise that agencies visit together on a day."""

    day: date
    agencies: tuple[str, ...]
    premises: Mapping[str, str]


def scenes(known: District, day: date) -> list[Scene]:
    """Each with the first enterprise, not yet taken, whose industry concerns all its agencies."""
    taken: set[str] = set()
    found = []
    for days, industry, agencies in SCENES:
        on = day + timedelta(days=days)
        fitting = [row for row in known.premises if concern(known, row, agencies) and row["credit_code"] not in taken]
        if fitting:
            row = next((row for row in fitting if row["industry"] == industry), fitting[0])
            taken.add(row["credit_code"])
            found.append(Scene(on, agencies, row))
    return found


def plans(known: District, staged: Sequence[Scene], day: date) -> Iterator[Filing]:
    """What was filed for the scenes, and for the earlier visits to the manager's enterprise."""
    for number, scene in enumerate(staged):
        for place, agency in enumerate(scene.agencies):
            yield _plan(known, scene, agency, moment(day - timedelta(days=9 - place), 9, 5 + number))
    for agency, days, first in EARLIER:
        earlier = Scene(day - timedelta(days=days), (agency,), staged[0].premises)
        if concern(known, earlier.premises, (agency,)):
            yield _plan(known, earlier, agency, moment(earlier.day - timedelta(days=12), 10, 20), first)


def _plan(known: District, scene: Scene, agency: str, filed_at: datetime, first: int = 0) -> Filing:
    items = known.items_of(scene.premises["industry"])[agency][first:][:MOST_ITEMS]
    return Filing(
        filed_at=filed_at, agency=agency, credit_code=scene.premises["credit_code"],
        premises=int(scene.premises["premises"]), items=tuple(items), visit_on=scene.day,
        team=tuple(known.staff(agency, scene.day)[:2]),
    )  # fmt: skip


def concern(known: District, row: Mapping[str, str], agencies: Sequence[str]) -> bool:
    """Whether an enterprise's industry concerns all these agencies."""
    return set(agencies) <= known.items_of(row["industry"]).keys()
