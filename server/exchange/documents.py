"""Issuing documents: numbered by agency, kind and year; a version once issued never changes."""

import hashlib
from collections.abc import Sequence

from sqlalchemy import select

from server import clock, trail
from server.db import db, lock, transaction
from server.evidence import store
from server.exchange import document_files, document_numbers, document_templates
from server.exchange.document_template import Line, filled
from server.exchange.document_values import BEGUN, plan_of, result_of, values
from server.exchange.tables import DocumentRow
from server.planning.tables import VisitRow
from server.refusals import DOCUMENT_NOT_YET, Refused
from server.registry.tables import AgencyRow
from server.vocabulary import DocumentKind

PLANNED = (DocumentKind.APPROVAL, DocumentKind.NOTICE)


def is_due(kind: DocumentKind, visit: VisitRow, agency_id: str) -> bool:
    """Whether the visit has come to the point of this document."""
    if kind in PLANNED:
        return plan_of(visit, agency_id) is not None
    if kind is DocumentKind.RESULT:
        return result_of(visit, agency_id) is not None
    return visit.state in BEGUN


def issued(visit_id: str, agency_id: str) -> Sequence[DocumentRow]:
    """The agency's documents of a visit, the newest version of each kind first."""
    wanted = select(DocumentRow).where(DocumentRow.visit_id == visit_id, DocumentRow.agency_id == agency_id)
    return db.session.scalars(wanted.order_by(DocumentRow.kind, DocumentRow.version.desc())).all()


def issue(kind: DocumentKind, visit_id: str, agency_id: str, *, account_id: str | None) -> DocumentRow:
    """A new version if it says something new, else the last one as it stands."""
    with transaction():
        lock(f"document:{visit_id}")
        visit, agency = db.session.get_one(VisitRow, visit_id), db.session.get_one(AgencyRow, agency_id)
        if not is_due(kind, visit, agency_id):
            raise Refused(DOCUMENT_NOT_YET)
        last = next((each for each in issued(visit_id, agency_id) if each.kind == kind), None)
        number = last.number if last else document_numbers.given(kind, visit_id, agency_id)
        lines = _lines(kind, visit, agency, number)
        if last and last.said == _digest(lines):
            return last
        number = number or document_numbers.give(kind, visit_id, agency)
        row = _row(kind, _lines(kind, visit, agency, number), last.version + 1 if last else 1, number)
        row.visit_id, row.agency_id, row.account_id = visit_id, agency_id, account_id
        db.session.add(row)
        facts = {
            "document": kind, "number": number, "version": row.version, "sha256": row.sha256,
            "template": document_templates.standing(kind).version,
        }  # fmt: skip
        trail.append("document.issued", "visit", visit_id, facts, account_id=account_id, agency_id=agency_id)
    return row


def _lines(kind: DocumentKind, visit: VisitRow, agency: AgencyRow, number: str) -> list[Line]:
    return filled(document_templates.template(kind), values(visit, agency, number))


def _row(kind: DocumentKind, lines: list[Line], version: int, number: str) -> DocumentRow:
    now = clock.now()
    footer = f"第{version}版，{now.astimezone(clock.LOCAL):%Y-%m-%d %H:%M}出具。文件摘要存于全程留痕，可供核对。"
    sha256 = store.keep(document_files.drawn(lines, footer), "application/pdf")
    return DocumentRow(kind=kind, version=version, number=number, said=_digest(lines), sha256=sha256, issued_at=now)


def _digest(lines: list[Line]) -> str:
    return hashlib.sha256("\n".join(f"{line.kind} {line.label} {line.text}" for line in lines).encode()).hexdigest()
