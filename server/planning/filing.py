"""Filing at a desk or over the API: earlier results answered, nothing repeated without cause, frequency told."""

import json
from dataclasses import replace
from datetime import date, datetime
from typing import Any, NamedTuple

from server import clock, trail
from server.db import transaction
from server.planning import admission, commands, counting, earlier, judging, merging, prompting
from server.planning.basis import Basis, basis_of, read_ahead
from server.planning.judging import Judgement, Registry
from server.planning.place import Place
from server.planning.prompting import Asked
from server.planning.values import Decision, NewPlan
from server.refusals import NOTHING_LEFT, YEARLY_CAP, Refused


class Preview(NamedTuple):
    """What would become of a plan filed now, and what its filer would be asked and told."""

    decision: Decision
    asked: Asked


def preview(new: NewPlan, *, agency_id: str) -> Preview:
    """Judges a plan and looks up what it would be prompted with; nothing is kept."""
    read_ahead(new, agency_id)
    basis = basis_of(new, agency_id, judging.premises_for(new))
    judgement = judging.judge(new, new.numbered("", agency_id, filed_no=0), basis, clock.now())
    commands.require_not_refused(judgement.decision)
    asked = prompting.asked(new, agency_id, basis)
    return Preview(judgement.decision, with_counts(asked, new, judgement))


def asked_now(new: NewPlan, agency_id: str, premises: Place) -> Asked:
    """What the filer of a plan would be asked and told, by its day and kind alone."""
    basis = basis_of(new, agency_id, premises)
    visits, _ = judging.standing_visits(premises, basis.settings, clock.now())
    decision = merging.decide(new.numbered("", agency_id, filed_no=0), visits, basis.settings, clock.now())
    return counted(prompting.asked(new, agency_id, basis), new, agency_id, basis, decision)


def file_plan(new: NewPlan, *, agency_id: str, account_id: str | None) -> str:
    """Files a plan with its answers; prompt and answers are kept with it and in the trail."""
    admission.require_day(new, clock.today())
    with transaction():
        basis = commands.basis_held(new, agency_id)
        asked = prompting.asked(new, agency_id, basis)
        left = answered(new, asked, agency_id, basis.premises, basis.registry, clock.now())
        spared = bool(new.items) and not left
        if spared:
            note_spared(new, asked, agency_id, account_id, basis.premises)
        else:
            judgement = kept(replace(new, items=left), new, asked, agency_id, account_id, basis)
    if spared:
        raise Refused(NOTHING_LEFT)
    commands.require_not_refused(judgement.decision)
    return judgement.plan.id


def answered(
    new: NewPlan, asked: Asked, agency_id: str, premises: Place, registry: Registry, at: datetime
) -> tuple[str, ...]:
    """The items left to inspect, once the plan is admissible and every result and settled item is answered."""
    if asked.results or asked.settled:
        judging.admitted(new, agency_id, premises, at, registry)
    earlier.require_answers(asked.results, new.answers)
    left = earlier.items_left(new, asked.results, asked.equals) if asked.results else new.items
    repeated = [each for each in asked.settled if each.item in left]
    earlier.require_new_facts(repeated, earlier.triggers(new, left), asked.names)
    return left


def kept(
    new: NewPlan, as_asked: NewPlan, asked: Asked, agency_id: str, account_id: str | None, basis: Basis
) -> Judgement:
    """Files what is left of a plan, with the prompt and the answers, and notices what happens too often."""
    judgement = commands.judged(new, agency_id, basis)
    visit_id = commands.keep_filing(new, judgement, account_id)
    asked = with_counts(asked, new, judgement)
    if asked.results or asked.settled or asked.counts:
        prompted = plain(prompting.as_document(asked, as_asked, new.items))
        commands.keep_prompted(judgement.plan, prompted, account_id)
    if visit_id:
        notice(asked, judgement, visit_id)
    return judgement


def with_counts(asked: Asked, new: NewPlan, judgement: Judgement) -> Asked:
    """What was asked, with the frequency that the judgement's day makes."""
    plan = judgement.plan
    return counted(asked, new, plan.agency, judgement.basis, judgement.decision, but=plan.id)


def counted(asked: Asked, new: NewPlan, agency_id: str, basis: Basis, decision: Decision, but: str = "") -> Asked:
    """What was asked, with the frequency that a decision's day makes; a refused plan makes none."""
    if decision.visit_on is None:
        return asked
    counts = counting.counts(
        new, agency_id, basis.premises.enterprise_id, decision.visit_on,
        joins=decision.joins, limits=basis.limits, item_caps=asked.item_caps, but=but,
    )  # fmt: skip
    return replace(asked, counts=counts)


def notice(asked: Asked, judgement: Judgement, visit_id: str) -> None:
    """Leaves every frequency that is over its limit to oversight; over the cap refuses where the district says so."""
    plan, limits = judgement.plan, judgement.basis.limits
    for count in asked.counts:
        if not count.is_over:
            continue
        if count.code == "yearly_cap" and limits.refuse_over_cap:
            raise Refused(YEARLY_CAP, most=count.most, count=count.count, item=count.item)
        facts = {
            "kind": count.kind, "agency": plan.agency, "inspector": count.who, "operation": None, "plan": plan.id,
            "rule": count.code, "count": count.count, "most": count.most, "item": count.item,
        }  # fmt: skip
        trail.append("irregularity.noticed", "visit", visit_id, facts, agency_id=plan.agency)


def note_spared(new: NewPlan, asked: Asked, agency_id: str, account_id: str | None, premises: Place) -> None:
    """A plan of which nothing is left is not filed: earlier results spared the enterprise a visit, says the trail."""
    facts = plain(prompting.as_document(asked, new, ()) | {"visit_on": new.visit_on, "agency": agency_id})
    trail.append("plan.spared", "premises", premises.id, facts, account_id=account_id, agency_id=agency_id)


def plain(document: dict[str, Any]) -> dict[str, Any]:
    """A document with its days as text."""
    return json.loads(json.dumps(document, default=date.isoformat))
