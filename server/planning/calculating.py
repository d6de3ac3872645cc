"""What the rules would decide in a case that anybody can describe, by the engine that decides filings."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from server.planning import effects, merging
from server.planning.rules import LOCAL
from server.planning.values import Decision, Plan, Settings, Visit
from server.vocabulary import VisitState

STEMS = "甲乙丙丁戊己庚辛壬癸"
LETTERS = "ABCDEFGHIJ"


@dataclass(frozen=True)
class Standing:
    """A visit that stands at the object already, founded by a plan; earlier ones were filed first."""

    plan: Plan
    visit_on: date
    state: VisitState = VisitState.OPEN


def calculate(plan: Plan, standing: Sequence[Standing], settings: Settings, at: datetime) -> Decision:
    """What becomes of a plan filed at a moment where these visits stand."""
    visits = [Visit(each.plan.id, each.visit_on, each.plan.filed_no, (each.plan,), each.state) for each in standing]
    overdue = {visit.id for visit in effects.lapsed(visits, at.astimezone(LOCAL).date())}
    return merging.decide(plan, [visit for visit in visits if visit.id not in overdue], settings, at)


def agency_name(number: int, language: str) -> str:
    """The made-up agency of a number: 甲单位, Agency A."""
    return f"Agency {LETTERS[number]}" if language.startswith("en") else f"{STEMS[number]}单位"


def agency_names(language: str) -> dict[str, str]:
    """The made-up agencies by the codes that calculations give them."""
    return {str(number): agency_name(number, language) for number in range(len(STEMS))}
