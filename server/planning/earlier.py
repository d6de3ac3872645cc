"""Earlier results as filing looks at them: which a filer must answer, and which already settle an item."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import NamedTuple

from server.planning.values import Answer, NamedTrigger, NewPlan
from server.refusals import HALF_YEAR_ANSWER_MISSING, NOTHING_TO_DROP, SAME_FACT, Refused
from server.vocabulary import Cause, Channel, Reply, Trigger

HALF_YEAR = 6
Equals = Mapping[str, frozenset[str]]


class Line(NamedTuple):
    """One item of a result."""

    code: str
    name: str
    outcome: str


@dataclass(frozen=True)
class EarlierResult:
    """What an agency found at an enterprise on a day."""

    id: str
    visit_on: date
    premises_id: str
    agency: str
    agency_name: str
    competence: str
    lines: tuple[Line, ...]
    open_corrections: int
    participants: frozenset[str] = frozenset()  # the agencies with a result of the same visit
    passed_over: frozenset[str] = frozenset()  # 合理缺项: items nobody looked at, such as those adopted from earlier
    objected: bool = False  # 异议复查中: it stands meanwhile


class Settled(NamedTuple):
    """An item of a plan that an earlier result, still valid, has already looked at."""

    item: str
    result: EarlierResult
    until: date


def months_before(day: date, months: int) -> date:
    """The same day some calendar months earlier, or that month's last day."""
    month = day.year * 12 + day.month - 1 - months
    last = last_of_month(month // 12, month % 12 + 1)
    return last.replace(day=min(day.day, last.day))


def valid_until(day: date, months: int) -> date:
    """The last day on which a result of a day still counts: the last on which that day lies within so many months."""
    month = day.year * 12 + day.month - 1 + months
    last = last_of_month(month // 12, month % 12 + 1)
    return last if day == last_of_month(day.year, day.month) else last.replace(day=min(day.day, last.day))


def last_of_month(year: int, month: int) -> date:
    """A month's last day."""
    return date(year + month // 12, month % 12 + 1, 1) - timedelta(days=1)


def half_year(results: Iterable[EarlierResult], competences: Collection[str], day: date) -> list[EarlierResult]:
    """半年以内同行业主管部门的检查结果: of the day six calendar months before up to the day asked for."""
    since = months_before(day, HALF_YEAR)
    return [result for result in results if result.competence in competences and since <= result.visit_on <= day]


def equal_items(result: EarlierResult, items: Iterable[str], equals: Equals) -> list[str]:
    """The items of a plan that a result looked at, under their own name or a declared equivalent's."""
    looked_at = {line.code for line in result.lines} - result.passed_over
    return [item for item in items if looked_at & {item, *equals.get(item, ())}]


def settled(
    items: Iterable[str], results: Sequence[EarlierResult], valid_months: Mapping[str, int], equals: Equals, day: date
) -> list[Settled]:
    """同一事实: the items for which the newest result about them is still valid on the day."""
    newest = sorted((result for result in results if result.visit_on <= day), key=lambda each: each.visit_on)
    about = {item: result for result in newest for item in equal_items(result, items, equals)}
    return [
        Settled(item, result, valid_until(result.visit_on, valid_months[item]))
        for item, result in about.items()
        if item in valid_months and result.visit_on >= months_before(day, valid_months[item])
    ]


def binds(result: EarlierResult, agency: str, recognition: str) -> bool:
    """互认: whether a valid result holds an agency from looking again, or is only told to it and answered."""
    return recognition == "everyone" or agency == result.agency or agency in result.participants


def own_trigger(new: NewPlan) -> Trigger | None:
    """What is new by the plan's own nature: a tip-off, an emergency, a recheck."""
    if new.channel is Channel.RECHECK:
        return Trigger.FAILED_CORRECTION
    if new.channel is not Channel.GREEN:
        return None
    return {Cause.TIP_OFF: Trigger.TIP_OFF, Cause.EMERGENCY: Trigger.ACCIDENT}.get(new.cause or Cause.OTHER)


def triggers(new: NewPlan, items: Iterable[str]) -> tuple[NamedTrigger, ...]:
    """What is new about each item: as named, else by the plan's own nature."""
    named, own = {each.item: each for each in new.triggers}, own_trigger(new)
    fallback = {item: NamedTrigger(item, own, new.reference) for item in items} if own else {}
    return tuple({**fallback, **named}.values())


def require_answers(asked: Sequence[EarlierResult], answers: Sequence[Answer]) -> None:
    """Every result of the half-year is answered, and nobody goes on without saying why."""
    given = {answer.result: answer for answer in answers}
    missing = [result for result in asked if not is_answered(given.get(result.id))]
    if missing:
        raise Refused(HALF_YEAR_ANSWER_MISSING, count=len(missing), results=[as_facts(each) for each in missing])


def is_answered(answer: Answer | None) -> bool:
    """Whether an answer says all it must."""
    return answer is not None and (answer.reply is not Reply.GO_ON or bool(answer.reason.strip()))


def items_left(new: NewPlan, asked: Sequence[EarlierResult], equals: Equals) -> tuple[str, ...]:
    """The items still to be inspected once those dropped, or left to an accepted result, are gone (互通互认)."""
    given = {answer.result: answer.reply for answer in new.answers}
    gone: set[str] = set()
    for result in asked:
        equal = equal_items(result, new.items, equals)
        if given.get(result.id) is Reply.DROP and not equal:
            raise Refused(NOTHING_TO_DROP)
        if given.get(result.id) in (Reply.DROP, Reply.ACCEPT):
            gone.update(equal)
    return tuple(item for item in new.items if item not in gone)


def require_new_facts(already: Iterable[Settled], named: Collection[NamedTrigger], names: Mapping[str, str]) -> None:
    """不得以同一事实与理由开展重复检查: an item already settled needs a trigger that is named."""
    known = {each.item for each in named}
    repeated = [each for each in already if each.item not in known]
    if repeated:
        lines = [{"item": each.item, "valid_until": each.until, **as_facts(each.result)} for each in repeated]
        raise Refused(SAME_FACT, names="、".join(names.get(each.item, each.item) for each in repeated), lines=lines)


def as_facts(result: EarlierResult) -> dict[str, object]:
    """A result as a refusal, a preview and the kept prompt tell it."""
    return {
        "result": result.id,
        "visit_on": result.visit_on,
        "agency": result.agency,
        "agency_name": result.agency_name,
        "items": [line._asdict() for line in result.lines],
        "open_corrections": result.open_corrections,
        "objected": result.objected,
    }
