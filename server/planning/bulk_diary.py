"""Where the people of an agency are expected on each day, while a file of plans is judged in memory."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from datetime import date

from sqlalchemy import select

from server.db import db
from server.planning import bookings, rules
from server.planning.admission import Member
from server.planning.tables import PlanRow, PlanTeamRow, VisitRow
from server.planning.values import Visit
from server.registry.tables import EnterpriseRow, PremisesRow
from server.vocabulary import PlanState, Window


class Entry:
    """One plan in the diary: where, when within the day, on which day."""

    def __init__(self, place: str, enterprise: str, window: Window | None, day: date) -> None:
        self.place, self.enterprise, self.window, self.day = place, enterprise, window, day


class Diary:
    """Everybody's plans, in filing order."""

    def __init__(self) -> None:
        self.by_plan: dict[str, Entry] = {}
        self.by_person: dict[str, list[Entry]] = defaultdict(list)

    def note(self, plan_id: str, people: Iterable[str], entry: Entry) -> None:
        """Enters a plan for its team."""
        entry = self.by_plan.setdefault(plan_id, entry)
        for person in people:
            self.by_person[person].append(entry)

    def follow(self, visits: Iterable[Visit]) -> None:
        """Plans go where their visits go."""
        for visit in visits:
            for plan in visit.plans:
                if plan.id in self.by_plan:
                    self.by_plan[plan.id].day = visit.visit_on

    def require_free(self, window: Window | None, team: Sequence[Member], day: date, here: str) -> None:
        """Nobody of the team is expected elsewhere at a time that overlaps."""
        for member in team:
            others = [each for each in self.by_person[member.inspector_id] if each.day == day and each.place != here]
            bookings.require_time_for(member, window, day, others)


def diary_of(people: Collection[str], since: date) -> Diary:
    """The diary of these people from a day on."""
    diary = Diary()
    rows = db.session.execute(
        select(
            PlanRow.id, PlanTeamRow.inspector_id, PlanRow.premises_id, EnterpriseRow.name, PlanRow.window,
            VisitRow.visit_on,
        )
        .join(PlanTeamRow, PlanTeamRow.plan_id == PlanRow.id)
        .join(VisitRow, VisitRow.id == PlanRow.visit_id)
        .join(PremisesRow, PremisesRow.id == PlanRow.premises_id)
        .join(EnterpriseRow, EnterpriseRow.id == PremisesRow.enterprise_id)
        .where(
            PlanTeamRow.inspector_id.in_(people),
            PlanRow.state == PlanState.FILED,
            VisitRow.state.in_(rules.UNFINISHED),
            VisitRow.visit_on >= since,
        )
        .order_by(PlanRow.number)
    )  # fmt: skip
    for plan_id, person, place, enterprise, window, day in rows:
        diary.note(plan_id, [person], Entry(place, enterprise, Window(window) if window else None, day))
    return diary
