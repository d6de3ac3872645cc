"""What would become of each line of a file of plans, filed one after the other: judged in memory, nothing kept.

The lines go through the very rules that filing goes through; only what filing looks up is at hand already.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, NamedTuple

from server.clock import local_day
from server.planning import admission, bulk_ground, commands, effects, filing, frequency, judging, merging, prompting
from server.planning import rules as conditions
from server.planning.bulk_diary import Entry
from server.planning.bulk_ground import Ground, before_key
from server.planning.frequency import Count, Seen
from server.planning.prompting import Asked
from server.planning.values import Decision, NewPlan, Plan, Visit
from server.refusals import NOTHING_LEFT, UNKNOWN_ENTERPRISE, YEARLY_CAP, Refused
from server.registry.tables import PremisesRow
from server.vocabulary import Cause, Channel

AFTER_ALL = 10**12  # the lines come after everything filed so far


class Expected(NamedTuple):
    """What a line would come to: its decision, and what it would be too often for, with the items' names."""

    decision: Decision
    counts: list[Count]
    names: Mapping[str, str]


class Rehearsal:
    """The plans of a file against what stands, each with the effects of those before it."""

    def __init__(self, agency_id: str, plans: Sequence[NewPlan], at: datetime) -> None:
        self.at = at
        self.ground: Ground = bulk_ground.read(agency_id, plans, local_day(at))
        self.filed = 0

    def premises_for(self, new: NewPlan) -> PremisesRow | None:
        """The premises of a plan, if they exist."""
        return self.ground.registry.premises_of(new.credit_code, new.premises)

    def filed_before(self, new: NewPlan, premises: PremisesRow) -> tuple[str, int, dict[str, Any]] | None:
        """The same plan with its number and decision, from an earlier line or filed before by any way."""
        return self.ground.before.get(before_key(new.numbered("", self.ground.agency, 0), premises))

    def file(self, new: NewPlan, go_on_because: str) -> Expected:
        """What a plan would come to; it stands for the lines that follow."""
        admission.require_day(new, self.ground.today)
        premises = self.premises_for(new)
        if premises is None:
            raise Refused(UNKNOWN_ENTERPRISE)
        asked = self._asked(new, premises)
        answering = prompting.going_on(new, asked.results, go_on_because)
        left = filing.answered(answering, asked, self.ground.agency, premises, self.ground.registry, self.at)
        if new.items and not left:
            raise Refused(NOTHING_LEFT)
        return self._judged(new, replace(new, items=left), asked, premises)

    def _asked(self, new: NewPlan, premises: PremisesRow) -> Asked:
        registry = self.ground.registry
        items = registry.facts_on(new.items, new.visit_on)
        days = prompting.days_looked_at(new, items, self.ground.settings)
        results = [each for each in self.ground.results[premises.enterprise_id] if each.visit_on in days]
        agency, equals = registry.agency(self.ground.agency), registry.equals_of(new.items)
        return prompting.weighed(new, agency, premises, self.ground.settings, items, results, equals)

    def _judged(self, as_asked: NewPlan, new: NewPlan, asked: Asked, premises: PremisesRow) -> Expected:
        ground = self.ground
        place = ground.object_of(premises)
        _, team = judging.admitted(new, ground.agency, premises, self.at, ground.registry)
        plan = new.numbered(f"line:{self.filed}", ground.agency, AFTER_ALL + self.filed)
        decision = merging.decide(plan, ground.visits[place], ground.settings, self.at)
        commands.require_not_refused(decision)
        day = decision.visit_on or plan.visit_on
        admission.require_team(team, day)
        ground.diary.require_free(new.window, team, day, premises.id)
        counts = self._counts(plan, decision, asked, premises)
        people = [member.inspector_id for member in team]
        ground.diary.note(plan.id, people, Entry(premises.id, premises.enterprise.name, new.window, day))
        self._keep(plan, decision, premises)
        key = before_key(as_asked.numbered("", ground.agency, 0), premises)
        ground.before[key] = (plan.id, 0, decision.as_document())
        return Expected(decision, counts, asked.names)

    def _counts(self, plan: Plan, decision: Decision, asked: Asked, premises: PremisesRow) -> list[Count]:
        limits = self.ground.limits
        this = _seen(plan, Visit(decision.joins or "", decision.visit_on or plan.visit_on, 0, ()))
        seen = list(self.ground.seen[premises.enterprise_id].values())
        caps = frequency.caps(this, seen, limits.yearly_cap, asked.item_caps)
        for count in caps if limits.refuse_over_cap else ():
            if count.is_over:
                raise Refused(YEARLY_CAP, **{"most": count.most, "count": count.count, "item": count.item})
        return [count for count in (*caps, *frequency.alarms(this, seen, limits.alarms)) if count.is_over]

    def _keep(self, plan: Plan, decision: Decision, premises: PremisesRow) -> None:
        ground, place = self.ground, self.ground.object_of(premises)
        changed = effects.filed(plan, decision, ground.visits[place], f"visit:{self.filed}")
        gone = {visit.id for visit in changed}
        standing = [visit for visit in changed if visit.state in conditions.HELD]
        ground.visits[place] = [visit for visit in ground.visits[place] if visit.id not in gone] + standing
        ground.diary.follow(standing)
        for visit in standing:
            for each in visit.plans:
                if each.agency == ground.agency or each.cause is not Cause.COVERT:
                    ground.seen[premises.enterprise_id][each.id] = _seen(each, visit)
        self.filed += 1


def _seen(plan: Plan, visit: Visit) -> Seen:
    cause = plan.cause if plan.channel is Channel.GREEN else None
    return Seen(visit.id, visit.visit_on, plan.agency, plan.channel, cause, plan.items)
