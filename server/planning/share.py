"""One process's part of a replay: it reads every line, and judges those of its own enterprises.

What is filed for one enterprise never bears on another. So a replay is shared out by enterprise, and the decisions are
those of a single process. The first share also judges what is nobody's, and sees to it that no plan is filed twice.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import Any

from server.planning import answers, own_lines
from server.planning.district import HOLDS_KNOWN, District
from server.planning.happening import event
from server.planning.lines import BadLine, moment, read_facts
from server.planning.values import Settings, Visit

Facts = dict[str, Any]
FIRST, UNKNOWN = 0, -1
ANSWERED = ("plan.filed", "plan.withdrawn")
PARTS, PARTS_OF_FIRST = 10, 8  # of the enterprises: the first share notes and tells what all do, and judges the fewer
VISITS_AT_ONCE = 4_000


@dataclass(slots=True)
class Judged:
    """The answers to some lines by their numbers, those of other shares still to come, and the first bad line."""

    answers: dict[int, str] = field(default_factory=dict)
    others: dict[int, list[int]] = field(default_factory=lambda: defaultdict(list))
    error: tuple[int, str] | None = None


class OfOther(list[Visit]):
    """What is known of an enterprise that another share judges: no visit, only whose it is."""

    def __init__(self, share: int) -> None:
        self.share = share


class Share:
    """The district as far as one share knows it."""

    def __init__(self, settings: Settings, number: int = FIRST, of: int = 1) -> None:
        self.district = District(settings)
        self.number, self.of = number, of
        self.owners = [FIRST] * PARTS_OF_FIRST + [share for share in range(1, of) for _ in range(PARTS)]
        self.others = [OfOther(share) for share in range(of)]
        self.previous: datetime | Facts | None = None  # the line before, read no further than needed

    def judge(self, lines: Iterable[bytes | str], first: int) -> Judged:
        """Lives through some lines; stops at a bad one."""
        judged, own, shared = Judged(), self.number, self.of > 1
        for number, text in enumerate(lines, first):
            try:
                if (facts := read_facts(text)) is None:
                    continue
                owner = self.owner(facts) if shared else own
                if owner == own:
                    self.live_through(number, facts, judged)
                    continue
                self.previous = facts
                if own == FIRST:
                    self.note(number, facts, owner, judged)
            except BadLine as error:
                judged.error = number, str(error)
                break
            except OverflowError:
                judged.error = number, "beyond the calendar"
                break
        return judged

    def live_through(self, number: int, facts: Facts, judged: Judged) -> None:
        """Judges a line of its own."""
        happens, at = event(facts), moment(facts, "at")
        before = self.previous if self.previous.__class__ is datetime else self.time_before()
        if before and at < before:
            raise BadLine("time runs backwards")
        self.previous = at
        answer = happens(self.district, facts, at, number)
        if answer:
            judged.answers[number] = answer

    def owner(self, facts: Facts) -> int:
        """The share that judges a line; an enterprise falls to the same one in every process of a replay."""
        event, code = facts.get("event"), facts.get("credit_code")
        if event == "plan.filed" or event == "visit.stands":
            return self.owners[hash(code) % len(self.owners)] if code.__class__ is str else FIRST
        match event:
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
        """The share in which a plan was filed; where none is known to have, the first says so."""
        near = self.district.near_of_plan.get(plan_id) if plan_id.__class__ is str else None
        if near is None:
            return FIRST if self.number == FIRST else UNKNOWN
        return near.share if isinstance(near, OfOther) else self.number

    def note(self, number: int, facts: Facts, owner: int, judged: Judged) -> None:
        """The first share notes which plans others judge, and where their answers go."""
        event = facts["event"]
        if event == "plan.filed":
            self.note_plan(facts.get("plan"), owner)
        elif event == "visit.stands":
            self.note_standing(facts, owner)
        if event in ANSWERED:
            judged.answers[number] = ""
            judged.others[owner].append(number)

    def note_plan(self, plan_id: Any, owner: int) -> None:
        """A plan is known to another share; nobody files it again."""
        if plan_id.__class__ is not str:
            return
        if plan_id in self.district.near_of_plan:
            raise BadLine(f"plan {plan_id!r} was filed before")
        self.district.near_of_plan[plan_id] = self.others[owner]

    def note_standing(self, facts: Facts, owner: int) -> None:
        """The plans of a visit that stands are known to another share."""
        known, others = self.district.near_of_plan, self.others[owner]
        for plan_id in own_lines.plan_ids(facts):
            if known.setdefault(plan_id, others) is not others:
                raise BadLine(HOLDS_KNOWN.format(facts["visit"]))

    def time_before(self) -> datetime | None:
        """When the line before happened, whoever judges that; none if it is bad, which that share will say."""
        if isinstance(self.previous, dict):
            self.previous = when(self.previous)
        return self.previous

    def visits(self) -> Iterator[dict[str, str]]:
        """The visits of this share as the log leaves them, by their ids and sorted by these, some at a time."""
        now, standing = self.time_before(), self.district.visits
        in_order = iter(sorted(standing))
        while some := list(islice(in_order, VISITS_AT_ONCE)):
            assert now
            today = now.date()
            yield {visit_id: answers.standing(standing[visit_id], today) for visit_id in some}


def when(line: Facts) -> datetime | None:
    """When another share's line happened; unknown if it is bad, which that share will say."""
    try:
        return moment(line, "at")
    except (BadLine, OverflowError):
        return None
