"""Learned codes for every phone of the district: scanned anywhere, known everywhere, without signal."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from server.db import db
from server.sync.feeds import REFERENCE, Projected
from server.visits.alias_document import code_documents
from server.visits.alias_tables import CodeAliasRow, CodeStatementRow
from server.vocabulary import AliasState


def codes(rows: Sequence[CodeAliasRow], _: frozenset[str]) -> Iterable[Projected]:
    """Each code for which an enterprise stands; one that stands for nobody any more leaves the phones."""
    standing = [row for row in rows if row.state != AliasState.WITHDRAWN]
    for code_id, document in code_documents(standing).items():
        yield Projected(REFERENCE, "code_alias", code_id, document)


def codes_of(enterprises: Sequence[str]) -> Iterable[str]:
    """The codes whose record shows one of these enterprises."""
    named = select(CodeStatementRow.code_id).where(CodeStatementRow.enterprise_id.in_(enterprises))
    return db.session.scalars(named.distinct())
