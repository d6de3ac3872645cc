"""A district's visits kept in memory while a log of filings is replayed."""

from datetime import datetime

from server.planning import decisions, effects, merging, rules
from server.planning.lines import BadLine
from server.planning.values import Decision, Plan, Settings, Visit
from server.vocabulary import VisitState

Place = str | tuple[str, int]


class District:
    """Every visit by its id; for each object the ids of those that can still bear on a filing."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.visits: dict[str, Visit] = {}
        self.near: dict[Place, list[str]] = {}
        self.place_of_plan: dict[str, Place] = {}

    def file(self, plan: Plan, premises: tuple[str, int], at: datetime) -> tuple[str | None, Decision]:
        """Files a plan: the visit that holds it now, if any, and the decision."""
        if plan.id in self.place_of_plan:
            raise BadLine(f"plan {plan.id!r} was filed before")
        place = premises if self.settings.object_scope == "premises" else premises[0]
        self.place_of_plan[plan.id] = place
        visits = self.visits_at(place, at)
        decision = merging.decide(plan, visits, self.settings, at)
        changed = effects.filed(plan, decision, visits, f"v:{plan.id}")
        self.keep(place, changed)
        return (changed[0].id if changed else None), decision

    def withdraw(self, plan_id: str, at: datetime) -> tuple[Visit | None, Decision]:
        """Withdraws a plan: its visit as it stands without it, and the decision."""
        if plan_id not in self.place_of_plan:
            raise BadLine(f"plan {plan_id!r} was never filed")
        place = self.place_of_plan[plan_id]
        visits = self.visits_at(place, at)
        visit = next((visit for visit in visits if rules.is_withdrawable(visit, plan_id)), None)
        if visit is None:
            return None, decisions.refused("not_withdrawable")
        left = effects.without(visit, [plan_id])
        self.keep(place, [left])
        return left, decisions.withdrawn(visit)

    def start(self, visit_id: str, at: datetime) -> None:
        """An open visit is started."""
        self.step(visit_id, at, VisitState.OPEN, VisitState.STARTED)

    def complete(self, visit_id: str, at: datetime) -> None:
        """A started visit is completed."""
        self.step(visit_id, at, VisitState.STARTED, VisitState.COMPLETED)

    def step(self, visit_id: str, at: datetime, before: VisitState, after: VisitState) -> None:
        """A visit goes from one state to the next."""
        visit = self.visits.get(visit_id)
        if visit is None:
            raise BadLine(f"unknown visit {visit_id!r}")
        lapsed = rules.has_lapsed(visit, at.date())
        if visit.state is not before or lapsed:
            raise BadLine(f"visit {visit_id!r} is {'lapsed' if lapsed else visit.state}, not {before}")
        self.visits[visit_id] = effects.in_state(visit, after)

    def visits_at(self, place: Place, at: datetime) -> list[Visit]:
        """The visits of an object that can still bear on a filing, overdue ones lapsed."""
        ids = self.near.get(place)
        if not ids:
            return []
        self.keep(place, effects.lapsed((self.visits[visit_id] for visit_id in ids), at.date()))
        visits = [self.visits[visit_id] for visit_id in ids]
        matter = [visit for visit in visits if rules.still_matters(visit, at.date(), self.settings)]
        self.near[place] = [visit.id for visit in matter]
        return matter

    def keep(self, place: Place, changed: list[Visit]) -> None:
        """Keeps visits as they stand after a change."""
        for visit in changed:
            if visit.id not in self.visits:
                self.near.setdefault(place, []).append(visit.id)
            self.visits[visit.id] = visit

    def lapse_all(self, at: datetime) -> None:
        """Lapses every visit that is overdue at a moment."""
        for visit in effects.lapsed(list(self.visits.values()), at.date()):
            self.visits[visit.id] = visit
