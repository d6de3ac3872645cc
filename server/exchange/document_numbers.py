"""文号: a document has its number from its first draft on, whether that was printed on site or issued at a desk."""

from collections.abc import Callable, Mapping

from sqlalchemy import select

from server import clock, trail
from server.db import db, lock, next_number
from server.exchange.tables import DocumentNumberRow
from server.registry.tables import AgencyRow
from server.trail import Operation
from server.visits.at_hand import AtHand
from server.visits.bodies import checked
from server.vocabulary import DocumentKind

LETTERS = {
    DocumentKind.APPROVAL: "检审", DocumentKind.NOTICE: "检通", DocumentKind.ON_SITE: "检笔",
    DocumentKind.SAMPLING: "检抽", DocumentKind.SURVEY: "检勘", DocumentKind.QUESTIONING: "检询",
    DocumentKind.RESULT: "检告",
}  # fmt: skip


def given(kind: DocumentKind, visit_id: str, agency_id: str) -> str:
    """The number it has; empty where it has none."""
    row = _row(kind, visit_id, agency_id)
    return row.number if row else ""


def give(kind: DocumentKind, visit_id: str, agency: AgencyRow) -> str:
    """The number it has, or the next of its agency, kind and year, in the caller's transaction."""
    lock(f"document_number:{visit_id}")
    if known := given(kind, visit_id, agency.id):
        return known
    year = clock.today().year
    number = f"{agency.short_name}{LETTERS[kind]}〔{year}〕{next_number(f'{kind}:{year}:{agency.id}'[:60])}号"
    row = DocumentNumberRow(visit_id=visit_id, agency_id=agency.id, kind=kind, number=number, given_at=clock.now())
    db.session.add(row)
    db.session.flush()
    trail.touched("document_number", row.id)
    return number


def number_draft(operation: Operation, at_hand: AtHand) -> None:
    """A document was printed on site: it is given its number; printing it again changes nothing."""
    body = checked(operation.kind, operation.entity_id, operation.body)
    agency = db.session.get_one(AgencyRow, operation.agency_id)
    give(DocumentKind(body["document"]), at_hand.visit(body["visit"]).id, agency)


def _row(kind: DocumentKind, visit_id: str, agency_id: str) -> DocumentNumberRow | None:
    return db.session.scalar(
        select(DocumentNumberRow).where(
            DocumentNumberRow.visit_id == visit_id, DocumentNumberRow.agency_id == agency_id,
            DocumentNumberRow.kind == kind,
        )
    )  # fmt: skip


OPERATIONS: Mapping[str, Callable[[Operation, AtHand], None]] = {"document.drafted": number_draft}
