"""Once a week the ratings that have become final are put into groups, published once and never touched again."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache

from sqlalchemy import func, select, update

from server import clock, trail
from server.db import db, lock, transaction
from server.feedback import grouping, leading, rating_terms
from server.feedback.grouping import Group, Said
from server.feedback.tables import RatingGroupRow, RatingRow
from server.ids import new_id
from server.trail.tables import TrailEntryRow

ROUNDS = "rating_groups"


def close_due() -> None:
    """The first round of a week closes what is due; later ones find it done."""
    week = grouping.week_of(clock.today())
    if _is_done(week):
        return
    closing = {agency: list(grouping.groups(weeks)) for agency, weeks in _open_weeks(clock.today()).items()}
    with transaction():
        lock("rating groups")
        if not _is_done(week):
            for agency, found in sorted(closing.items()):
                for each in found:
                    _keep(agency, each)
            trail.append("ratings.grouped", ROUNDS, week.isoformat(), {"groups": sum(map(len, closing.values()))})


def _open_weeks(today: date) -> Mapping[str, dict[date, list[Said | None]]]:
    """Per agency, the weeks that are over and in no group: what was said of each visit."""
    said, closed, window = _said(), _closed(), cache(_longest_window)
    weeks: dict[str, dict[date, list[Said | None]]] = defaultdict(lambda: defaultdict(list))
    for visit_id, agency, known_at in leading.completed_visits():
        week = grouping.week_of(clock.local_day(known_at))
        if grouping.is_over(week, today, window(week)) and week > closed.get(agency, date.min):
            weeks[agency][week].append(said.get(visit_id))
    return weeks


def _longest_window(week: date) -> timedelta:
    return max(rating_terms.window(week + timedelta(days=day)) for day in range(7))


def _said() -> dict[str, Said]:
    wanted = select(RatingRow).where(RatingRow.group_id.is_(None))
    return {
        row.visit_id: Said(row.id, row.process, row.result, frozenset(row.tags)) for row in db.session.scalars(wanted)
    }


def _closed() -> dict[str, date]:
    last = select(RatingGroupRow.agency_id, func.max(RatingGroupRow.last_day)).group_by(RatingGroupRow.agency_id)
    return dict(db.session.execute(last).all())


def _keep(agency: str, group: Group) -> None:
    row = RatingGroupRow(
        id=new_id(), agency_id=agency, first_day=group.first, last_day=group.last, visits=group.visits,
        ratings=len(group.said), figures=grouping.figures(group.said),
    )  # fmt: skip
    db.session.add(row)
    db.session.flush()
    members = RatingRow.id.in_([each.rating for each in group.said])
    db.session.execute(update(RatingRow).where(members).values(group_id=row.id))


def _is_done(week: date) -> bool:
    done = TrailEntryRow.entity == ROUNDS, TrailEntryRow.entity_id == week.isoformat()
    return db.session.scalar(select(TrailEntryRow.id).where(*done).limit(1)) is not None
