"""What a filer is asked and told, as programs are sent it and as the form shows it."""

from dataclasses import asdict
from typing import Any

from flask_babel import gettext as _

from server import dates
from server.planning import earlier
from server.planning.earlier import Settled
from server.planning.frequency import PRESETS, Count
from server.planning.prompting import Asked
from server.planning.tables import PlanRow
from server.planning.values import NewPlan
from server.vocabulary import Outcome, Reply, Trigger


def as_message(asked: Asked, new: NewPlan) -> dict[str, Any]:
    """The prompt as the API's preview tells it: results to answer, items already settled, counts against limits."""
    facts = [earlier.as_facts(each) | {"equal_items": asked.equal_items(each, new)} for each in asked.results]
    return {
        "half_year": facts,
        "settled": [_settled(each) for each in asked.settled],
        "advised": [_settled(each) for each in asked.advised],
        "frequency": [{**asdict(count), "over": count.is_over} for count in asked.counts],
    }


def _settled(each: Settled) -> dict[str, Any]:
    return {"item": each.item, "valid_until": each.until, **earlier.as_facts(each.result)}


def results(asked: Asked, new: NewPlan) -> list[dict[str, Any]]:
    """Each result to answer as the form shows it, with the answer given so far and what may be answered."""
    given = {answer.result: answer for answer in new.answers}
    return [
        {
            "result": each,
            "recognised": [recognised(one) for one in asked.advised if one.result.id == each.id],
            "objectionable": each.agency != asked.agency and not each.objected,
            "equal": [asked.names[item] for item in asked.equal_items(each, new)],
            "lines": [(line.name, Outcome(line.outcome)) for line in each.lines],
            "answer": given.get(each.id),
            "answered": earlier.is_answered(given.get(each.id)),
            "replies": [reply for reply in Reply if reply is not Reply.DROP or asked.equal_items(each, new)],
        }
        for each in asked.results
    ]


def settled(asked: Asked, new: NewPlan) -> list[dict[str, Any]]:
    """Each item that an earlier result settles and the plan still asks for, with the trigger named so far."""
    left = earlier.items_left(new, asked.results, asked.equals)
    named = {each.item: each for each in earlier.triggers(new, left)}
    return [
        {
            "item": each.item, "name": asked.names.get(each.item, each.item), "recognised": recognised(each),
            "objected": each.result.objected, "trigger": named.get(each.item),
        }
        for each in asked.settled
        if each.item in left
    ]  # fmt: skip


def recognised(each: Settled) -> str:
    """互认: who looked at it and until when that counts, in one sentence."""
    looked_on, until = dates.plain(each.result.visit_on), dates.plain_after(each.until, each.result.visit_on)
    return _(
        "互认：%(agency)s%(day)s已查，有效至%(until)s。", agency=each.result.agency_name, day=looked_on, until=until
    )


def counts(asked: Asked, people: dict[str, str]) -> list[dict[str, Any]]:
    """Each count in a sentence; those over their limit first."""
    ordered = sorted(asked.counts, key=lambda count: not count.is_over)
    return [{"over": count.is_over, "sentence": sentence(count, asked.names, people)} for count in ordered]


def kept(row: PlanRow) -> dict[str, Any]:
    """The prompt and the answers kept with a plan, as its page tells them."""
    document: dict[str, Any] = row.prompted or {}
    people = {member.inspector_id: member.inspector.name for member in row.team}
    answers = {answer["result"]: answer for answer in document["answers"]}
    names = {each.item_id: each.item_version.name for each in row.items}
    told = [Count(**{name: value for name, value in each.items() if name != "over"}) for each in document["counts"]]
    return {
        "counts": [sentence(count, names, people) for count in told],
        "results": [_answered(each, answers.get(each["result"], {})) for each in document["results"]],
        "triggers": [
            {**each, "item": names.get(each["item"], each["item"]), "trigger": Trigger(each["trigger"])}
            for each in document["triggers"]
        ],
    }


def _answered(result: dict[str, Any], answer: dict[str, Any]) -> dict[str, Any]:
    reply = Reply(answer["reply"]) if answer else None
    return {
        "day": result["visit_on"],
        "agency": result["agency_name"],
        "reply": reply,
        "reason": answer.get("reason", "") if reply is Reply.GO_ON else "",
    }


def sentence(count: Count, names: dict[str, str], people: dict[str, str]) -> str:
    """How often, and how often at most."""
    words = {"count": count.count, "most": count.most}
    if count.who:
        return _("%(name)s当年检查该企业%(count)s次均未发现问题。", name=people.get(count.who, "—"), **words)
    if count.code == "yearly_cap" and count.item:
        return _(
            "本单位当年第%(count)s次检查“%(item)s”，年度上限%(most)s次。",
            item=names.get(count.item, count.item),
            **words,
        )
    if count.code == "yearly_cap":
        return _("本单位当年第%(count)s次检查该企业，年度上限%(most)s次。", **words)
    return _alarm(count, words)


def _alarm(count: Count, words: dict[str, int]) -> str:
    spans = {alarm.code: alarm.span for alarms in PRESETS.values() for alarm in alarms}
    match spans.get(count.code, count.code.rpartition("_")[2]):
        case "day":
            return _("该企业当日将有%(count)s次检查，预警线%(most)s次。", **words)
        case "week":
            return _("该企业当周将有%(count)s次检查，预警线%(most)s次。", **words)
        case "month":
            return _("该企业当月将有%(count)s次检查，预警线%(most)s次。", **words)
        case "year":
            return _("该企业当年将有%(count)s次检查，预警线%(most)s次。", **words)
        case _:
            return _("该企业近期将有%(count)s次检查，预警线%(most)s次。", **words)
