"""Which template a document is made of: the district's newest own, else ours; each change is a version of its own."""

from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from sqlalchemy import select

from server import clock, trail
from server.assets import PWA
from server.db import db, lock, transaction
from server.exchange.document_template import Line, Wrong, read
from server.exchange.tables import DocumentTemplateRow
from server.refusals import TEMPLATE_BROKEN, Refused
from server.vocabulary import DocumentKind

OURS = PWA / "app" / "words" / "documents"  # the phone carries them too: what it prints on site reads the same


class Template(NamedTuple):
    """A template's text; version 0 is ours."""

    text: str
    version: int


def template(kind: DocumentKind) -> list[Line]:
    """The lines of the template in force."""
    return checked(kind, standing(kind).text)


def standing(kind: DocumentKind) -> Template:
    """The template in force."""
    newest = versions(kind)[:1]
    return Template(newest[0].text, newest[0].version) if newest else Template(ours(kind), 0)


def versions(kind: DocumentKind) -> Sequence[DocumentTemplateRow]:
    """The district's own versions, the newest first."""
    own = select(DocumentTemplateRow).where(DocumentTemplateRow.kind == kind)
    return db.session.scalars(own.order_by(DocumentTemplateRow.version.desc())).all()


def checked(kind: DocumentKind, text: str) -> list[Line]:
    """The lines of a text; refused at the first line that is not right."""
    try:
        return read(text)
    except Wrong as wrong:
        raise Refused(TEMPLATE_BROKEN, file=kind, line=wrong.line, wrong=wrong.why) from wrong


def save(kind: DocumentKind, text: str, *, account_id: str | None) -> int:
    """The version this text has from now on; the text that stands already is no new one."""
    text = "\n".join(line.rstrip() for line in text.splitlines()).strip("\n") + "\n"
    checked(kind, text)
    with transaction():
        lock(f"document_template:{kind}")
        before = standing(kind)
        if before.text == text:
            return before.version
        row = DocumentTemplateRow(kind=kind, version=before.version + 1, text=text, account_id=account_id)
        row.made_at = clock.now()
        db.session.add(row)
        db.session.flush()
        trail.touched("document_template", row.id)
        facts = {"document": kind, "version": row.version, "text": text}
        trail.append("template.changed", "document_template", row.id, facts, account_id=account_id)
        return row.version


@cache
def ours(kind: DocumentKind) -> str:
    """The text we ship."""
    return (OURS / f"{kind}.txt").read_text("utf-8")
