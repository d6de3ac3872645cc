"""The words that are signed for a version of a result: complete alone, the same bytes for whoever checks them later."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import orjson

from server import clock
from server.accounts.tables import AccountRow
from server.db import db
from server.planning.tables import VisitRow
from server.registry.tables import AgencyRow, InspectorRow
from server.visits.tables import ResultRow
from server.vocabulary import Disposition


@dataclass(frozen=True)
class Wish:
    """What whoever signs decides: what is done about it, in which words, and who answers for the inspection.

    `leniency`: the entries of the leniency list that spare the enterprise, in full.
    """

    disposition: Disposition
    text: str
    inspector_id: str
    leniency: tuple[Mapping[str, Any], ...] = ()


@dataclass(frozen=True)
class Asked:
    """What makes each asking its own: nobody can use the answer to one for another."""

    nonce: str
    at: str


def document(result: ResultRow, wish: Wish, asked: Asked, account_id: str | None) -> str:
    """The result with its disposition and names as JSON, keys in order."""
    visit = db.session.get_one(VisitRow, result.visit_id)
    said = {
        "kind": "mashang.result", "v": 1, "visit": visit.id, "visit_on": result.visit_on, "object": _object(visit),
        "agency": _named(db.session.get_one(AgencyRow, result.agency_id)), "version": result.version,
        "origin": result.origin, "reason": result.reason, "drawn_up_at": result.issued_at.astimezone(clock.LOCAL),
        "outcome": result.outcome, "outcomes": result.outcomes, "findings": result.findings,
        "disposition": wish.disposition, "text": wish.text, "leniency": list(wish.leniency),
        "responsible": _named(db.session.get_one(InspectorRow, wish.inspector_id)),
        "signer": _named(db.session.get(AccountRow, account_id) if account_id else None),
        "asked_at": asked.at, "nonce": asked.nonce,
    }  # fmt: skip
    return orjson.dumps(said, option=orjson.OPT_SORT_KEYS).decode()


def challenge(words: str) -> bytes:
    """What a passkey signs: the digest of the words."""
    return hashlib.sha256(words.encode()).digest()


def _object(visit: VisitRow) -> Mapping[str, Any]:
    premises = visit.premises
    if premises is None:
        return {}
    enterprise = premises.enterprise
    return {"credit_code": enterprise.credit_code, "name": enterprise.name, "premises": premises.number,
            "address": premises.address}  # fmt: skip


def _named(row: AgencyRow | InspectorRow | AccountRow | None) -> Mapping[str, str] | None:
    return {"id": row.id, "name": row.name} if row else None
