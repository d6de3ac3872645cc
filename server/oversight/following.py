"""What became of a complaint, for whoever filed it: he holds its code, or manages the enterprise."""

import hmac
from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from server import policy
from server.db import db, transaction
from server.feedback import complaint_rules as told
from server.feedback import receipts
from server.feedback.complaint_rules import Filing
from server.feedback.complaint_tables import ComplaintRow
from server.http import current_actor, current_settings
from server.ids import is_id
from server.oversight import case_rules as rules
from server.oversight import cases
from server.oversight.case_rules import By
from server.oversight.case_tables import CaseRow
from server.refusals import NOT_FOUND, Refused
from server.vocabulary import CaseAct, CaseState, ComplaintKind, Conduct


def case_of(complaint_id: str, code: str) -> CaseRow:
    """The case upon a complaint; one filed with an account is shown to the enterprise's managers alone."""
    right = is_id(complaint_id) and hmac.compare_digest(_code(complaint_id).encode(), code.encode())
    row = db.session.scalar(select(CaseRow).where(CaseRow.complaint_id == complaint_id)) if right else None
    if row is None or row.complaint is None:
        raise Refused(NOT_FOUND)
    if row.complaint.account_id:
        policy.require("complaint.read_own", current_actor(), enterprise=row.complaint.enterprise_id)
    return row


def of_enterprise(enterprise_id: str) -> Sequence[CaseRow]:
    """Everything an enterprise's managers filed, newest first."""
    return db.session.scalars(
        select(CaseRow)
        .join(ComplaintRow, ComplaintRow.id == CaseRow.complaint_id)
        .options(joinedload(CaseRow.complaint))
        .where(ComplaintRow.enterprise_id == enterprise_id, ComplaintRow.account_id.is_not(None))
        .order_by(ComplaintRow.filed_at.desc())
    ).all()


def receipt(complaint: ComplaintRow) -> str:
    """The receipt of a complaint, the same every time."""
    return receipts.issue(
        current_settings().keys, receipts.Receipt(complaint.number, complaint.filed_at, complaint.digest)
    )


def is_unchanged(receipt: receipts.Receipt) -> bool:
    """Whether we hold just what the receipt was given for."""
    row = db.session.scalar(select(ComplaintRow).where(ComplaintRow.number == receipt.number))
    if row is None:
        return False
    filing = Filing(
        key=row.key, kind=ComplaintKind(row.kind), text=row.text, conduct=tuple(map(Conduct, row.conduct)),
        visit=row.visit_id, agency=row.agency_id, place=row.place,
    )  # fmt: skip
    return told.digest(filing, row.number, row.premises_id, row.filed_at) == receipt.digest


def content(case_id: str, content: bool, text: str, account_id: str | None) -> None:
    """Whether the complainant is content with the answer; the last word counts."""
    with transaction():
        row = cases.held(case_id)
        rules.step(CaseState(row.state), CaseAct.CONTENT, By.COMPLAINANT)
        row.content, row.content_text = content, text.strip()[: cases.MOST_LETTERS]
        cases.tell(row, CaseAct.CONTENT, {"content": content, "text": row.content_text}, account_id)


def require_may_supplement(case: CaseRow) -> None:
    """Photos are added while the case is looked into."""
    rules.step(CaseState(case.state), CaseAct.SUPPLEMENT, By.COMPLAINANT)


def _code(complaint_id: str) -> str:
    return receipts.follow_code(current_settings().keys, complaint_id)
