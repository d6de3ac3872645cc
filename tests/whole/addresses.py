"""Every route's address with the ids of one side's things in it."""

from collections.abc import Iterator, Mapping

from flask import Flask
from werkzeug.routing import Rule

# What each parameter means differs by blueprint; the first match counts.
MEANING: dict[str, dict[str, str]] = {
    "agencies": {"code": "agency"},
    "items": {"code": "item"},
    "equivalences": {"pair_id": "equivalence"},
    "catalogue": {"code": "item"},
    "sharing": {"shared_id": "shared_line"},
    "leniency": {"code": "lenient"},
    "guide": {"slug": "guide"},
    "guides": {"slug": "guide", "code": "item"},
    "service_visits": {"service_id": "service_visit"},
    "impacts": {"visit_id": "visit", "agency_id": "agency", "version": "number"},
    "inspectors": {"id": "inspector", "badge_id": "badge"},
    "inviting.inspector": {"id": "inspector"},
    "enterprises": {"id": "enterprise", "number": "number"},
    "inviting": {"id": "enterprise", "account_id": "manager"},
    "planning": {"plan_id": "plan"},
    "planning_api": {"plan_id": "plan", "visit_id": "visit"},
    "drafts": {"plan_id": "plan", "draft_id": "draft"},
    "drafts_api": {"draft_id": "draft"},
    "teams": {"plan_id": "plan"},
    "moving": {"visit_id": "visit"},
    "adjustments": {"adjustment_id": "adjustment"},
    "proposals": {"proposal_id": "proposal"},
    "oversight": {"visit_id": "visit", "sha256": "photo"},
    "enterprise": {"token": "token", "visit_id": "visit", "sha256": "photo"},
    "rating": {"token": "token", "visit_id": "visit", "notice_id": "notice"},
    "day_requests": {"request_id": "day_request"},
    "asking_day": {"token": "token", "visit_id": "open_visit"},
    "answering": {"token": "token", "visit_id": "visit", "finding_id": "finding", "agency_id": "agency"},
    "photo_pieces": {"token": "token", "visit_id": "visit", "finding_id": "finding", "sha256": "photo"},
    "record": {"token": "token", "visit_id": "visit"},
    "proof": {"token": "token", "visit_id": "visit"},
    "log": {"epoch": "number", "level": "number", "tile": "number"},
    "corrections": {"correction_id": "correction", "finding_id": "finding", "sha256": "correction_photo"},
    "results": {"result_id": "result"},
    "results_api": {"result_id": "result"},
    "colleagues": {"token": "token"},
    "news": {"token": "token", "notice_id": "news"},
    "redaction": {"rating_id": "rating"},
    "posters": {"token": "token"},
    "accounts": {"token": "invitation"},
    "accounts_api": {"passkey_id": "passkey"},
    "security": {"account_id": "manager"},
    "imports": {"digest": "photo"},
    "bulk": {"digest": "photo"},
    "shell": {"name": "asset"},
    "visit_code": {"digits": "number"},
    "visit_codes": {"token": "token"},
    "time_codes": {"token": "token"},
    "head_codes": {"digits": "number"},
    "sync": {"sha256": "photo"},
    "quarantine": {"entry_id": "visit"},
    "learned_codes": {"digest": "code"},
    "own_codes": {"token": "token", "digest": "code"},
    "complaints": {"token": "token"},
    "reports": {"token": "token"},
    "following": {"token": "token", "complaint_id": "complaint", "code": "follow_code"},
    "complaint_photo_pieces": {"complaint_id": "complaint", "code": "follow_code", "sha256": "photo"},
    "irregularities": {"code": "alarm_rule"},
    "removals": {"visit_id": "visit", "complaint_id": "complaint"},
    "looks": {"token": "token"},
    "cases": {"case_id": "case", "sha256": "complaint_photo", "attachment_id": "attachment"},
    "document_templates": {"kind": "document_kind"},
    "documents": {"visit_id": "visit", "document_id": "document"},
    "inquiries": {"case_id": "case", "attachment_id": "attachment"},
    "objections": {"objection_id": "objection", "sha256": "objection_photo"},
    "re_inspections": {"objection_id": "objection"},
}

LAST = ("colleagues.leave",)


def rules(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Every method of every route, those that change nothing first, and last what ends the asker's own standing."""
    pairs = [(method, rule) for rule in app.url_map.iter_rules() for method in rule.methods or ()]
    wanted = [(method, rule) for method, rule in pairs if method not in ("HEAD", "OPTIONS")]
    return iter(sorted(wanted, key=lambda pair: (pair[0] != "GET", pair[1].endpoint in LAST, pair[1].rule)))


def address(app: Flask, rule: Rule, ids: Mapping[str, str]) -> str:
    """The address of this route for things with these ids."""
    values = {name: ids[_meaning(rule.endpoint, name)] for name in rule.arguments}
    return str(app.url_map.bind("localhost").build(rule.endpoint, values, next(iter(rule.methods or ()))))


def _meaning(endpoint: str, name: str) -> str:
    for known in (endpoint, endpoint.partition(".")[0]):
        if name in MEANING.get(known, {}):
            return MEANING[known][name]
    raise KeyError(f"addresses.py does not know what {name} is in {endpoint}")
