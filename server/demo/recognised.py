"""What the demo's agencies recognise of each other: equivalent items, and an earlier visit that spares a look today."""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from sqlalchemy import select

from server import clock
from server.accounts import queries as accounts
from server.accounts.sessions import actor_of
from server.accounts.tables import AccountRow
from server.db import db
from server.demo import signing
from server.demo.cast import Scene
from server.demo.crew import Crew
from server.demo.schedule import District, Filing, moment
from server.planning.tables import VisitRow
from server.policy import Actor
from server.registry import equivalences
from server.registry.tables import EnterpriseRow, PremisesRow
from server.vocabulary import EquivalenceAct

OTHER = "emergency"
LOOKED, SAME = "safety-equipment", "fire-facilities"
CAME = 39  # so many days ago the emergency bureau was at the manager's enterprise
WHY = "两项都现场测试报警、救生设备，查看安全标志和维护记录，查的是同一事实。"
ALIKE = "都查预案、演练和隐患排查记录，企业同一本台账备查两次，建议互认。"


def plans(known: District, staged: Sequence[Scene], day: date) -> Iterator[Filing]:
    """The emergency bureau's visit to the manager's enterprise, filed in time."""
    if not staged:
        return
    on, premises = day - timedelta(days=CAME), staged[0].premises
    yield Filing(
        filed_at=moment(on - timedelta(days=12), 9, 40), agency=OTHER, credit_code=premises["credit_code"],
        premises=int(premises["premises"]), items=(LOOKED,), visit_on=on, team=tuple(known.staff(OTHER, on)[:2]),
    )  # fmt: skip


def agree(crew: Crew, premises: str, day: date) -> None:
    """One pair in force for weeks, with a result; one that waits for the lead a visitor of the demo signs in as."""
    on = day - timedelta(days=CAME)
    came = select(VisitRow.id).join(PremisesRow).join(EnterpriseRow).where(EnterpriseRow.credit_code == premises)
    for visit_id in db.session.scalars(came.where(VisitRow.visit_on == on)).all():
        signing.sign(visit_id, on + timedelta(days=2))
    with clock.at(moment(day - timedelta(days=70), 10)):
        pair = equivalences.propose(LOOKED, SAME, WHY, _officer(crew, OTHER))
    with clock.at(moment(day - timedelta(days=67), 15)):
        equivalences.act(pair, EquivalenceAct.AGREED, "", _named("lead"))
    with clock.at(moment(day - timedelta(days=63), 9)):
        equivalences.act(pair, EquivalenceAct.APPROVED, "", _named("supervisor"))
    with clock.at(moment(day - timedelta(days=2), 11)):
        equivalences.propose("safety-hazard", "fire-duty", ALIKE, _officer(crew, OTHER))


def _officer(crew: Crew, agency: str) -> Actor:
    return actor_of(db.session.get_one(AccountRow, crew.officer_of(agency)))


def _named(sign_in_name: str) -> Actor:
    row = accounts.by_sign_in_name(sign_in_name)
    assert row is not None
    return actor_of(row)
