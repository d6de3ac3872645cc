"""A district's visits kept in memory while a log of filings is replayed."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from server.planning import decisions, effects, merging, rules, what_if
from server.planning.lines import BadLine
from server.planning.values import Decision, Plan, Settings, Visit
from server.vocabulary import VisitState

REGISTERED_ADDRESS = 1
HOLDS_KNOWN = "visit {!r} has a plan that was filed before"


class District:
    """Every visit by its id; for each enterprise those that can still bear on a filing.

    What is filed for one never bears on another, so a visit is looked at, and lapses, when its enterprise is.
    """

    def __init__(self, settings: Settings) -> None:
        self.settings, self.reach = settings, rules.reach(settings)
        self.visits: dict[str, Visit] = {}
        self.near: defaultdict[str, list[Visit]] = defaultdict(list)
        self.near_of_plan: dict[str, list[Visit]] = {}
        self.elsewhere: dict[str, dict[str, int]] = {}  # for an enterprise its visits not to the registered address

    def file(self, plan: Plan, premises: tuple[str, int], at: datetime) -> tuple[str | None, Decision]:
        """Files a plan: the visit that holds it now, if any, and the decision."""
        plan_id = plan.id
        if plan_id in self.near_of_plan:
            raise BadLine(f"plan {plan_id!r} was filed before")
        near = self.near_of_plan[plan_id] = self.near[premises[0]]
        visits = self.of_object(near, premises, at) if near else near
        decision = merging.decide(plan, visits, self.settings, at)
        if decision.because:
            return None, decision
        new_id = f"v:{plan_id}"
        for visit in effects.filed(plan, decision, visits, new_id):
            if visit.id is new_id:
                self.found(near, visit, premises)
            else:
                self.keep(near, visit)
        return decision.joins or new_id, decision

    def withdraw(self, plan_id: str, at: datetime) -> tuple[Visit | None, Decision]:
        """Withdraws a plan: its visit as it stands without it, and the decision."""
        if plan_id not in self.near_of_plan:
            raise BadLine(f"plan {plan_id!r} was never filed")
        near = self.near_of_plan[plan_id]
        visit = next((visit for visit in self.standing(near, at) if rules.is_withdrawable(visit, plan_id)), None)
        if visit is None:
            return None, decisions.refused("not_withdrawable")
        left = effects.without(visit, [plan_id])
        self.keep(near, left)
        return left, decisions.withdrawn(visit)

    def start(self, visit_id: str, at: datetime) -> None:
        """An open visit is started."""
        self.change(effects.in_state(self.visit_in(VisitState.OPEN, visit_id, at), VisitState.STARTED))

    def complete(self, visit_id: str, at: datetime) -> None:
        """A started visit is completed."""
        self.change(effects.in_state(self.visit_in(VisitState.STARTED, visit_id, at), VisitState.COMPLETED))

    def move(self, visit_id: str, day: date, at: datetime) -> None:
        """A whole visit is moved, its members having consented."""
        visit = self.visit_in(VisitState.OPEN, visit_id, at)
        if day < at.date():
            raise BadLine("visit_on has passed")
        self.change(replace(visit, visit_on=day))

    def gather(self, visit_ids: Sequence[str], day: date, at: datetime) -> None:
        """Visits of one object become one on a day, their members having consented."""
        near = self.near_of_plan.get(visit_ids[0].removeprefix("v:"))
        for visit_id in visit_ids:
            if near is not self.near_of_plan.get(visit_id.removeprefix("v:")):
                raise BadLine(f"visits {visit_ids[0]!r} and {visit_id!r} are not known to be of one enterprise")
        group = [self.visit_in(VisitState.OPEN, visit_id, at) for visit_id in visit_ids]
        if day < at.date():
            raise BadLine("visit_on has passed")
        for visit in what_if.gathered(group, day):
            self.change(visit)

    def stand(self, visit: Visit, premises: tuple[str, int]) -> None:
        """A visit stands since before the log began."""
        near = self.near[premises[0]]
        held = {plan.id for other in near for plan in other.plans}
        plans = {plan.id for plan in visit.plans}
        known = plans | {visit.id.removeprefix("v:")}
        if plans & held or any(self.near_of_plan.get(plan_id, near) is not near for plan_id in known):
            raise BadLine(HOLDS_KNOWN.format(visit.id))
        if visit.id in self.visits:
            raise BadLine(f"visit {visit.id!r} stands already")
        self.near_of_plan |= dict.fromkeys(known, near)
        self.found(near, visit, premises)

    def rule_by(self, settings: Settings) -> None:
        """The district goes over to other settings, under which visits may matter that no longer did."""
        before = self.reach
        self.settings, self.reach = settings, rules.reach(settings)
        if self.reach > before:
            for visit in self.visits.values():
                if visit.state in rules.HELD and visit not in self.near_of(visit):
                    self.near_of(visit).append(visit)

    def of_object(self, near: list[Visit], premises: tuple[str, int], at: datetime) -> list[Visit]:
        """Of an enterprise's visits those of one object: its premises, or the enterprise as a whole."""
        standing = self.standing(near, at)
        elsewhere = self.elsewhere.get(premises[0])
        if (elsewhere is None and premises[1] == REGISTERED_ADDRESS) or self.settings.object_scope == "entity":
            return standing
        places = elsewhere or {}
        return [visit for visit in standing if places.get(visit.id, REGISTERED_ADDRESS) == premises[1]]

    def standing(self, near: list[Visit], at: datetime) -> list[Visit]:
        """Strikes out those of these visits that no longer matter, lapsed ones among them, and returns the rest."""
        today = at.date()
        yesterday = today - rules.DAY
        for visit in near:
            if visit.visit_on < yesterday:
                near[:] = rules.still_mattering(near, today, self.reach)
                break
        return near

    def visit_in(self, state: VisitState, visit_id: str, at: datetime) -> Visit:
        """A visit that has to be in a state."""
        visit = self.visits.get(visit_id)
        if visit is None:
            raise BadLine(f"unknown visit {visit_id!r}")
        found = self.state_of(visit, at)
        if found is not state:
            raise BadLine(f"visit {visit_id!r} is {found}, not {state}")
        return visit

    def state_of(self, visit: Visit, at: datetime) -> VisitState:
        """The state a visit is in: that it lapsed is not written down, for the day alone makes it so."""
        return VisitState.LAPSED if rules.has_lapsed(visit, at.date()) else visit.state

    def near_of(self, visit: Visit) -> list[Visit]:
        """The visits of the same enterprise that matter."""
        return self.near_of_plan[visit.id.removeprefix("v:")]

    def found(self, near: list[Visit], visit: Visit, premises: tuple[str, int]) -> None:
        """Keeps a visit that is new, and where it goes."""
        near.append(visit)
        self.visits[visit.id] = visit
        if premises[1] != REGISTERED_ADDRESS:
            self.elsewhere.setdefault(premises[0], {})[visit.id] = premises[1]

    def change(self, visit: Visit) -> None:
        """Keeps one visit as it stands after a change."""
        self.keep(self.near_of(visit), visit)

    def keep(self, near: list[Visit], visit: Visit) -> None:
        """Keeps a visit as it stands after a change."""
        near[:] = [other for other in near if other.id != visit.id]
        if visit.state in rules.HELD:
            near.append(visit)
        self.visits[visit.id] = visit
