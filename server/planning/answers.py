"""The lines a replay writes: a decision for each plan filed or withdrawn, then every visit as the log leaves it.

They are written out here rather than by a JSON library, which would take as long again as deciding.
"""

from collections.abc import Iterable
from datetime import date
from functools import lru_cache
from json.encoder import encode_basestring as quoted

from server.planning import rules
from server.planning.kinds import is_emergency
from server.planning.values import Decision, Plan, Visit
from server.vocabulary import VisitState


def filing(number: int, plan: Plan, visit_id: str | None, decision: Decision) -> str:
    """The decision on a filing."""
    if visit_id is None:
        because = refusal(decision)
        return f'{{"line": {number}, "plan": {quoted(plan.id)}, "outcome": "{decision.outcome!s}"{because}}}'
    pulled = f', "pulled": {listed(decision.pulled)}' if is_emergency(plan) else ""
    return (
        f'{{"line": {number}, "plan": {quoted(plan.id)}, "outcome": "{decision.outcome!s}", '
        f'"visit": {quoted(visit_id)}, "visit_on": {quoted_day(decision.visit_on)}{pulled}}}'
    )


def withdrawal(number: int, plan_id: str, left: Visit | None, decision: Decision) -> str:
    """The decision on a withdrawal."""
    start = f'{{"line": {number}, "plan": {quoted(plan_id)}, "outcome": "{decision.outcome!s}"'
    if left is None:
        return f"{start}{refusal(decision)}}}"
    return f'{start}, "visit": {quoted(left.id)}, "visit_state": "{left.state!s}"}}'


def refusal(decision: Decision) -> str:
    """Why not, and the day that would do instead."""
    days = [f', "{name}": "{decision.facts[name]}"' for name in ("earliest", "first_free") if name in decision.facts]
    return f', "because": "{decision.because}"{"".join(days)}'


def standing(visit: Visit, today: date) -> str:
    """A visit as the log leaves it."""
    state = VisitState.LAPSED if rules.has_lapsed(visit, today) else visit.state
    lead = rules.leading(visit.plans)
    led_by = quoted(lead.id) if lead else "null"
    plans = f"[{led_by}]" if len(visit.plans) == 1 else listed(sorted([plan.id for plan in visit.plans]))
    return (
        f'{{"visit": {quoted(visit.id)}, "visit_on": {quoted_day(visit.visit_on)}, "state": "{state!s}", '
        f'"plans": {plans}, "lead": {led_by}}}'
    )


def listed(texts: Iterable[str]) -> str:
    """Texts as a JSON list."""
    return f"[{', '.join(map(quoted, texts))}]"


@lru_cache(maxsize=4096)
def quoted_day(day: date) -> str:
    """A day as JSON; a log names the same few thousand again and again."""
    return f'"{day}"'
