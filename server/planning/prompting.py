"""What a filer is asked and told before his plan is filed, and what he says to it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from server.planning import earlier, history
from server.planning.admission import Agency
from server.planning.basis import Basis
from server.planning.earlier import EarlierResult, Equals, Settled
from server.planning.frequency import Count
from server.planning.item_facts import ItemFacts
from server.planning.place import Place
from server.planning.rules import Period
from server.planning.values import Answer, NewPlan, Settings
from server.vocabulary import Reply


@dataclass(frozen=True)
class Asked:
    """The results to answer, the items that earlier results settle, and what the registry says of items.

    `advised` are items settled by results that do not bind the filer (互认): those results are answered as well.
    """

    results: list[EarlierResult]
    settled: list[Settled]
    items: dict[str, ItemFacts]
    equals: Equals
    counts: list[Count] = field(default_factory=list)
    advised: list[Settled] = field(default_factory=list)
    agency: str = ""

    @property
    def names(self) -> dict[str, str]:
        """The items' names by code."""
        return {code: facts.name for code, facts in self.items.items()}

    @property
    def item_caps(self) -> dict[str, int]:
        """The yearly caps of the items that have one."""
        return {code: facts.yearly_cap for code, facts in self.items.items() if facts.yearly_cap}

    def equal_items(self, result: EarlierResult, new: NewPlan) -> list[str]:
        """The plan's items that a result looked at."""
        return earlier.equal_items(result, new.items, self.equals)


def asked(new: NewPlan, agency_id: str, basis: Basis) -> Asked:
    """Looks up what is known of the enterprise, as far as it concerns the items of a plan."""
    registry, items = basis.registry, basis.registry.facts
    results = history.results_of(basis.premises.enterprise_id, days_looked_at(new, items, basis.settings))
    agency = registry.agency(agency_id)
    return weighed(new, agency, basis.premises, basis.settings, items, results, registry.equals)


def days_looked_at(new: NewPlan, items: Mapping[str, ItemFacts], settings: Settings) -> Period:
    """The days whose results can still matter to a plan."""
    longest = max([earlier.HALF_YEAR, *valid_months(items, settings).values()])
    return Period(earlier.months_before(new.visit_on, longest), new.visit_on)


def valid_months(items: Mapping[str, ItemFacts], settings: Settings) -> dict[str, int]:
    """How long a result settles each item: as the item says, else as the jurisdiction does."""
    return {code: facts.valid_months or settings.result_valid_months for code, facts in items.items()}


def weighed(
    new: NewPlan, agency: Agency, premises: Place, settings: Settings, items: dict[str, ItemFacts],
    results: Sequence[EarlierResult], equals: Equals,
) -> Asked:  # fmt: skip
    """Which of an enterprise's results a filer is asked about, and which items they settle for him."""
    competences = {facts.competence for facts in items.values()} or {agency.competence}
    here = [each for each in results if settings.object_scope != "premises" or each.premises_id == premises.id]
    settled = earlier.settled(new.items, here, valid_months(items, settings), equals, new.visit_on)
    advised = [each for each in settled if not earlier.binds(each.result, agency.id, settings.recognition)]
    to_answer = {each.id: each for each in earlier.half_year(results, competences, new.visit_on)}
    to_answer |= {each.result.id: each.result for each in advised}
    return Asked(
        results=sorted(to_answer.values(), key=lambda each: each.visit_on, reverse=True),
        settled=[each for each in settled if each not in advised],
        items=items,
        equals=equals,
        advised=advised,
        agency=agency.id,
    )


def going_on(new: NewPlan, results: Iterable[EarlierResult], because: str) -> NewPlan:
    """The plan with one reason for going on given to every result, if there is a reason."""
    return replace(new, answers=tuple(Answer(each.id, Reply.GO_ON, because) for each in results)) if because else new


def as_document(asked: Asked, new: NewPlan, items_left: tuple[str, ...]) -> dict[str, Any]:
    """Prompt and answers as they are kept with the plan and in the trail: nobody was unaware."""
    return {
        "results": [earlier.as_facts(each) | {"equal_items": asked.equal_items(each, new)} for each in asked.results],
        "answers": [asdict(answer) for answer in new.answers if answer.result in {each.id for each in asked.results}],
        "items_left": list(items_left),
        "settled": [{"item": each.item, "result": each.result.id} for each in asked.settled],
        "triggers": [
            {"item": each.item, "trigger": each.trigger, "reference": each.reference}
            for each in earlier.triggers(new, [settled.item for settled in asked.settled])
        ],
        "counts": [{**asdict(count), "over": count.is_over} for count in asked.counts],
    }
