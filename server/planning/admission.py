"""What a plan must bring before it is judged: a day in reach, items of its agency, a team that may inspect."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from server.planning.values import NewPlan
from server.refusals import (
    BADGE_NOT_VALID,
    DAY_HAS_PASSED,
    DAY_OUTSIDE_RANGE,
    DAY_TOO_FAR,
    ENDED_AGENCY,
    ENDED_ENTERPRISE,
    ENDED_ITEM,
    FOREIGN_ITEM,
    NO_ITEMS,
    REFERENCE_MISSING,
    TEAM_TOO_SMALL,
    TOO_MANY_ITEMS,
    UNKNOWN_INSPECTOR,
    UNKNOWN_ITEM,
    Refused,
)
from server.vocabulary import Channel, TeamRole

FARTHEST = timedelta(days=400)
MOST_ITEMS = 50
SMALLEST_TEAM = 2  # 行政检查应当由两名以上具有行政执法资格的执法人员实施


class Agency(NamedTuple):
    """Who files: the agency and the competence it acts in (行业主管)."""

    id: str
    competence: str
    ended_on: date | None = None


class Item(NamedTuple):
    """An inspection item of the registry; `version_id` is the version valid on the day, if any."""

    code: str
    agency: str
    competence: str
    version_id: str | None


class Badge(NamedTuple):
    """行政执法证: valid on both its first and its last day."""

    number: str
    valid_from: date
    valid_until: date


class Member(NamedTuple):
    """One person of a team."""

    inspector_id: str
    name: str
    role: TeamRole
    badges: tuple[Badge, ...]


def require_day(plan: NewPlan, today: date) -> None:
    """The day asked for has not passed, is not too far, and lies between earliest and latest."""
    if plan.visit_on < today:
        raise Refused(DAY_HAS_PASSED)
    if plan.visit_on - today > FARTHEST:
        raise Refused(DAY_TOO_FAR, latest=today + FARTHEST)
    if not (plan.earliest or plan.visit_on) <= plan.visit_on <= (plan.latest or plan.visit_on):
        raise Refused(DAY_OUTSIDE_RANGE)


def require_agency_stands(agency: Agency, day: date) -> None:
    """An agency that has ended by the day inspects nobody."""
    if agency.ended_on and agency.ended_on <= day:
        raise Refused(ENDED_AGENCY, ended_on=agency.ended_on)


def require_standing(ended_on: date | None, day: date) -> None:
    """Nobody inspects an enterprise or premises that has ended."""
    if ended_on and ended_on <= day:
        raise Refused(ENDED_ENTERPRISE, ended_on=ended_on)


def require_reference(plan: NewPlan) -> None:
    """绿色通道须填写依据: an order, a tip-off number, an approver, or words for another cause."""
    if plan.channel is Channel.GREEN and not plan.reference.strip():
        raise Refused(REFERENCE_MISSING)


def require_item_count(codes: Sequence[str]) -> None:
    """A plan names at least one item and not the whole catalogue."""
    if not codes:
        raise Refused(NO_ITEMS)
    if len(codes) > MOST_ITEMS:
        raise Refused(TOO_MANY_ITEMS, most=MOST_ITEMS)


def require_items(codes: Iterable[str], known: dict[str, Item], agency: Agency) -> None:
    """Every item exists, is the agency's own or of its competence, and is valid on the day."""
    for code in codes:
        item = known.get(code)
        if item is None:
            raise Refused(UNKNOWN_ITEM, item=code)
        if item.agency != agency.id and item.competence != agency.competence:
            raise Refused(FOREIGN_ITEM, item=code)
        if item.version_id is None:
            raise Refused(ENDED_ITEM, item=code)


def require_known(inspector_ids: Iterable[str], team: Iterable[Member]) -> None:
    """Everybody named is an inspector of the agency."""
    known = {member.inspector_id for member in team}
    for inspector_id in inspector_ids:
        if inspector_id not in known:
            raise Refused(UNKNOWN_INSPECTOR, inspector=inspector_id)


def require_team(team: Sequence[Member], day: date) -> None:
    """At least two inspectors, each with a badge that is valid on the day; helpers need none."""
    inspectors = [member for member in team if member.role is TeamRole.INSPECTOR]
    if len(inspectors) < SMALLEST_TEAM:
        raise Refused(TEAM_TOO_SMALL)
    for member in inspectors:
        if badge_on(member, day) is None:
            raise Refused(BADGE_NOT_VALID, name=member.name)


def badge_on(member: Member, day: date) -> Badge | None:
    """The badge a person goes with on a day: of several the one that lasts longest."""
    valid = (badge for badge in member.badges if badge.valid_from <= day <= badge.valid_until)
    return max(valid, key=lambda badge: badge.valid_until, default=None)
