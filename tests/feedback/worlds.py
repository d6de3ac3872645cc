"""Worlds of visits and ratings, written week by week, and everything that agencies and the public read of them.

A week is a word: a letter for each visit, `.` for one nobody rated, `1` to `5` for one rated so in both questions.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from flask.testing import FlaskClient
from sqlalchemy import delete

from server import clock
from server.accounts.tables import AccountRow
from server.db import db, transaction
from server.feedback.closing_groups import close_due
from server.feedback.commands import rate_visit
from server.feedback.tables import RatingGroupRow, RatingRow, RedactionRow
from server.ids import new_id
from server.oversight import open_data
from server.oversight.tables import IrregularityRow
from server.planning.tables import VisitRow
from server.policy import Actor
from server.registry.tables import EnterpriseRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import Role, VisitState
from tests.builders import an_account, an_agency, an_enterprise, signed_in

MONDAY = datetime(2026, 6, 1, 2, 0, tzinfo=UTC)
WEEK = timedelta(days=7)
WATCHED = 7  # weeks that the attacker goes on looking after the last visit
PAGES = ("/desk/mirror", "/district", "/district/satisfaction.csv", "/district/satisfaction.json")

# Something said of the n-th visit of a world beside its letter.
Besides = Callable[["World", list[str]], None]


@dataclass
class World:
    """Two agencies, one enterprise with its manager, and people of the agencies who want to know who said what."""

    client: FlaskClient
    enterprise: EnterpriseRow = field(init=False)
    manager: Actor = field(init=False)
    attackers: list[str] = field(init=False)

    def __post_init__(self) -> None:
        self.enterprise = an_enterprise()
        account = an_account(Role.MANAGER, enterprise=self.enterprise)
        self.manager = Actor(
            account.id, roles=frozenset({Role.MANAGER}), enterprises=frozenset({str(self.enterprise.id)})
        )
        self.premises = self.enterprise.premises[0].id
        offices = (an_agency(), an_agency("market", "市场监督管理局", "market"))
        self.attackers = [
            an_account(role, agency=each).id for each in offices for role in (Role.OFFICER, Role.AGENCY_LEAD)
        ]

    def read(self, weeks: Sequence[str], besides: Besides | None = None, agency: str = "fire-rescue") -> list[object]:
        """What all of them read, week after week, while these visits are made and rated; then all is as before."""
        seen = self.live(weeks, besides, agency)
        with transaction():
            for table in (IrregularityRow, RedactionRow, RatingRow, RatingGroupRow, TrailEntryRow, VisitRow):
                db.session.execute(delete(table))
        return seen

    def live(self, weeks: Sequence[str], besides: Besides | None = None, agency: str = "fire-rescue") -> list[object]:
        """The same, and it stays: what is published each week, and at last every page."""
        seen: list[object] = []
        visits: list[str] = []
        for number in range(len(weeks) + WATCHED):
            if number < len(weeks):
                visits += self._week(MONDAY + number * WEEK, weeks[number], agency)
            if number == len(weeks) - 1 and besides:
                with clock.at(MONDAY + number * WEEK + timedelta(days=3)):
                    besides(self, visits)
            with clock.at(MONDAY + (number + 1) * WEEK):
                close_due()
                seen.append(open_data.district())
        with clock.at(MONDAY + (len(weeks) + WATCHED) * WEEK):
            return [*seen, *self.looked_at()]

    def rate(self, visit: str, step: int, **said: object) -> None:
        rate_visit(visit, process=step, result=step, by=self.manager, **said)  # type: ignore[arg-type]

    def _week(self, monday: datetime, word: str, agency: str) -> list[str]:
        with transaction(), clock.at(monday + timedelta(days=2)):
            made = [self._visit(monday, agency) for _ in word]
            for visit, letter in zip(made, word, strict=True):
                if letter != ".":
                    self.rate(visit, int(letter))
            return made

    def _visit(self, monday: datetime, agency: str) -> str:
        row = VisitRow(
            id=new_id(), premises_id=self.premises, visit_on=clock.local_day(monday), state=VisitState.COMPLETED,
            planned=False, agency_id=agency, made_at=monday, started_at=monday,
            completed_at=monday + timedelta(hours=1),
        )  # fmt: skip
        db.session.add(row)
        return row.id

    def looked_at(self) -> list[bytes]:
        """What the public reads now, and what everybody of the agencies does."""
        with self.client.session_transaction() as cookie:
            cookie.clear()
        answers = [self.client.get(page) for page in PAGES[1:]]
        for account_id in self.attackers:
            signed_in(self.client, db.session.get_one(AccountRow, account_id))
            answers += [self.client.get(page) for page in PAGES]
        assert {answer.status_code for answer in answers} == {200}
        return [answer.data for answer in answers]
