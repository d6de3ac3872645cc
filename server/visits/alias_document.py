"""A learned code as phones hold it: the enterprises named for it, how sure that is, and who said so."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import select

from server.db import db
from server.registry.tables import AgencyRow, EnterpriseRow
from server.visits import alias_rules, aliases
from server.visits.alias_tables import CodeAliasRow
from server.vocabulary import AliasState

Document = dict[str, Any]


def code_document(code: CodeAliasRow) -> Document:
    """The record of one code."""
    return code_documents([code])[code.id]


def code_documents(codes: Sequence[Any]) -> dict[str, Document]:
    """The records of many codes, read together."""
    said = aliases.words_on(code.id for code in codes)
    enterprises = _by_id(EnterpriseRow, {row.enterprise_id for row in said})
    agencies = _by_id(AgencyRow, {row.agency_id for row in said if row.agency_id})
    claims = aliases.claims_on(code.id for code in codes)
    first: dict[tuple[str, str], str | None] = {}
    for row in said:
        first.setdefault((row.code_id, row.enterprise_id), row.agency_id)
    return {
        code.id: {
            "id": code.id,
            "code": code.digest,
            "state": code.state,
            "names": [
                {
                    **_enterprise(enterprises[enterprise]),
                    "state": state,
                    "agency_name": agencies[agency].short_name if (agency := first[code.id, enterprise]) else "",
                    "said_by": sorted(claims[code.id][enterprise].supporters),
                }
                for enterprise, state in alias_rules.states(claims[code.id]).items()
                if state is not AliasState.WITHDRAWN
            ],
        }
        for code in codes
    }


def _enterprise(row: EnterpriseRow) -> Document:
    kept = {name: getattr(row, name) for name in ("id", "name", "credit_code", "industry_name")}
    return {**kept, "ended_on": row.ended_on.isoformat() if row.ended_on else None}


def _by_id(table: Any, ids: set[str]) -> Mapping[str, Any]:
    return {row.id: row for row in db.session.scalars(select(table).where(table.id.in_(ids)))} if ids else {}
