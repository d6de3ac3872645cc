"""The district's half-year, day by day: plans are filed, visits carried out and rated, each at its own moment."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from server import clock
from server.db import db
from server.demo.crew import Crew
from server.demo.evenings import Evenings
from server.demo.onsite import Onsite
from server.demo.schedule import Filing, moment
from server.feedback.commands import rate_visit
from server.planning.commands import file_plan, lapse_overdue
from server.planning.queries import standing_plans
from server.planning.tables import VisitRow
from server.planning.values import NewPlan
from server.refusals import Refused
from server.registry.tables import AgencyRow, EnterpriseRow, InspectionItemRow, InspectorRow, PremisesRow
from server.vocabulary import RatingTag, TeamRole, VisitState

HELD_PERCENT, RATED_PERCENT = 96, 45
SCORES, SCORE_PERCENT = (5, 4, 3, 2), (62, 27, 8, 3)
WORDS = (
    ("检查人员亮证告知，过程规范。", "问题讲得清楚，整改要求明确。"),
    ("几个部门一起来，省了很多时间。", "结果当场说明，没有疑问。"),
    ("提前一周就知道要来检查，准备充分。", ""),
    ("态度很好。", "希望多给一些整改指导。"),
    ("时间稍长，影响了中午营业。", "结果认可。"),
    ("", ""),
)
PRAISE = (RatingTag.CIVIL, RatingTag.ON_TIME, RatingTag.WITHIN_PLAN, RatingTag.WITHIN_ITEMS)
PRAISE_PERCENT = 60
MONDAY = 0
WORKING_HOURS = (9, 10, 13, 14, 15)


class History:
    """Plays the past: what happens on a day happens in that day's light."""

    def __init__(self, crew: Crew, seed: int, evenings: Evenings) -> None:
        self.crew = crew
        self.seed = seed
        self.onsite = Onsite(crew, seed, evenings)
        self.ratings: dict[date, list[str]] = defaultdict(list)
        self.at_hand = registry_rows()

    def file(self, filings: Iterable[Filing]) -> None:
        """Files plans in the order given; what the rules refuse stays refused."""
        for filing in filings:
            with clock.at(filing.filed_at):
                self._file(filing)

    def carry_out(self, day: date) -> None:
        """Carries out nearly all visits of a past day; the rest were missed and lapse."""
        for visit in visits_on(day):
            random = self._random("held", visit)
            if random.randrange(100) < HELD_PERCENT:
                self.onsite.carry_out(visit, moment(day, random.choice(WORKING_HOURS), random.randrange(5, 55)))
                if random.randrange(100) < RATED_PERCENT:
                    self.ratings[day + timedelta(days=random.randrange(1, 8))].append(visit.id)
        if day.weekday() == MONDAY:
            lapse_overdue()

    def drop_in(self, day: date) -> None:
        """Somebody goes back without a plan to an enterprise that was visited a few days before."""
        before = (
            visit for days in range(1, 8) for visit in visits_on(day - timedelta(days=days), VisitState.COMPLETED)
        )
        if visit := next(before, None):
            self.onsite.drop_in(standing_plans(visit)[0], moment(day, 16, 20))

    def rate(self, day: date) -> None:
        """The ratings that enterprises give on this day."""
        for visit_id in self.ratings.pop(day, ()):
            visit = db.session.get_one(VisitRow, visit_id)
            if visit.state == VisitState.COMPLETED and visit.premises:
                with clock.at(moment(day, *self._evening(visit))):
                    self._rate(visit, visit.premises)

    def _file(self, filing: Filing) -> None:
        team = tuple((self.crew.inspectors[badge], TeamRole.INSPECTOR) for badge in filing.team)
        new = NewPlan(
            credit_code=filing.credit_code, premises=filing.premises, items=filing.items, team=team,
            visit_on=filing.visit_on, channel=filing.channel, cause=filing.cause, reference=filing.reference or "",
        )  # fmt: skip
        try:
            file_plan(new, agency_id=filing.agency, account_id=self.crew.officer_of(filing.agency))
        except Refused:
            return

    def _rate(self, visit: VisitRow, premises: PremisesRow) -> None:
        random = self._random("rating", visit)
        process, result = random.choices(SCORES, SCORE_PERCENT, k=2)
        said, of_result = random.choice(WORDS)
        rate_visit(
            visit.id, process=process, result=result, process_text=said, result_text=of_result,
            tags=[tag for tag in PRAISE if random.randrange(100) < PRAISE_PERCENT],
            by=self.crew.manager_of(premises.enterprise),
        )  # fmt: skip

    def _evening(self, visit: VisitRow) -> tuple[int, int]:
        random = self._random("evening", visit)
        return random.randrange(18, 22), random.randrange(60)

    def _random(self, what: str, visit: VisitRow) -> Random:
        premises = visit.premises
        assert premises is not None
        return Random(f"{what} {self.seed} {premises.enterprise.credit_code} {premises.number} {visit.visit_on}")


def registry_rows() -> list[object]:
    """What every filing and visit looks up; held, it is read once instead of thousands of times."""
    return [
        *db.session.scalars(select(AgencyRow)),
        *db.session.scalars(select(InspectorRow).options(selectinload(InspectorRow.badges))),
        *db.session.scalars(select(InspectionItemRow).options(selectinload(InspectionItemRow.versions))),
    ]


def visits_on(day: date, state: VisitState = VisitState.OPEN) -> Sequence[VisitRow]:
    """The planned visits of a day in one state, in an order that does not depend on their ids."""
    return db.session.scalars(
        select(VisitRow)
        .join(PremisesRow, PremisesRow.id == VisitRow.premises_id)
        .join(EnterpriseRow, EnterpriseRow.id == PremisesRow.enterprise_id)
        .where(VisitRow.visit_on == day, VisitRow.state == state, VisitRow.planned)
        .order_by(EnterpriseRow.credit_code, PremisesRow.number, VisitRow.made_at)
    ).all()
