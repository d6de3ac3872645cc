"""Keeps which coming teams cannot go, so that no page looks through an agency's thousands of plans.

Triggers note whose day has changed. What is noted is looked at when somebody asks, so the answer is never behind;
soon after, the worker keeps it.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import bindparam, delete, insert, or_, select

from server import clock
from server.db import ask, lock, transaction
from server.planning import team_suspects, team_troubles
from server.planning.team_tables import due, trouble
from server.planning.team_troubles import TeamTrouble, Trouble

AT_ONCE = 2000
AGENCIES: Any = bindparam("agencies", expanding=True)
IDS: Any = bindparam("ids", expanding=True)
COMING = or_(due.c.visit_on >= bindparam("today"), due.c.visit_on.is_(None))
CHANGED = select(due.c.agency_id, due.c.visit_on).where(due.c.agency_id.in_(AGENCIES), COMING).distinct()
KEPT = (
    select(trouble.c.plan_id, trouble.c.agency_id, trouble.c.visit_on, trouble.c.kind, trouble.c.name)
    .where(trouble.c.agency_id.in_(AGENCIES), trouble.c.visit_on >= bindparam("today"))
    .order_by(trouble.c.plan_id, trouble.c.position)
)
NOTED = select(due.c.id, due.c.agency_id, due.c.visit_on).order_by(due.c.id).limit(AT_ONCE)
SETTLED = delete(due).where(due.c.id.in_(IDS))
FORGOTTEN = delete(trouble).where(trouble.c.agency_id == bindparam("agency"))
FORGOTTEN_ON = FORGOTTEN.where(trouble.c.visit_on == bindparam("day"))
Found = Mapping[str, Sequence[Trouble]]
Days = Mapping[str, set[date | None]]  # of each agency; nothing stands for every day


def coming(agency_ids: Collection[str]) -> Found:
    """The plans of these agencies from today on whose team has to be changed, the earliest day first."""
    if not agency_ids:
        return {}
    asked = {"agencies": sorted(agency_ids), "today": clock.today()}
    changed = _days(ask(CHANGED, asked))  # asked first: what is kept in between was looked at later
    found = defaultdict[str, list[Trouble]](list)
    for row in ask(KEPT, asked):
        if not changed[row.agency_id] & {row.visit_on, None}:
            found[row.plan_id].append(Trouble(TeamTrouble(row.kind), row.name, row.visit_on))
    for agency, days in changed.items():
        found |= _looked_at(agency, days)
    return dict(sorted(found.items(), key=lambda each: (each[1][0].visit_on, each[0])))


def catch_up() -> int:
    """Keeps anew what has changed, some days at a time, and says how many notes there were."""
    done = 0
    while noted := ask(NOTED).all():
        with transaction():
            lock("teams")
            # Exactly the notes that were read: one that came since stands for what came with it.
            ask(SETTLED, {"ids": [note.id for note in noted]})
            for agency, days in _days(noted).items():
                _keep(agency, days)
        done += len(noted)
    return done


def _keep(agency: str, days: set[date | None]) -> None:
    each = [{"agency": agency, "day": day} for day in days]
    ask(*((FORGOTTEN, {"agency": agency}) if None in days else (FORGOTTEN_ON, each)))
    rows = [
        {"plan_id": plan, "position": position, "agency_id": agency} | one._asdict()
        for plan, troubles in _looked_at(agency, days).items()
        for position, one in enumerate(troubles)
    ]
    if rows:
        ask(insert(trouble), rows)


def _looked_at(agency: str, days: set[date | None]) -> dict[str, list[Trouble]]:
    today = clock.today()
    if None in days:
        return team_troubles.found_on([agency], team_suspects.days([agency], today, date.max))
    return team_troubles.found_on([agency], [day for day in days if day and day >= today])


def _days(rows: Iterable[Any]) -> Days:
    days = defaultdict[str, set[date | None]](set)
    for row in rows:
        days[row.agency_id].add(row.visit_on)
    return days
