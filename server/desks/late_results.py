"""What is late after a visit: results nobody has signed off, corrections not made, objections not decided."""

from collections.abc import Iterable
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from server import clock
from server.db import ask, db
from server.desks.late import MOST_OF_A_KIND, Agencies, Late
from server.planning.tables import VisitRow
from server.registry.tables import AgencyRow, EnterpriseRow, PremisesRow
from server.visits import sign_off_queries
from server.visits.objection_tables import OPEN, ObjectionRow
from server.visits.tables import FindingRow
from server.vocabulary import LateKind, ObjectionState

RESULT, CORRECTIONS, OBJECTION = "/desk/results/{}", "/desk/corrections", "/desk/objections/{}"
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
    """Findings whose day of correction has passed and whose agency has not confirmed it."""
    late = (
        select(FindingRow.correction_due, FindingRow.text, EnterpriseRow.name, AgencyRow.short_name)
        .join(VisitRow, VisitRow.id == FindingRow.visit_id)
        .join(AgencyRow, AgencyRow.id == FindingRow.agency_id)
        .outerjoin(PremisesRow, PremisesRow.id == VisitRow.premises_id)
        .outerjoin(EnterpriseRow, EnterpriseRow.id == PremisesRow.enterprise_id)
        .where(FindingRow.correction_due < clock.today(), FindingRow.corrected_at.is_(None),
               FindingRow.withdrawn_by.is_(None))
        .order_by(FindingRow.correction_due)
        .limit(MOST_OF_A_KIND)
    )  # fmt: skip
    if agencies is not None:
        late = late.where(FindingRow.agency_id.in_(agencies))
    return [_correction(row, agencies) for row in ask(late)]


def objections(agencies: Agencies) -> Iterable[Late]:
    """Objections whose term is over: the bureau decides, the agency of the result inspects anew."""
    running = select(ObjectionRow).options(joinedload(ObjectionRow.against)).where(
        ObjectionRow.state.in_(OPEN), ObjectionRow.due_on < clock.today()
    )  # fmt: skip
    if agencies is not None:
        running = running.where(ObjectionRow.against_id.in_(agencies), ObjectionRow.state.not_in(OF_BUREAU))
    rows = db.session.scalars(running.order_by(ObjectionRow.due_on).limit(MOST_OF_A_KIND))
    return [_objection(row) for row in rows]


def _correction(row: Any, agencies: Agencies) -> Late:
    about = row.name or _("未登记的企业")
    who = _("%(agency)s（督促企业）", agency=row.short_name)
    address = CORRECTIONS if agencies is not None else ""
    return Late(LateKind.CORRECTION, about, row.text, who, row.correction_due, address)


def _objection(row: ObjectionRow) -> Late:
    who = _("司法局") if row.state in OF_BUREAU else row.against.short_name
    assert row.due_on is not None
    return Late(LateKind.OBJECTION, row.number, row.text, who, row.due_on, OBJECTION.format(row.id))
