"""What the demo's bureau removed by law and still has to decide, and who looked at whose records."""

from datetime import date, timedelta

from sqlalchemy import not_, or_, select

from server import clock
from server.accounts import queries as accounts
from server.accounts.sessions import actor_of
from server.accounts.tables import AccountRow
from server.db import db
from server.demo.schedule import moment
from server.planning.tables import VisitRow
from server.privacy import looks, needed, removals
from server.registry.tables import EnterpriseRow
from server.trail.tables import TrailEntryRow
from server.visits.tables import EvidenceRow
from server.vocabulary import RemovalGround, RemovalScope, VisitState

BYSTANDER = (RemovalGround.UNRELATED, "区司法局", "个人信息保护法第四十七条")
ASKED_FOR = (RemovalGround.REQUEST, "区司法局", "个人信息保护法第四十七条，当事人申请")
# So many days ago, whose people: those of the manager's own enterprise first.
LOOKED = ((40, "supervisor"), (33, "market"), (19, "urban"), (12, "market"), (9, "officer"))
AT_INSPECTOR = ((25, "officer"), (11, "market"))


def tell(credit_code: str, day: date) -> None:
    """A photo of a bystander is gone, a statement waits for the second officer, and desks were looked at."""
    _remove(day)
    enterprise = db.session.scalars(select(EnterpriseRow).where(EnterpriseRow.credit_code == credit_code)).one()
    inspector = _account("inspector").inspector_id
    for ago, who in LOOKED:
        _look(who, looks.ENTERPRISE, enterprise.id, day - timedelta(days=ago))
    for ago, who in AT_INSPECTOR:
        _look(who, looks.INSPECTOR, str(inspector), day - timedelta(days=ago))


def _remove(day: date) -> None:
    first, second = _account("supervisor2").id, _account("supervisor").id
    free = not_(or_(*needed.of(VisitRow.id)))
    over = (VisitRow.state == VisitState.COMPLETED, VisitRow.visit_on < day - timedelta(days=30), free)
    seen = select(EvidenceRow.sha256).join(VisitRow, VisitRow.id == EvidenceRow.visit_id)
    photo = seen.where(*over, EvidenceRow.role == "evidence", EvidenceRow.sha256.not_in(seen.where(not_(free))))
    sha256 = db.session.scalars(photo.order_by(VisitRow.visit_on.desc(), EvidenceRow.id).limit(1)).one()
    said = select(TrailEntryRow.id).join(VisitRow, VisitRow.id == TrailEntryRow.entity_id)
    said = said.where(*over, TrailEntryRow.kind == "statement.recorded").order_by(TrailEntryRow.received_at.desc())
    statement = db.session.scalars(said.limit(1)).one()
    with clock.at(moment(day, 6)):
        gone = removals.propose(removals.Order(RemovalScope.FILE, sha256, *BYSTANDER), by=first)
        removals.carry_out(gone.id, by=second)
        removals.propose(removals.Order(RemovalScope.OPERATION, statement, *ASKED_FOR), by=first)


def _look(who: str, subject: str, subject_id: str, on: date) -> None:
    with clock.at(moment(on, 10)):
        looks.note(actor_of(_account(who)), subject, subject_id)


def _account(name: str) -> AccountRow:
    row = accounts.by_sign_in_name(name)
    assert row is not None, name
    return row
