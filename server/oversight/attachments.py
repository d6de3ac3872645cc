"""Files with an answer or a report: photos and PDF as proof, sealed as they came and only ever handed over."""

from pathlib import PurePosixPath

from server import clock
from server.db import db, transaction
from server.evidence import sent, store
from server.ids import is_id
from server.oversight import case_rules as rules
from server.oversight import cases
from server.oversight.case_rules import By
from server.oversight.case_tables import AttachmentRow, MeasureRow, QuestionRow
from server.policy import Actor
from server.refusals import NOT_FOUND, TOO_MANY_FILES, Refused
from server.vocabulary import CaseAct, CaseState

MOST = 9
MOST_LETTERS = 80
ENDINGS = {"image/jpeg": ".jpg", "image/png": ".png", "image/webp": ".webp", sent.PDF: ".pdf"}


def add(to: QuestionRow | MeasureRow, name: str, data: bytes, *, by: Actor) -> None:
    """Adds a file to an answer or a report, each once; the trail holds its digest."""
    mime = sent.require_document(data)
    with transaction():
        case = cases.held(to.case_id)
        rules.step(CaseState(case.state), CaseAct.ATTACH, By.AGENCY)
        sha256 = store.keep(data, mime)
        if sha256 in {each.sha256 for each in to.attachments}:
            return
        if len(to.attachments) >= MOST:
            raise Refused(TOO_MANY_FILES, most=MOST)
        to.attachments.append(
            AttachmentRow(
                case_id=case.id, sha256=sha256, name=_named(name, mime), size=len(data), added_by=by.account_id,
                added_at=clock.now(),
            )
        )  # fmt: skip
        cases.tell(case, CaseAct.ATTACH, {"text": _named(name, mime), "file": sha256, "to": to.id}, by.account_id)


def of_case(case_id: str, attachment_id: str) -> AttachmentRow:
    """A file of this case."""
    row = db.session.get(AttachmentRow, attachment_id) if is_id(attachment_id) else None
    if row is None or row.case_id != case_id:
        raise Refused(NOT_FOUND)
    return row


def _named(name: str, mime: str) -> str:
    """Whatever a file was called, its ending says what it is."""
    stem = PurePosixPath(name.replace("\\", "/")).stem
    return ("".join(each for each in stem if each.isprintable())[:MOST_LETTERS] or "附件") + ENDINGS[mime]
