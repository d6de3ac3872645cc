"""One process's part of a replay: it reads every line, and judges those of its own enterprises.

What is filed for one enterprise never bears on another. So a replay is shared out by enterprise, and the decisions are
those of a single process. The first share also judges what is nobody's, and sees to it that no plan is filed twice.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from server.planning import answers
from server.planning.district import District
from server.planning.happening import event
from server.planning.lines import BadLine, moment, read_facts
from server.planning.values import Settings

Facts = dict[str, Any]
FIRST, UNKNOWN = 0, -1
ANSWERED = ("plan.filed", "plan.withdrawn")


@dataclass(slots=True)
class Judged:
    """The answers to some lines by their numbers, those of other shares still to come, and the first bad line."""

    answers: dict[int, str] = field(default_factory=dict)
    others: dict[int, list[int]] = field(default_factory=dict)
    error: tuple[int, str] | None = None


class Share:
    """The district as far as one share knows it."""

    def __init__(self, settings: Settings, number: int = FIRST, of: int = 1) -> None:
        self.district = District(settings)
        self.number, self.of = number, of
        self.plans_of_others: dict[str, int] = {}
        self.previous: datetime | Facts | None = None  # what the line before says, read no further than needed

    def judge(self, lines: Iterable[bytes | str], first: int) -> Judged:
        """Lives through some lines; stops at a bad one."""
        judged = Judged()
        for number, text in enumerate(lines, first):
            if not text or text.isspace():
                continue
            try:
                self.live_through(number, read_facts(text), judged)
            except BadLine as error:
                judged.error = number, str(error)
                break
            except OverflowError:
                judged.error = number, "beyond the calendar"
                break
        return judged

    def live_through(self, number: int, facts: Facts, judged: Judged) -> None:
        """Judges a line of its own, and notes whose another is."""
        owner = self.owner(facts) if self.of > 1 else self.number
        if owner != self.number:
            self.previous = facts
            self.note(number, facts, owner, judged)
            return
        happens, at = event(facts), moment(facts, "at")
        before = self.time_before()
        if before and at < before:
            raise BadLine("time runs backwards")
        self.previous = at
        answer = happens(self.district, facts, at, number)
        if answer:
            judged.answers[number] = answer

    def owner(self, facts: Facts) -> int:
        """The share that judges a line."""
        code = facts.get("credit_code")
        match facts.get("event"):
            case "plan.filed" | "visit.stands" if code.__class__ is str:
                return hash(code) % self.of
            case "plan.withdrawn":
                return self.owner_of_plan(facts.get("plan"))
            case "visit.started" | "visit.completed" | "visit.moved":
                return self.owner_of_visit(facts.get("visit"))
            case "visit.gathered":
                visits = facts.get("visits")
                return self.owner_of_visit(visits[0] if visits.__class__ is list and visits else None)
            case "settings.changed":
                return self.number
        return FIRST

    def owner_of_visit(self, visit_id: Any) -> int:
        """The share whose plan founded a visit."""
        return self.owner_of_plan(visit_id.removeprefix("v:") if visit_id.__class__ is str else None)

    def owner_of_plan(self, plan_id: Any) -> int:
        """The share in which a plan was filed: the first where none is known to have."""
        if plan_id.__class__ is str and plan_id in self.district.near_of_plan:
            return self.number
        if self.number != FIRST:
            return UNKNOWN
        return self.plans_of_others.get(plan_id, FIRST) if plan_id.__class__ is str else FIRST

    def note(self, number: int, facts: Facts, owner: int, judged: Judged) -> None:
        """The first share notes whose plan it is that another judges, and where the answer goes."""
        if self.number != FIRST:
            return
        plan_id = facts.get("plan")
        if facts.get("event") == "plan.filed" and plan_id.__class__ is str:
            if plan_id in self.plans_of_others or plan_id in self.district.near_of_plan:
                raise BadLine(f"plan {plan_id!r} was filed before")
            self.plans_of_others[plan_id] = owner
        if facts["event"] in ANSWERED:
            judged.answers[number] = ""
            judged.others.setdefault(owner, []).append(number)

    def time_before(self) -> datetime | None:
        """When the line before happened, whoever judges that; none if it is bad, which that share will say."""
        if isinstance(self.previous, dict):
            try:
                self.previous = moment(self.previous, "at")
            except (BadLine, OverflowError):
                self.previous = None
        return self.previous

    def visits(self) -> Iterator[tuple[str, str]]:
        """The visits of this share as the log leaves them, by their ids."""
        now, standing = self.time_before(), self.district.visits
        for visit_id in sorted(standing):
            visit = standing[visit_id]
            assert now
            yield visit_id, answers.standing(visit, self.district.state_of(visit, now))
