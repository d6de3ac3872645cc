"""What keeps evidence from being removed: a hold, an open case, an open complaint, or an objection under way."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, exists, or_, select

from server.db import db
from server.exchange.tables import DocumentRow
from server.feedback.complaint_tables import ComplaintPhotoRow, ComplaintRow
from server.oversight.case_tables import AttachmentRow, CaseRow, HoldRow
from server.planning.tables import VisitRow
from server.refusals import REMOVAL_HELD, Refused
from server.visits.correction_tables import CorrectionPhotoRow, CorrectionRow
from server.visits.objection_tables import OPEN, ObjectionPhotoRow, ObjectionRow
from server.visits.tables import EvidenceRow
from server.vocabulary import CaseState

OVER = (CaseState.CLOSED, CaseState.DECLINED)


class Ways(NamedTuple):
    """Each reason as a condition upon a visit."""

    held: ColumnElement[bool]
    case: ColumnElement[bool]
    complaint: ColumnElement[bool]
    objection: ColumnElement[bool]


def of(visit_id: Any) -> Ways:
    """The reasons for a visit, by its column or its id."""
    open_case = CaseRow.state.not_in(OVER)
    return Ways(
        exists().where(HoldRow.visit_id == visit_id, HoldRow.released_at.is_(None)),
        exists().where(CaseRow.visit_id == visit_id, open_case),
        exists().where(ComplaintRow.visit_id == visit_id, CaseRow.complaint_id == ComplaintRow.id, open_case),
        exists().where(ObjectionRow.visit_id == visit_id, ObjectionRow.state.in_(OPEN)),
    )


def require_free(visit_ids: Iterable[str]) -> None:
    """Refuses, and says why, where one of these visits must keep what it has."""
    for visit_id in visit_ids:
        found = db.session.execute(select(*(each.label(name) for name, each in of(visit_id)._asdict().items()))).one()
        why = next((word for name, word in _words().items() if getattr(found, name)), None)
        if why:
            raise Refused(REMOVAL_HELD, why=why)


def require_settled(complaint_id: str) -> None:
    """Refuses while the case about a complaint is open."""
    still = exists().where(CaseRow.complaint_id == complaint_id, CaseRow.state.not_in(OVER))
    if db.session.scalar(select(still)):
        raise Refused(REMOVAL_HELD, why=_words()["complaint"])


def require_unneeded(sha256: str) -> None:
    """Refuses while a case or an objection under way has this file among its papers."""
    complaints = select(ComplaintPhotoRow.complaint_id).where(ComplaintPhotoRow.sha256 == sha256)
    attached = select(AttachmentRow.case_id).where(AttachmentRow.sha256 == sha256)
    named = or_(CaseRow.complaint_id.in_(complaints), CaseRow.id.in_(attached))
    if db.session.scalar(select(exists().where(named, CaseRow.state.not_in(OVER)))):
        raise Refused(REMOVAL_HELD, why=_words()["case"])
    objections = select(ObjectionPhotoRow.objection_id).where(ObjectionPhotoRow.sha256 == sha256)
    if db.session.scalar(select(exists().where(ObjectionRow.id.in_(objections), ObjectionRow.state.in_(OPEN)))):
        raise Refused(REMOVAL_HELD, why=_words()["objection"])


def visits_with(sha256: str) -> list[str]:
    """Every visit to whose record this file belongs."""
    corrections = select(CorrectionPhotoRow.correction_id).where(CorrectionPhotoRow.sha256 == sha256)
    named = (
        select(EvidenceRow.visit_id).where(EvidenceRow.sha256 == sha256),
        select(CorrectionRow.visit_id).where(CorrectionRow.id.in_(corrections)),
        select(DocumentRow.visit_id).where(DocumentRow.sha256 == sha256),
    )
    return list(db.session.scalars(select(VisitRow.id).where(or_(*(VisitRow.id.in_(each) for each in named)))))


def _words() -> dict[str, str]:
    return {
        "held": _("证据已封存"),
        "case": _("有监督案件尚未办结"),
        "complaint": _("有投诉或线索尚未办结"),
        "objection": _("异议复查尚未结束"),
    }
