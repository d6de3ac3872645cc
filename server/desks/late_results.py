"""What is late after a visit: results nobody has signed off, corrections not made, objections not decided."""

from collections.abc import Iterable

from flask_babel import gettext as _
from sqlalchemy import bindparam, select
from sqlalchemy.orm import joinedload

from server import clock
from server.db import ask, db
from server.desks.late import MOST_OF_A_KIND, Agencies, Late
from server.planning.tables import VisitRow
from server.registry.tables import EnterpriseRow, PremisesRow
from server.visits import correction_queries, sign_off_queries
from server.visits.correction_queries import STANDS, Correction
from server.visits.objection_tables import OPEN, ObjectionRow
from server.visits.tables import FindingRow
from server.vocabulary import LateKind, ObjectionState

RESULT, CORRECTION, OBJECTION = "/desk/results/{}", "/desk/corrections/of/{}", "/desk/objections/{}"
# The earliest of those not confirmed; the deadline that stands can only be later than the one first set.
OPEN_CORRECTIONS = (
    select(FindingRow.id, EnterpriseRow.name)
    .join(VisitRow, VisitRow.id == FindingRow.visit_id)
    .outerjoin(PremisesRow, PremisesRow.id == VisitRow.premises_id)
    .outerjoin(EnterpriseRow, EnterpriseRow.id == PremisesRow.enterprise_id)
    .where(FindingRow.correction_due < bindparam("today"), FindingRow.corrected_at.is_(None), STANDS)
    .order_by(FindingRow.correction_due)
    .limit(MOST_OF_A_KIND)
)
OF_BUREAU = (ObjectionState.FILED, ObjectionState.INSPECTED)  # states in which the next step is the bureau's


def results(agencies: Agencies) -> Iterable[Late]:
    """Results that should have been signed off."""
    return [
        Late(
            LateKind.RESULT, each.enterprise or _("未登记的企业"), _("检查结果待签发"),
            f"{each.agency} {each.row.inspector.name}", each.sign_by, RESULT.format(each.row.id),
        )
        for each in sign_off_queries.overdue(agencies)[:MOST_OF_A_KIND]
    ]  # fmt: skip


def corrections(agencies: Agencies) -> Iterable[Late]:
    """Corrections the enterprise has not reported by the day that stands now: a deadline may have been put off."""
    asked = OPEN_CORRECTIONS if agencies is None else OPEN_CORRECTIONS.where(FindingRow.agency_id.in_(agencies))
    named = {row.id: row for row in ask(asked, {"today": clock.today()})}
    found = correction_queries.of_visit_findings(named).values()
    return [_correction(each, named[each.finding.id].name) for each in found if each.overdue]


def objections(agencies: Agencies) -> Iterable[Late]:
    """Objections whose term is over: the bureau decides, the agency of the result inspects anew."""
    running = select(ObjectionRow).options(joinedload(ObjectionRow.against)).where(
        ObjectionRow.state.in_(OPEN), ObjectionRow.due_on < clock.today()
    )  # fmt: skip
    if agencies is not None:
        running = running.where(ObjectionRow.against_id.in_(agencies), ObjectionRow.state.not_in(OF_BUREAU))
    rows = db.session.scalars(running.order_by(ObjectionRow.due_on).limit(MOST_OF_A_KIND))
    return [_objection(row) for row in rows]


def _correction(each: Correction, enterprise: str | None) -> Late:
    who = _("企业（%(agency)s督促）", agency=each.agency)
    address = CORRECTION.format(each.finding.id)
    assert each.due is not None
    return Late(LateKind.CORRECTION, enterprise or _("未登记的企业"), each.finding.text, who, each.due, address)


def _objection(row: ObjectionRow) -> Late:
    who = _("司法局") if row.state in OF_BUREAU else row.against.short_name
    assert row.due_on is not None
    return Late(LateKind.OBJECTION, row.number, row.text, who, row.due_on, OBJECTION.format(row.id))
