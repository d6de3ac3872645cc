"""How a part of the log begins: with the settings and the visits that stand at its first moment, so that it replays."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

import orjson

from server.planning import happening, rules
from server.planning.district import District
from server.planning.told import Event
from server.planning.values import Settings, Visit
from server.vocabulary import VisitState

Facts = dict[str, Any]


def events(before: Sequence[Event], begins: datetime, longest_reach: timedelta) -> Iterator[Event]:
    """What stands after all that happened before a moment."""
    district, filed = lived_through(before)
    yield Event(begins, "", -2, {"event": "settings.changed", "settings": asdict(district.settings)})
    since = begins.date() - longest_reach
    for visit in district.visits.values():
        state = district.state_of(visit, begins)
        if state in rules.UNFINISHED or (state is VisitState.COMPLETED and visit.visit_on >= since):
            yield Event(begins, "", -1, standing(visit, filed, len(before) + 1))


def lived_through(before: Sequence[Event]) -> tuple[District, dict[str, Facts]]:
    """The district after these events, and what was said when each plan was filed."""
    district, filed = District(Settings()), {}
    for number, event in enumerate(before, start=1):
        facts = orjson.loads(orjson.dumps(event.fields))
        happening.event(facts)(district, facts, event.at.astimezone(rules.LOCAL), number)
        if facts["event"] == "plan.filed":
            filed[facts["plan"]] = facts
    return district, filed


def standing(visit: Visit, filed: Mapping[str, Facts], now: int) -> Facts:
    """A visit with its plans; places in the filing order are counted back from where the log begins."""
    founder = filed[visit.id.removeprefix("v:")]
    plans = [
        {name: value for name, value in filed[plan.id].items() if name != "event"} | {"place": plan.filed_no - now}
        for plan in sorted(visit.plans, key=lambda plan: plan.filed_no)
    ]
    return {
        "event": "visit.stands", "visit": visit.id, "credit_code": founder["credit_code"],
        "premises": founder["premises"], "visit_on": visit.visit_on, "state": visit.state,
        "place": visit.founded_no - now, "plans": plans,
    }  # fmt: skip
