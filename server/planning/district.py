"""A district's visits kept in memory while a log of filings is replayed."""

from datetime import datetime

from server.planning import decisions, effects, merging, rules
from server.planning.lines import BadLine
from server.planning.values import Decision, Plan, Settings, Visit
from server.vocabulary import VisitState

Place = str | tuple[str, int]


class District:
    """Every visit by its id; for each object those that can still bear on a filing.

    What is filed for one object never bears on another, so a visit is looked at, and lapses, when its object is.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.one_object_an_enterprise = settings.object_scope == "entity"
        self.visits: dict[str, Visit] = {}
        self.near: dict[Place, list[Visit]] = {}
        self.near_of_plan: dict[str, list[Visit]] = {}

    def file(self, plan: Plan, premises: tuple[str, int], at: datetime) -> tuple[str | None, Decision]:
        """Files a plan: the visit that holds it now, if any, and the decision."""
        if plan.id in self.near_of_plan:
            raise BadLine(f"plan {plan.id!r} was filed before")
        place = premises[0] if self.one_object_an_enterprise else premises
        near = self.near_of_plan[plan.id] = self.near.setdefault(place, [])
        visits = self.standing(near, at) if near else near
        decision = merging.decide(plan, visits, self.settings, at)
        changed = effects.filed(plan, decision, visits, f"v:{plan.id}")
        self.keep(near, changed)
        return (changed[0].id if changed else None), decision

    def withdraw(self, plan_id: str, at: datetime) -> tuple[Visit | None, Decision]:
        """Withdraws a plan: its visit as it stands without it, and the decision."""
        if plan_id not in self.near_of_plan:
            raise BadLine(f"plan {plan_id!r} was never filed")
        near = self.near_of_plan[plan_id]
        visit = next((visit for visit in self.standing(near, at) if rules.is_withdrawable(visit, plan_id)), None)
        if visit is None:
            return None, decisions.refused("not_withdrawable")
        left = effects.without(visit, [plan_id])
        self.keep(near, [left])
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
        founder = visit_id.removeprefix("v:")
        self.keep(self.near_of_plan[founder], [effects.in_state(visit, after)])

    def visits_at(self, place: Place, at: datetime) -> list[Visit]:
        """The visits of an object that can still bear on a filing, overdue ones lapsed."""
        return self.standing(self.near.get(place, []), at)

    def standing(self, near: list[Visit], at: datetime) -> list[Visit]:
        """Lapses the overdue ones of these visits, strikes out those that no longer matter and returns the rest."""
        today = at.date()
        for visit in effects.lapsed(near, today):
            self.visits[visit.id] = visit
        near[:] = [visit for visit in near if rules.still_matters(visit, today, self.settings)]
        return near

    def keep(self, near: list[Visit], changed: list[Visit]) -> None:
        """Keeps visits as they stand after a change."""
        for visit in changed:
            if visit.id in self.visits:
                near[:] = [other for other in near if other.id != visit.id]
            near.append(visit)
            self.visits[visit.id] = visit

    def lapse_all(self, at: datetime) -> None:
        """Lapses every visit that is overdue at a moment."""
        for visit in effects.lapsed(list(self.visits.values()), at.date()):
            self.visits[visit.id] = visit
