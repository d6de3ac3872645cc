"""Learned codes: what was said about them is kept, summed up, and told to every phone."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, func, select

from server import clock, trail
from server.db import ask, db, lock
from server.registry.tables import EnterpriseRow
from server.visits import alias_rules
from server.visits.alias_rules import Claim, Said
from server.visits.alias_tables import CodeAliasRow, CodeStatementRow
from server.visits.bodies import code_id
from server.vocabulary import AliasState, AliasWord

SAID = (
    select(*CodeStatementRow.__table__.c)
    .where(CodeStatementRow.code_id.in_(bindparam("codes", expanding=True)))
    .order_by(CodeStatementRow.code_id, CodeStatementRow.number)
)


class Author(NamedTuple):
    """Who speaks: an inspector for his agency, the enterprise's manager, or the desk."""

    account_id: str
    inspector_id: str | None = None
    agency_id: str | None = None


class Word(NamedTuple):
    """What he says, and when he says that he said it."""

    id: str
    word: AliasWord
    enterprise_id: str
    by: Author
    made_at: datetime
    received_at: datetime
    reason: str = ""


def hold(digest: str) -> CodeAliasRow | None:
    """The code, with everybody else who speaks of a code waiting until this transaction ends."""
    lock("code_alias")
    return db.session.get(CodeAliasRow, code_id(digest), populate_existing=True)


def learn(digest: str, text: str, family: str) -> CodeAliasRow:
    """Adds a code of which nobody has spoken before; call `hold` first."""
    code = CodeAliasRow(
        id=code_id(digest), digest=digest, text=text, family=family, state=AliasState.NAMED, changed_at=clock.now()
    )
    db.session.add(code)
    db.session.flush()
    return code


def say(code: CodeAliasRow, word: Word) -> None:
    """Adds a word to what was said about a code, and sums it up anew."""
    told = word._asdict() | word.by._asdict()
    del told["by"]
    db.session.add(CodeStatementRow(code_id=code.id, number=_next(code.id), **told))
    db.session.flush()
    code.state = alias_rules.state_of(alias_rules.states(claims_on([code.id])[code.id]))
    code.changed_at = word.received_at
    trail.touched("code_alias", code.id)


def claims_on(code_ids: Iterable[str]) -> Mapping[str, Mapping[str, Claim]]:
    """What stands for each enterprise ever named, for codes read together."""
    found: dict[str, list[Said]] = defaultdict(list)
    for row in words_on(code_ids):
        said = Said(AliasWord(row.word), row.enterprise_id, row.account_id, row.inspector_id is None)
        found[row.code_id].append(said)
    return defaultdict(dict, {code_id: alias_rules.claims(each) for code_id, each in found.items()})


def words_on(code_ids: Iterable[str]) -> list[Any]:
    """Everything said about these codes, each code's in the order of arrival."""
    wanted = sorted(code_ids)
    return list(ask(SAID, {"codes": wanted})) if wanted else []


def known(digest: str) -> CodeAliasRow | None:
    """The code, if anybody ever spoke of it."""
    return db.session.get(CodeAliasRow, code_id(digest))


def enterprise_of(digest: str) -> EnterpriseRow | None:
    """The enterprise that a learned code stands for, once that is established and nobody doubts it."""
    code = known(digest)
    if code is None or code.state != AliasState.CONFIRMED:
        return None
    named = alias_rules.resolved(alias_rules.states(claims_on([code.id])[code.id]))
    return db.session.get(EnterpriseRow, named) if named else None


def _next(code_id: str) -> int:
    newest = select(func.max(CodeStatementRow.number)).where(CodeStatementRow.code_id == code_id)
    return (db.session.scalar(newest) or 0) + 1
