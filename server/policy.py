"""Who may do what to which: one table; a route without a row stops the server from starting."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from flask import Flask

from server.refusals import NOT_ALLOWED, NOT_FOUND, SIGN_IN_FIRST, Refused
from server.vocabulary import Role


class Relation(StrEnum):
    """How an actor must stand to the thing he acts on."""

    ANY = "any"
    OWN_ACCOUNT = "own_account"
    OWN_AGENCY = "own_agency"
    OWN_ENTERPRISE = "own_enterprise"
    OWN_DEVICE = "own_device"


@dataclass(frozen=True)
class Actor:
    """Whoever asks: `agencies` and `enterprises` hold the ids he holds each role in."""

    account_id: str | None = None
    name: str = ""
    roles: frozenset[Role] = frozenset()
    agencies: Mapping[Role, frozenset[str]] = field(default_factory=dict)
    enterprises: frozenset[str] = frozenset()
    inspector_id: str | None = None
    agency_id: str | None = None

    @property
    def signed_in(self) -> bool:
        return self.account_id is not None


ANONYMOUS = Actor()
EVERYBODY = "everybody"
SIGNED_IN = "signed_in"
DEVICE = "device"


@dataclass(frozen=True)
class Row:
    """One row: an action, and per role (or EVERYBODY, SIGNED_IN, DEVICE) the relation it needs."""

    action: str
    grants: Mapping[str, Relation]


def row(action: str, *open_to: str, **grants: str) -> Row:
    """`row("plan.file", officer="own_agency")`; `row("page.read", EVERYBODY)`."""
    return Row(action, {**dict.fromkeys(open_to, Relation.ANY), **{who: Relation(how) for who, how in grants.items()}})


# Endpoint → row. Deny by default: what is not here is not served.
TABLE: dict[str, Row] = {
    # The house
    "api-docs.openapi_json": row("api_description.read", EVERYBODY),
    "home.home": row("page.read", EVERYBODY),
    "shell.favicon": row("asset.read", EVERYBODY),
    "shell.lan_authority": row("asset.read", EVERYBODY),
    "home.healthz": row("health.read", EVERYBODY),
    "log.shown": row("log.read", EVERYBODY),
    "log.checkpoint": row("log.read", EVERYBODY),
    "log.checkpoint_of": row("log.read", EVERYBODY),
    "log.keys": row("log.read", EVERYBODY),
    "log.consistency": row("log.read", EVERYBODY),
    "log.tile": row("log.read", EVERYBODY),
    "kept_state.shown": row("log.read", EVERYBODY),
    "kept_state.proof": row("log.read", EVERYBODY),
    "log.cosign": row("log.cosign", EVERYBODY),
    "home.language": row("language.choose", EVERYBODY),
    "desk.home": row("desk.enter", "officer", "agency_lead", "supervisor", "admin"),
    "week.shown": row("week.read", officer="own_agency", agency_lead="own_agency"),
    "today.now": row("under_way.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "today.district": row("oversight.read", "supervisor"),
    "overdue.listed": row("overdue.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "health.shown": row("health.look", "admin"),
    # The installed app
    "shell.app": row("app.read", EVERYBODY),
    "shell.manifest": row("app.read", EVERYBODY),
    "shell.verify": row("app.read", EVERYBODY),
    "shell.verify_manifest": row("app.read", EVERYBODY),
    "shell.service_worker": row("app.read", EVERYBODY),
    "shell.asset": row("app.read", EVERYBODY),
    "shell.licenses": row("app.read", EVERYBODY),
    # Accounts
    "accounts.sign_in_page": row("page.read", EVERYBODY),
    "accounts.sign_in": row("session.begin", EVERYBODY),
    "accounts.sign_out": row("session.end", EVERYBODY),
    "accounts.invitation": row("invitation.read", EVERYBODY),
    "accounts.account": row("account.read_own", SIGNED_IN),
    "accounts.end_sessions": row("session.end", SIGNED_IN),
    "proving.shown": row("page.read", EVERYBODY),
    "proving.by_password": row("session.begin", EVERYBODY),
    "proving_api.options": row("session.begin", EVERYBODY),
    "proving_api.prove": row("session.begin", EVERYBODY),
    "security.shown": row("security_log.read", "admin", "supervisor"),
    "security.account": row("security_log.read", "admin", "supervisor"),
    "security.end_sessions": row("session.end_of_others", "admin"),
    "accounts_api.sign_in_options": row("page.read", EVERYBODY),
    "accounts_api.sign_in": row("session.begin", EVERYBODY),
    "accounts_api.sign_out": row("session.end", EVERYBODY),
    "accounts_api.me": row("account.read_own", SIGNED_IN),
    "accounts_api.registration_options": row("passkey.add", EVERYBODY),
    "accounts_api.register": row("passkey.add", EVERYBODY),
    "accounts_api.authentication_options": row("session.begin", EVERYBODY),
    "accounts_api.authenticate": row("session.begin", EVERYBODY),
    "accounts_api.revoke": row("passkey.revoke", SIGNED_IN),
    # Registry
    "catalogue.home": row("catalogue.read", EVERYBODY),
    "catalogue.item": row("catalogue.read", EVERYBODY),
    "registry_api.enterprises": row("enterprise.search", "officer", "agency_lead", "supervisor", "admin"),
    "registry.home": row("registry.read", "officer", "agency_lead", "supervisor", "admin"),
    "agencies.listed": row("registry.read", "officer", "agency_lead", "supervisor", "admin"),
    "agencies.shown": row("registry.read", "officer", "agency_lead", "supervisor", "admin"),
    "agencies.new": row("agency.edit", "admin"),
    "agencies.enter": row("agency.edit", "admin"),
    "agencies.change": row("agency.edit", "admin"),
    "agencies.end": row("agency.edit", "admin"),
    "inspectors.listed": row("registry.read", "officer", "agency_lead", "supervisor", "admin"),
    "inspectors.shown": row("registry.read", "officer", "agency_lead", "supervisor", "admin"),
    "inspectors.new": row("inspector.edit", "admin", agency_lead="own_agency"),
    "inspectors.enter": row("inspector.edit", "admin", agency_lead="own_agency"),
    "inspectors.change": row("inspector.edit", "admin", agency_lead="own_agency"),
    "inspectors.add_badge": row("inspector.edit", "admin", agency_lead="own_agency"),
    "inspectors.renew_badge": row("inspector.edit", "admin", agency_lead="own_agency"),
    "inspectors.end": row("inspector.edit", "admin", agency_lead="own_agency"),
    "inspectors.portrait": row("registry.read", "officer", "agency_lead", "supervisor", "admin"),
    "inspectors.keep_portrait": row("inspector.edit", "admin", agency_lead="own_agency"),
    "items.listed": row("registry.read", "officer", "agency_lead", "supervisor", "admin"),
    "items.shown": row("registry.read", "officer", "agency_lead", "supervisor", "admin"),
    "items.new": row("item.edit", "admin"),
    "items.enter": row("item.edit", "admin"),
    "items.change": row("item.edit", "admin"),
    "items.end": row("item.edit", "admin"),
    "equivalences.listed": row("registry.read", "officer", "agency_lead", "supervisor", "admin"),
    "equivalences.shown": row("registry.read", "officer", "agency_lead", "supervisor", "admin"),
    "equivalences.propose": row("equivalence.propose", officer="own_agency", agency_lead="own_agency"),
    "equivalences.agree": row("equivalence.agree", agency_lead="own_agency"),
    "equivalences.approve": row("equivalence.approve", "supervisor"),
    "equivalences.decline": row("equivalence.decline", "supervisor", agency_lead="own_agency"),
    "equivalences.end": row("equivalence.end", "supervisor", agency_lead="own_agency"),
    "sharing.listed": row("registry.read", "officer", "agency_lead", "supervisor", "admin"),
    "sharing.new": row("shared_line.decide", "admin", "supervisor", agency_lead="own_agency"),
    "sharing.join": row("shared_line.decide", "admin", "supervisor", agency_lead="own_agency"),
    "sharing.agree": row("shared_line.decide", "admin", "supervisor", agency_lead="own_agency"),
    "sharing.end": row("shared_line.decide", "admin", "supervisor", agency_lead="own_agency"),
    "leniency.published": row("catalogue.read", EVERYBODY),
    "leniency.kept": row("registry.read", "officer", "agency_lead", "supervisor", "admin"),
    "leniency.shown": row("registry.read", "officer", "agency_lead", "supervisor", "admin"),
    "leniency.new": row("leniency.edit", "admin"),
    "leniency.enter": row("leniency.edit", "admin"),
    "leniency.change": row("leniency.edit", "admin"),
    "guide.home": row("catalogue.read", EVERYBODY),
    "guide.shown": row("catalogue.read", EVERYBODY),
    "guide.pdf": row("catalogue.read", EVERYBODY),
    "guides.listed": row("registry.read", "officer", "agency_lead", "supervisor", "admin"),
    "guides.shown": row("registry.read", "officer", "agency_lead", "supervisor", "admin"),
    "guides.new": row("guide.edit", "admin", "supervisor"),
    "guides.publish": row("guide.edit", "admin", "supervisor"),
    "guides.change": row("guide.edit", "admin", "supervisor"),
    "guides.plain": row("registry.read", "officer", "agency_lead", "supervisor", "admin"),
    "guides.say": row("guide.say_plainly", "admin", "supervisor", agency_lead="own_agency"),
    "impacts.listed": row("impact.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "impacts.shown": row("impact.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "impacts.pdf": row("impact.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "impacts.export": row("impact.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "impacts.assess": row("impact.assess", officer="own_agency", agency_lead="own_agency"),
    "impacts.questions": row("impact.ask", "supervisor", "admin"),
    "impacts.ask": row("impact.ask", "supervisor", "admin"),
    "enterprises.listed": row("registry.read", "officer", "agency_lead", "supervisor", "admin"),
    "enterprises.shown": row("registry.read", "officer", "agency_lead", "supervisor", "admin"),
    "enterprises.new": row("enterprise.edit", "admin"),
    "enterprises.enter": row("enterprise.edit", "admin"),
    "enterprises.change": row("enterprise.edit", "admin"),
    "enterprises.add_premises": row("enterprise.edit", "admin"),
    "enterprises.change_premises": row("enterprise.edit", "admin"),
    "enterprises.renew_door_code": row("enterprise.edit", "admin"),
    "enterprises.end_premises": row("enterprise.edit", "admin"),
    "enterprises.end": row("enterprise.edit", "admin"),
    "imports.new": row("registry.import", "admin"),
    "imports.preview": row("registry.import", "admin"),
    "imports.confirm": row("registry.import", "admin"),
    "inviting.inspector": row("inspector.invite", "admin", agency_lead="own_agency"),
    "inviting.manager": row("manager.invite", "admin", "supervisor"),
    "inviting.managers": row("manager.invite", "admin", "supervisor"),
    "inviting.end_manager": row("manager.invite", "admin", "supervisor"),
    "inviting.letter": row("manager.invite", "admin", "supervisor"),
    # Planning
    "planning_api.file_plan": row("plan.file", officer="own_agency", agency_lead="own_agency"),
    "planning_api.preview": row("plan.file", officer="own_agency", agency_lead="own_agency"),
    "planning_api.plans": row("plan.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "planning_api.withdraw": row("plan.file", officer="own_agency", agency_lead="own_agency"),
    "planning_api.approve": row("plan.approve", agency_lead="own_agency"),
    "planning_api.change_team": row("plan.file", officer="own_agency", agency_lead="own_agency"),
    "planning_api.move_visit": row("plan.file", officer="own_agency", agency_lead="own_agency"),
    "planning.plans": row("plan.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "planning.plan": row("plan.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "planning.new_plan": row("plan.file", officer="own_agency", agency_lead="own_agency"),
    "planning.answer": row("plan.file", officer="own_agency", agency_lead="own_agency"),
    "planning.file_plan": row("plan.file", officer="own_agency", agency_lead="own_agency"),
    "planning.withdraw": row("plan.file", officer="own_agency", agency_lead="own_agency"),
    "bulk.new": row("plan.file", officer="own_agency", agency_lead="own_agency"),
    "bulk.preview": row("plan.file", officer="own_agency", agency_lead="own_agency"),
    "bulk.confirm": row("plan.file", officer="own_agency", agency_lead="own_agency"),
    "bulk.template": row("plan.file", officer="own_agency", agency_lead="own_agency"),
    "bulk.plain_template": row("plan.file", officer="own_agency", agency_lead="own_agency"),
    "bulk.result": row("plan.file", officer="own_agency", agency_lead="own_agency"),
    "bulk.download": row("plan.file", officer="own_agency", agency_lead="own_agency"),
    "drafts.listed": row("draft.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "drafts.shown": row("draft.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "drafts.change": row("draft.change", officer="own_agency"),
    "drafts.resubmit": row("draft.change", officer="own_agency"),
    "drafts.withdraw": row("draft.change", officer="own_agency"),
    "drafts.approve": row("draft.decide", agency_lead="own_agency"),
    "drafts.approve_chosen": row("draft.decide", agency_lead="own_agency"),
    "drafts.send_back": row("draft.decide", agency_lead="own_agency"),
    "drafts.approve_emergency": row("plan.approve", agency_lead="own_agency"),
    "drafts_api.listed": row("draft.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "drafts_api.shown": row("draft.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "drafts_api.resubmit": row("draft.change", officer="own_agency"),
    "drafts_api.withdraw": row("draft.change", officer="own_agency"),
    "drafts_api.approve": row("draft.decide", agency_lead="own_agency"),
    "drafts_api.send_back": row("draft.decide", agency_lead="own_agency"),
    "teams.chosen": row("plan.file", officer="own_agency", agency_lead="own_agency"),
    "teams.change": row("plan.file", officer="own_agency", agency_lead="own_agency"),
    "moving.chosen": row("visit.move", officer="own_agency", agency_lead="own_agency"),
    "moving.move": row("visit.move", officer="own_agency", agency_lead="own_agency"),
    "day_requests.listed": row("day_request.answer", officer="own_agency", agency_lead="own_agency"),
    "day_requests.answer": row("day_request.answer", officer="own_agency", agency_lead="own_agency"),
    "what_if.compared": row("what_if.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "what_if.send": row("proposal.send", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "service_visits.listed": row("service_visit.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "service_visits.record": row("service_visit.record", officer="own_agency", agency_lead="own_agency"),
    "service_visits.call_off": row("service_visit.record", officer="own_agency", agency_lead="own_agency"),
    "proposals.listed": row("proposal.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "proposals.take_back": row("proposal.send", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "proposals.answer": row("proposal.answer", officer="own_agency", agency_lead="own_agency"),
    "rules.published": row("rules.read", EVERYBODY),
    "rules.calculate": row("rules.calculate", EVERYBODY),
    "rules_api.settings": row("rules.read", EVERYBODY),
    "rules_api.calculate": row("rules.calculate", EVERYBODY),
    "settings.listed": row("settings.read", "supervisor", "admin"),
    "settings.add": row("settings.add", "admin"),
    # The door code to print
    "posters.pdf": row("enterprise_page.read", EVERYBODY),
    "posters.png": row("enterprise_page.read", EVERYBODY),
    # Scanned codes
    "code_reading.read": row("code.read", inspector="any"),
    "codes.resolve": row("code.resolve", inspector="any"),
    # The enterprise's page and its rating
    "enterprise.door": row("enterprise_page.read", EVERYBODY),
    "enterprise.own": row("enterprise_page.list_own", "manager"),
    "enterprise.visit": row("visit.read_as_manager", manager="own_enterprise"),
    "enterprise.picture": row("visit.read_as_manager", manager="own_enterprise"),
    "visit_code.shown": row("visit_code.verify", EVERYBODY),
    "time_codes.shown": row("enterprise_page.read", EVERYBODY),
    "head_codes.shown": row("visit_code.verify", EVERYBODY),
    "head_codes.seen": row("visit_code.verify", EVERYBODY),
    "visit_codes.keys": row("visit_code.verify", EVERYBODY),
    "visit_codes.place": row("visit_code.verify", EVERYBODY),
    "visit_codes.seen": row("visit_code.verify", EVERYBODY),
    "own_codes.listed": row("visit.read_as_manager", manager="own_enterprise"),
    "own_codes.answer": row("visit.read_as_manager", manager="own_enterprise"),
    "asking_day.form": row("day_request.make", manager="own_enterprise"),
    "asking_day.ask": row("day_request.make", manager="own_enterprise"),
    "answering.correction": row("correction.report", manager="own_enterprise"),
    "answering.report": row("correction.report", manager="own_enterprise"),
    "photo_pieces.add": row("correction.report", manager="own_enterprise"),
    "answering.reply_form": row("result.reply", manager="own_enterprise"),
    "answering.reply": row("result.reply", manager="own_enterprise"),
    "proof.told": row("visit.read_as_manager", manager="own_enterprise"),
    "proof.pack": row("visit.read_as_manager", manager="own_enterprise"),
    "record.pdf": row("visit.read_as_manager", manager="own_enterprise"),
    "corrections.listed": row("correction.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "corrections.shown": row("correction.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "corrections.decide": row("correction.answer", officer="own_agency", agency_lead="own_agency"),
    "corrections.answer": row("correction.answer", officer="own_agency", agency_lead="own_agency"),
    "corrections.picture": row("correction.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    # Results: signed by whoever answers for the inspection, or his agency's lead
    "results.listed": row(
        "result.read", "supervisor", inspector="own_agency", officer="own_agency", agency_lead="own_agency"
    ),
    "results.shown": row(
        "result.read", "supervisor", inspector="own_agency", officer="own_agency", agency_lead="own_agency"
    ),
    "results.sign": row("result.sign", inspector="own_agency", agency_lead="own_agency"),
    "results_api.listed": row("result.list_own", "inspector"),
    "results_api.options": row("result.sign", inspector="own_agency", agency_lead="own_agency"),
    "results_api.sign": row("result.sign", inspector="own_agency", agency_lead="own_agency"),
    "colleagues.listed": row("manager.read_own", manager="own_enterprise"),
    "colleagues.leave": row("manager.read_own", manager="own_enterprise"),
    "news.put_away": row("visit.read_as_manager", manager="own_enterprise"),
    "news.subscribe": row("news.subscribe", manager="own_enterprise"),
    "news.unsubscribe": row("news.subscribe", manager="own_enterprise"),
    "rating.form": row("visit.rate", manager="own_enterprise"),
    "rating.rate": row("visit.rate", manager="own_enterprise"),
    "rating.thanks": row("visit.rate", manager="own_enterprise"),
    "rating.answer_notice": row("visit.rate", manager="own_enterprise"),
    # Complaints, tips and reports of entries without a code; their receipts
    "complaints.new": row("complaint.file", manager="own_enterprise"),
    "complaints.file": row("complaint.file", manager="own_enterprise"),
    "complaints.disagreement": row("complaint.file", manager="own_enterprise"),
    "complaints.disagree": row("complaint.file", manager="own_enterprise"),
    "reports.no_code": row("report.leave", EVERYBODY),
    "reports.report_no_code": row("report.leave", EVERYBODY),
    "reports.tip": row("report.leave", EVERYBODY),
    "reports.leave_tip": row("report.leave", EVERYBODY),
    "following.own": row("complaint.read_own", manager="own_enterprise"),
    "following.shown": row("complaint.follow", EVERYBODY),
    "following.add_photos": row("complaint.follow", EVERYBODY),
    "complaint_photo_pieces.add": row("complaint.follow", EVERYBODY),
    "following.say": row("complaint.follow", EVERYBODY),
    "following.receipt": row("receipt.check", EVERYBODY),
    # Devices and sync: the bearer is a device; which feeds and files are its own is decided in sync
    "devices.enrol": row("device.enrol", SIGNED_IN),
    "devices.enrol_key": row("device.enrol", SIGNED_IN),
    "devices.key_options": row("device.enrol", SIGNED_IN),
    "sync.day_certificates": row("visit_code.certify", DEVICE),
    "sync.hello": row("sync.greet", EVERYBODY),
    "sync.push_operations": row("sync.push", DEVICE),
    "sync.surrender": row("sync.surrender", DEVICE),
    "sync.pull_changes": row("sync.pull", DEVICE),
    "sync.blob": row("blob.read", DEVICE),
    "sync.upload": row("blob.send", DEVICE),
    "sync.thumbnail": row("blob.read", DEVICE),
    "sync.preview": row("blob.send", DEVICE),
    # The supervisor's desk: nobody of an agency reads a rating
    "oversight.visits_of_days": row("oversight.read", "supervisor"),
    "oversight.visit": row("oversight.read", "supervisor"),
    "oversight.ratings_of_days": row("rating.read", "supervisor"),
    "redaction.waiting": row("rating.redact", "supervisor"),
    "redaction.decide": row("rating.redact", "supervisor"),
    "redaction.response": row("rating.read", "supervisor"),
    # What ratings become for everybody else: closed groups
    "mirror.shown": row("rating_group.read", officer="own_agency", agency_lead="own_agency"),
    "district.shown": row("open_data.read", EVERYBODY),
    "district.as_csv": row("open_data.read", EVERYBODY),
    "district.as_json": row("open_data.read", EVERYBODY),
    "oversight.irregularities_of_days": row("oversight.read", "supervisor"),
    "quarantine.listed": row("quarantine.read", "supervisor"),
    "quarantine.apply": row("quarantine.decide", "supervisor"),
    "quarantine.leave": row("quarantine.decide", "supervisor"),
    "learned_codes.listed": row("code_alias.read", "supervisor", "admin"),
    "learned_codes.uphold": row("code_alias.decide", "supervisor", "admin"),
    "learned_codes.withdraw": row("code_alias.decide", "supervisor", "admin"),
    "irregularities.standing": row("oversight.read", "supervisor"),
    "irregularities.decide": row("irregularity.decide", "supervisor"),
    "irregularities.rules": row("oversight.read", "supervisor"),
    "irregularities.change": row("irregularity.decide", "supervisor"),
    "cases.listed": row("case.read", "supervisor"),
    "cases.new": row("case.handle", "supervisor"),
    "cases.open_case": row("case.handle", "supervisor"),
    "cases.shown": row("case.read", "supervisor"),
    "cases.act": row("case.handle", "supervisor"),
    "cases.picture": row("case.read", "supervisor"),
    "cases.file": row("case.read", "supervisor"),
    # What is removed by law, and who looked at whose records
    "removals.listed": row("removal.read", "supervisor"),
    "removals.propose_due": row("removal.decide", "supervisor"),
    "removals.decide": row("removal.decide", "supervisor"),
    "removals.of_visit": row("removal.read", "supervisor"),
    "removals.propose": row("removal.decide", "supervisor"),
    "removals.of_complaint": row("removal.read", "supervisor"),
    "removals.propose_complaint": row("removal.decide", "supervisor"),
    "looks.of_enterprise": row("look.read_own", manager="own_enterprise"),
    "looks.of_inspector": row("look.read_own", "inspector"),
    # What the other side of a case sees: what it is asked and told, never who complained
    "staff.shown": row("bureau.tell", "inspector"),
    "staff.tell": row("bureau.tell", "inspector"),
    "inquiries.listed": row("inquiry.answer", inspector="own_agency", officer="own_agency", agency_lead="own_agency"),
    "inquiries.shown": row("inquiry.answer", inspector="own_agency", officer="own_agency", agency_lead="own_agency"),
    "inquiries.file": row("inquiry.answer", inspector="own_agency", officer="own_agency", agency_lead="own_agency"),
    "inquiries.answer": row("inquiry.answer", inspector="own_agency", officer="own_agency", agency_lead="own_agency"),
    # 异议复查: both agencies and the bureau read it; to other agencies it is not there
    "objections.listed": row("objection.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "objections.shown": row("objection.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "objections.picture": row("objection.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "objections.results": row("objection.file", officer="own_agency", agency_lead="own_agency"),
    "objections.new": row("objection.file", officer="own_agency", agency_lead="own_agency"),
    "objections.file": row("objection.file", officer="own_agency", agency_lead="own_agency"),
    "objections.act": row("objection.act", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "objections.decide": row("objection.decide", "supervisor"),
    "re_inspections.form": row("objection.file", officer="own_agency", agency_lead="own_agency"),
    "re_inspections.plan": row("objection.file", officer="own_agency", agency_lead="own_agency"),
    "oversight.picture": row("oversight.read", "supervisor"),
    "oversight.original": row("oversight.read", "supervisor"),
    # Statistics: an agency sees its own figures beside the district's
    "statistics.shown": row("statistics.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "statistics.rows": row("statistics.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "statistics.definitions": row("statistics.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "statistics.export": row("statistics.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "statistics.chart": row("statistics.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "adjustments.listed": row("statistics.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "adjustments.make": row("adjustment.make", "supervisor", agency_lead="own_agency"),
    "adjustments.end": row("adjustment.make", "supervisor", agency_lead="own_agency"),
    "district_figures.shown": row("open_data.read", EVERYBODY),
    "district_figures.as_csv": row("open_data.read", EVERYBODY),
    # Exchange
    "check_actions.listed": row(
        "check_action.export", "supervisor", "admin", officer="own_agency", agency_lead="own_agency"
    ),
    "check_actions.export": row(
        "check_action.export", "supervisor", "admin", officer="own_agency", agency_lead="own_agency"
    ),
    "documents.listed": row("document.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "documents.of_visit": row("document.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "documents.pdf": row("document.read", "supervisor", officer="own_agency", agency_lead="own_agency"),
    "document_templates.listed": row("document_template.edit", "admin"),
    "document_templates.shown": row("document_template.edit", "admin"),
    "document_templates.change": row("document_template.edit", "admin"),
    "document_templates.preview": row("document_template.edit", "admin"),
    "documents.issue": row("document.issue", officer="own_agency", agency_lead="own_agency"),
}

# What gives somebody power or takes data away: whoever is signed in proves first, by passkey, that it is still him.
PROVED = frozenset(
    (
        *("inviting.inspector", "inviting.manager", "inviting.end_manager", "settings.add"),
        *("drafts.approve", "drafts.approve_chosen", "drafts.approve_emergency"),
        *("drafts_api.approve", "planning_api.approve", "check_actions.export", "impacts.export"),
        "statistics.export",
        *("accounts_api.registration_options", "accounts_api.revoke", "security.end_sessions"),
    )
)


def require_complete(app: Flask) -> None:
    """Refuses to start with a route nobody has decided about."""
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules()}
    undecided = sorted(endpoints - TABLE.keys() | PROVED - TABLE.keys())
    if undecided:
        raise RuntimeError(f"policy.py has no row for: {', '.join(undecided)}")


def is_open(endpoint: str) -> bool:
    """Whether the route asks nobody who he is, or a device by its own token."""
    grants = TABLE[endpoint].grants
    return EVERYBODY in grants or DEVICE in grants


def check_route(endpoint: str, actor: Actor) -> None:
    """Refuses an actor who holds none of the roles the route's row names; the relation is checked at the thing."""
    if is_open(endpoint):
        return
    grants = TABLE[endpoint].grants
    if not actor.signed_in:
        raise Refused(SIGN_IN_FIRST)
    if SIGNED_IN not in grants and not actor.roles & grants.keys():
        raise Refused(NOT_ALLOWED)


def may(action: str, actor: Actor, *, agency: str | None = None, enterprise: str | None = None) -> bool:
    """Whether any row of this action lets the actor act on a thing of this agency or enterprise."""
    return any(
        _stands(relation, role, actor, agency, enterprise)
        for each in TABLE.values()
        if each.action == action
        for role, relation in each.grants.items()
    )


def require(action: str, actor: Actor, **thing: Any) -> None:
    """Like `may`, but a foreign thing answers as if it were not there."""
    if not may(action, actor, **thing):
        raise Refused(NOT_FOUND)


def _stands(relation: Relation, role: str, actor: Actor, agency: str | None, enterprise: str | None) -> bool:
    if role == EVERYBODY or (role == SIGNED_IN and actor.signed_in):
        return True
    if role not in actor.roles:
        return False
    if relation is Relation.OWN_AGENCY:
        return agency is not None and agency in actor.agencies.get(Role(role), frozenset())
    if relation is Relation.OWN_ENTERPRISE:
        return enterprise is not None and enterprise in actor.enterprises
    return relation is Relation.ANY
