"""A result as whoever is to sign it reads it: every item and finding in words, what may be done, who may sign."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from server import clock, policy
from server.db import db
from server.planning import access
from server.planning.tables import VisitRow
from server.policy import Actor
from server.registry.tables import InspectorRow, ItemVersionRow
from server.visits import lenient, sign_off, sign_off_queries, sign_off_rules
from server.visits.sign_off_document import Wish
from server.visits.tables import ResultRow
from server.vocabulary import Disposition, LineValue, Outcome, PlanState, Severity


@dataclass(frozen=True)
class Found:
    """A finding in words: the item and the line it stands at."""

    item: str
    line: str
    text: str
    severity: Severity
    due: date | None


def read(row: ResultRow) -> dict[str, Any]:
    """What a page and the phone show of one version."""
    visit, by = db.session.get_one(VisitRow, row.visit_id), sign_off_queries.sign_by(row.issued_at)
    outcome = Outcome(row.outcome)
    return {
        "row": row, "visit": visit, "outcome": outcome, "items": _items(row), "findings": findings(row),
        "not_inspected": _not_inspected(row, visit), "people": people(row), "sign_by": by,
        "overdue": sign_off_rules.is_overdue(by, clock.today()),
        "fitting": sign_off_rules.fitting(outcome, row.findings), "lenient": lenient.offered(row),
    }  # fmt: skip


def people(row: ResultRow) -> list[tuple[str, str]]:
    """Who may be named as answering for it: the id and the name of each."""
    found = {each: db.session.get(InspectorRow, each) for each in sign_off.people(row)}
    return [(who, person.name) for who, person in found.items() if person and person.agency_id == row.agency_id]


def may_sign(row: ResultRow, actor: Actor) -> bool:
    """首检责任人, or the lead of the agency responsible."""
    own = actor.inspector_id == row.inspector_id and policy.may("result.sign", actor, agency=row.agency_id)
    return own or leads(row, actor)


def leads(row: ResultRow, actor: Actor) -> bool:
    """Whether somebody is the lead of the agency responsible, and so names who answers for the inspection."""
    return access.leads(actor, row.agency_id)


def findings(row: ResultRow) -> list[Found]:
    """The findings of a version with the words of their lines."""
    versions = _versions(row)
    return [
        Found(
            item=_name(row, each["item"]),
            line=next((one["content"] for one in _lines(versions, each) if one["line"] == each["line"]), ""),
            text=each["text"],
            severity=Severity(each["severity"]),
            due=date.fromisoformat(each["due"]) if each["due"] else None,
        )
        for each in row.findings
    ]


def _items(row: ResultRow) -> list[tuple[str, LineValue, Outcome]]:
    return [(each["name"], LineValue(sign_off.value_of(each)), Outcome(each["outcome"])) for each in row.outcomes]


def _not_inspected(row: ResultRow, visit: VisitRow) -> list[str]:
    """未检查: what had been planned and nobody looked at."""
    looked_at = {each["item"] for each in row.outcomes}
    plans = [each for each in visit.plans if each.agency_id == row.agency_id and each.state == PlanState.FILED]
    return [each.item_version.name for plan in plans for each in plan.items if each.item_id not in looked_at]


def _versions(row: ResultRow) -> Mapping[str, Any]:
    wanted = [each.get("item_version") for each in row.outcomes]
    asked = select(ItemVersionRow.item_id, ItemVersionRow.lines).where(ItemVersionRow.id.in_(wanted))
    return dict(db.session.execute(asked).all())


def _lines(versions: Mapping[str, Any], finding: Mapping[str, Any]) -> list[dict[str, Any]]:
    return list(versions.get(finding["item"], ()))


def _name(row: ResultRow, item: str) -> str:
    return next((each["name"] for each in row.outcomes if each["item"] == item), item)


def wish(row: ResultRow, actor: Actor, sent: Mapping[str, Any]) -> Wish:
    """What somebody decides: only a lead names another inspector."""
    named = sent.get("inspector") if leads(row, actor) else None
    disposition = Disposition(sent["disposition"])
    spared = lenient.named(row, sent.get("leniency", ())) if disposition is Disposition.LENIENCY else ()
    return Wish(disposition, sent.get("text", "").strip(), named or row.inspector_id, spared)
