"""Learned codes for people at desks: what each stands for, and word for word who said so, when and why."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from server.accounts.tables import AccountRow
from server.db import db
from server.http import PAGE_SIZE
from server.registry.tables import AgencyRow, EnterpriseRow
from server.visits import alias_rules, aliases
from server.visits.alias_tables import CodeAliasRow, CodeStatementRow
from server.vocabulary import AliasState, AliasWord


@dataclass(frozen=True)
class Spoken:
    """One word, with who said it."""

    word: AliasWord
    who: str
    agency: str
    made_at: datetime
    reason: str


@dataclass(frozen=True)
class Named:
    """An enterprise named for a code."""

    enterprise: EnterpriseRow
    state: AliasState
    spoken: Sequence[Spoken]

    @property
    def by_one_agency(self) -> bool:
        """Whether it was established by people of one agency alone."""
        claims = [each for each in self.spoken if each.word in alias_rules.CLAIMS]
        return len(claims) > 1 and len({each.agency for each in claims}) == 1 and claims[0].agency != ""


@dataclass(frozen=True)
class Learned:
    """A code, and every enterprise ever named for it."""

    code: CodeAliasRow
    state: AliasState
    names: Sequence[Named]


def page_of(state: AliasState, page: int) -> tuple[list[Learned], int]:
    """A page of the codes in this state, what changed last first, and how many there are."""
    wanted = select(CodeAliasRow).where(CodeAliasRow.state == state)
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    newest = wanted.order_by(CodeAliasRow.changed_at.desc(), CodeAliasRow.id)
    return read(db.session.scalars(newest.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all()), total


def count_doubtful() -> int:
    """How many codes wait for a decision."""
    doubtful = select(func.count()).select_from(CodeAliasRow).where(CodeAliasRow.state == AliasState.DOUBTFUL)
    return db.session.scalar(doubtful) or 0


def of_enterprise(enterprise_id: str) -> list[Learned]:
    """The codes for which this enterprise was named, for its manager."""
    named = select(CodeStatementRow.code_id).where(CodeStatementRow.enterprise_id == enterprise_id)
    wanted = select(CodeAliasRow).where(CodeAliasRow.id.in_(named)).order_by(CodeAliasRow.changed_at.desc())
    return read(db.session.scalars(wanted).all())


def read(codes: Sequence[CodeAliasRow]) -> list[Learned]:
    """These codes with everything that was said of them."""
    said = aliases.words_on(code.id for code in codes)
    claims = aliases.claims_on(code.id for code in codes)
    enterprises = {row.id: row for row in _rows(EnterpriseRow, {row.enterprise_id for row in said})}
    spoken = _spoken(said)
    return [
        Learned(
            code,
            AliasState(code.state),
            [
                Named(enterprises[each], state, spoken[code.id, each])
                for each, state in alias_rules.states(claims[code.id]).items()
            ],
        )
        for code in codes
    ]


def _spoken(said: Sequence[Any]) -> Mapping[tuple[str, str], list[Spoken]]:
    """By code and enterprise, in the order of arrival."""
    people = {row.id: row.name for row in _rows(AccountRow, {row.account_id for row in said})}
    agencies = {row.id: row.short_name for row in _rows(AgencyRow, {row.agency_id for row in said if row.agency_id})}
    found: dict[tuple[str, str], list[Spoken]] = defaultdict(list)
    for row in said:
        who, agency = people.get(row.account_id, ""), agencies.get(row.agency_id, "")
        found[row.code_id, row.enterprise_id].append(Spoken(AliasWord(row.word), who, agency, row.made_at, row.reason))
    return found


def _rows(table: Any, ids: set[str]) -> Sequence[Any]:
    return db.session.scalars(select(table).where(table.id.in_(ids))).all() if ids else ()
