"""Two agencies and two enterprises with everything both could own, for asking who reaches whose things."""

import io
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import current_app
from flask.testing import FlaskClient
from PIL import Image

from server import clock, notices
from server.accounts import commands as accounts
from server.accounts.passkeys import NewPasskey
from server.accounts.queries import passkeys_of
from server.accounts.sessions import actor_of
from server.accounts.tables import AccountRow
from server.db import db, transaction
from server.evidence import store
from server.exchange import impact_form, impacts
from server.exchange.tables import DocumentRow
from server.feedback import complaints, receipts
from server.feedback.asking import RATING_ASKED
from server.feedback.complaint_rules import Filing
from server.feedback.tables import RatingGroupRow, RatingRow
from server.ids import new_id
from server.oversight import asking, attachments, cases
from server.oversight.case_tables import CaseRow
from server.planning import service_visits
from server.planning.tables import DayRequestRow, PlanDraftRow, PlanRow, ProposalAnswerRow, ProposalRow, VisitRow
from server.registry import guiding, license_code, sharing
from server.registry.leniency_tables import LeniencyRow
from server.registry.tables import EnterpriseRow, InspectorRow, ItemEquivalenceRow
from server.statistics.tables import AdjustmentRow
from server.trail import checkpoints
from server.visits import correcting
from server.visits.bodies import code_id
from server.visits.objection_tables import ObjectionPhotoRow, ObjectionRow
from server.visits.tables import FindingRow, ResultRow
from server.vocabulary import CaseAct, ComplaintKind, Conduct, DocumentKind, News, RatingTag, Role
from tests.builders import an_account, an_enterprise, an_item, in_days, signed_in
from tests.field import Office, a_visit, an_office
from tests.phone import Phone, a_blob

CODES = ("91370211MA3C0AAA10", "91370211MA3D0BBB38")

FOUNDED = {"outcome": "founded", "visit_on": None, "because": None, "facts": {}, "reasons": []}


@dataclass
class Side:
    """One agency with its people and one enterprise with its manager, a visit and everything hanging from it."""

    office: Office
    accounts: Mapping[Role, str]
    ids: Mapping[str, str] = field(repr=False)

    @property
    def phone(self) -> Phone:
        return self.office.phone

    def client(self, role: Role, client: FlaskClient) -> FlaskClient:
        return signed_in(client, db.session.get_one(AccountRow, self.accounts[role]))


def two_sides(client: FlaskClient) -> tuple[Side, Side]:
    fire = _side(client, an_office(client), CODES[0], b"1")
    market = _side(client, an_office(client, "market", "food-safety", "food"), CODES[1], b"2")
    checkpoints.make(current_app.extensions["settings"])
    return fire, market


def _side(client: FlaskClient, office: Office, credit_code: str, mark: bytes) -> Side:
    enterprise = an_enterprise(f"海之味{office.agency.id}有限公司", credit_code)
    accounts_of = _accounts(office, enterprise)
    _portray(office, mark * 2)
    finished, photo = _finished(office, enterprise, mark)
    ahead = a_visit(enterprise, office, decision=FOUNDED)
    token = accounts.invite_manager(enterprise.id, "新来的", None)
    ids = {
        "agency": office.agency.id,
        "item": office.item.item_id,
        "inspector": office.inspectors[0].id,
        "badge": office.inspectors[0].badges[0].id,
        "enterprise": enterprise.id,
        "credit_code": credit_code,
        "token": enterprise.premises[0].door_token,
        "premises": enterprise.premises[0].id,
        "visit": finished,
        "plan": db.session.query(PlanRow.id).filter_by(visit_id=ahead).scalar(),
        "invitation": token,
        "photo": photo,
        "open_visit": ahead,
        **_correction(finished, accounts_of[Role.MANAGER]),
        "adjustment": _adjustment(office),
        "day_request": _day_request(office, ahead, accounts_of[Role.MANAGER]),
        "proposal": _proposal(office, enterprise),
        "equivalence": _equivalence(office),
        **_objection(office, finished),
        "draft": _draft(office, enterprise),
        **_guiding(office, finished, accounts_of),
        "service_visit": _service_visit(office, credit_code, accounts_of),
        "code": _code(office, enterprise),
        "alarm_rule": "shenzhen_late",
        **_case(office, enterprise, finished, accounts_of),
        "rating": _rating(office, enterprise, finished, accounts_of[Role.MANAGER]),
        "notice": _notice(finished, accounts_of[Role.MANAGER]),
        "news": _news(ahead, accounts_of[Role.MANAGER]),
        "manager": accounts_of[Role.MANAGER],
        "document": _document(office, finished),
        "document_kind": "notice",
        **{f"passkey {role}": _passkey(account_id) for role, account_id in accounts_of.items()},
    }
    return Side(office, accounts_of, ids)


def _service_visit(office: Office, credit_code: str, accounts_of: Mapping[Role, str]) -> str:
    officer = actor_of(db.session.get_one(AccountRow, accounts_of[Role.OFFICER]))
    form = {"credit_code": credit_code, "premises": 1, "visit_on": in_days(3).isoformat(), "kind": "call"}
    return service_visits.record(office.agency.id, {**form, "purpose": "送政策", "people": "王建国"}, officer).id


def _guiding(office: Office, visit: str, accounts_of: Mapping[Role, str]) -> dict[str, str]:
    """A shared line, an entry of the leniency list, a guide, and an assessment of the visit's result."""
    item, lead = office.item.item_id, actor_of(db.session.get_one(AccountRow, accounts_of[Role.AGENCY_LEAD]))
    other = an_item(office.agency, f"{item}-again").item_id
    lenient = LeniencyRow(code=f"lenient-{item}", version=1, item_id=item, name="轻微", valid_from=clock.today())
    lenient.first_offence = lenient.minor = lenient.corrected = True
    lenient.conditions, lenient.legal_basis = "当场改正", []
    with transaction():
        db.session.add(lenient)
    form = {"name": item, "industries": "", "items": item, "intro": "", "prepare": ""}
    asked = impact_form.read(impact_form.SHIPPED)
    impacts.assess(visit, office.agency.id, 0, [(each["options"] or ["罚款"])[0] for each in asked], lead)
    return {
        "shared_line": sharing.propose("一问", [f"{item}|1", f"{other}|2"], lead).id,
        "lenient": f"lenient-{item}",
        "guide": guiding.keep(f"guide-{item}", form, lead, new=True).slug,
    }


def _adjustment(office: Office) -> str:
    row = AdjustmentRow(
        id=new_id(), agency_id=office.agency.id, figure="visits", kind="remote", text="改为非现场检查",
        begins=clock.today(), made_at=clock.now(),
    )  # fmt: skip
    adjustment = row.id
    with transaction():
        db.session.add(row)
    return adjustment


def _proposal(office: Office, enterprise: EnterpriseRow) -> str:
    row = ProposalRow(
        id=new_id(), premises_id=enterprise.premises[0].id, visit_on=clock.today(), reach=7, visits=[],
        made_at=clock.now(), state="open", answers=[ProposalAnswerRow(agency_id=office.agency.id)],
    )  # fmt: skip
    with transaction():
        db.session.add(row)
        return row.id


def _draft(office: Office, enterprise: EnterpriseRow) -> str:
    team = [{"inspector": inspector.id} for inspector in office.inspectors]
    asked = {"credit_code": enterprise.credit_code, "items": [office.item.item_id], "team": team}
    row = PlanDraftRow(
        id=new_id(), agency_id=office.agency.id, premises_id=enterprise.premises[0].id, visit_on=in_days(20),
        channel="ordinary", asked={**asked, "visit_on": in_days(20).isoformat()}, state="waiting",
        made_at=clock.now(), changed_at=clock.now(),
    )  # fmt: skip
    with transaction():
        db.session.add(row)
        return row.id


def _code(office: Office, enterprise: EnterpriseRow) -> str:
    """A licence's code that an inspector of this side took for this enterprise's."""
    phone, text = office.phone, f"http://zj.gsxt.gov.cn/%7B{enterprise.id.replace('-', '') * 4}%7D"
    digest = str(license_code.read(text).opaque_key)
    told = {"text": text, "family": "license_opaque", "credit_code": enterprise.credit_code}
    phone.record_on("code", code_id(digest), "code.named", code=digest, **told)
    phone.push(len(phone.operations))
    return digest


def _case(office: Office, enterprise: EnterpriseRow, visit: str, accounts_of: Mapping[Role, str]) -> dict[str, str]:
    """A complaint with a photo, under investigation: the agency and one of its inspectors have been asked."""
    manager, bureau = (
        actor_of(db.session.get_one(AccountRow, accounts_of[r])) for r in (Role.MANAGER, Role.SUPERVISOR)
    )
    filing = Filing(new_id(), ComplaintKind.CONDUCT, "要求请客", (Conduct.BANQUETS,), visit, office.agency.id)
    complaint = complaints.file(filing, enterprise.premises[0], manager).id
    photo = complaints.add_photo(complaint, _photo(b"9"))
    case = db.session.query(CaseRow.id).filter_by(complaint_id=complaint).scalar()
    for act in (CaseAct.ACCEPT, CaseAct.INVESTIGATE):
        cases.act(case, act, by=bureau)
    asked = {"text": "请说明", "agency": office.agency.id, "names_visit": False, "due_on": None, "by": bureau}
    question = asking.ask(case, inspector=None, **asked)
    officer = actor_of(db.session.get_one(AccountRow, accounts_of[Role.OFFICER]))
    attachments.add(question, "记录.pdf", f"%PDF-1.7 {office.agency.id}".encode(), by=officer)
    asking.ask(case, inspector=office.inspectors[0].id, **asked)
    code = receipts.follow_code(current_app.extensions["settings"].keys, complaint)
    return {
        "complaint": complaint, "case": case, "question": question.id, "attachment": question.attachments[0].id,
        "complaint_photo": photo, "follow_code": code,
    }  # fmt: skip


def _equivalence(office: Office) -> str:
    pair = sorted([office.item.item_id, an_item(office.agency, f"{office.item.item_id}-too").item_id])
    row = ItemEquivalenceRow(id=new_id(), item_id=pair[0], other_id=pair[1], proposed_at=clock.now())
    with transaction():
        db.session.add(row)
        return row.id


def _objection(office: Office, visit: str) -> dict[str, str]:
    """A running objection with a photo, of which nobody else is to learn."""
    result = db.session.query(ResultRow.id).filter_by(visit_id=visit).scalar()
    row = ObjectionRow(
        id=new_id(), number=f"YY-{office.agency.id}", visit_id=visit, result_id=result, against_id=office.agency.id,
        agency_id=office.agency.id, items=[office.item.item_id], ground="fact", text="门没有上锁",
        filed_at=clock.now(), state="filed",
    )  # fmt: skip
    with transaction():
        photo = store.keep(_photo(office.agency.id[:1].encode()), "image/jpeg")
        row.photos.append(ObjectionPhotoRow(sha256=photo, position=0, added_at=clock.now()))
        db.session.add(row)
        return {"objection": row.id, "objection_photo": photo, "result": result}


def _rating(office: Office, enterprise: EnterpriseRow, visit: str, manager: str) -> str:
    """What the enterprise said of the finished visit, in a group that has closed."""
    none = [0, 1]
    figures = {"process": none, "result": none, "tags": {tag.value: none for tag in RatingTag}}
    group = RatingGroupRow(
        id=new_id(), agency_id=office.agency.id, first_day=in_days(-60), last_day=in_days(-31), visits=12, ratings=5,
        figures=figures,
    )  # fmt: skip
    said = RatingRow(
        id=new_id(), visit_id=visit, enterprise_id=enterprise.id, process=2, result=3, process_text="等了很久",
        made_at=clock.now(), changed_at=clock.now(), made_by=manager, group_id=group.id,
    )  # fmt: skip
    with transaction():
        db.session.add_all([group, said])
        return said.id


def _document(office: Office, visit: str) -> str:
    """A document as it stands after it was issued; drawing one takes longer than all the rest."""
    row = DocumentRow(
        id=new_id(), visit_id=visit, agency_id=office.agency.id, kind=DocumentKind.NOTICE, version=1, said="0" * 64,
        number="消防检通〔2026〕1号", sha256=store.keep(b"%PDF-1.7", "application/pdf"), issued_at=clock.now(),
    )  # fmt: skip
    with transaction():
        db.session.add(row)
        return row.id


def _notice(visit: str, manager: str) -> str:
    with transaction():
        notices.send(manager, RATING_ASKED, {}, about=visit)
        return notices.standing(manager, RATING_ASKED)[0].id


def _correction(visit: str, manager: str) -> dict[str, str]:
    finding = db.session.query(FindingRow.id).filter_by(visit_id=visit).scalar()
    with transaction():
        db.session.get_one(FindingRow, finding).correction_due = in_days(9)
    correction = correcting.report(finding, "已清理", account_id=manager)
    photo = correcting.add_photo(correction, _photo(b"7"), account_id=manager)
    return {"finding": finding, "correction": correction, "correction_photo": photo}


def _day_request(office: Office, visit: str, manager: str) -> str:
    row = DayRequestRow(
        id=new_id(), visit_id=visit, planned_on=clock.today(), wished_on=in_days(3), reason="盘点", account_id=manager,
        made_at=clock.now(), state="open",
    )  # fmt: skip
    with transaction():
        db.session.get_one(VisitRow, visit).agency_id = office.agency.id
        db.session.add(row)
        return row.id


def _news(visit: str, manager: str) -> str:
    with transaction():
        facts = {"visit": visit, "visit_on": in_days(9).isoformat(), "agencies": []}
        notices.send(manager, News.PLANNED, facts, about=visit)
        return notices.standing(manager, News.PLANNED)[0].id


def _portray(office: Office, mark: bytes) -> None:
    with transaction():
        db.session.get_one(InspectorRow, office.inspectors[0].id).photo = store.keep(_photo(mark), "image/jpeg")


def _accounts(office: Office, enterprise: EnterpriseRow) -> dict[Role, str]:
    own: dict[Role, dict[str, Any]] = {
        Role.OFFICER: {"agency": office.agency},
        Role.AGENCY_LEAD: {"agency": office.agency},
        Role.MANAGER: {"enterprise": enterprise},
        Role.SUPERVISOR: {},
        Role.ADMIN: {},
    }
    made = {role: an_account(role, **facts).id for role, facts in own.items()}
    return {**made, Role.INSPECTOR: office.phone.account}


def _finished(office: Office, enterprise: EnterpriseRow, mark: bytes) -> tuple[str, str]:
    """A visit that ended today, told by the phone, with one photo that has arrived."""
    phone, visit = office.phone, a_visit(enterprise, office, decision=FOUNDED)
    photo = _photo(mark)
    taken = a_blob(photo)
    phone.record(
        "visit.opened",
        visit,
        premises=enterprise.premises[0].id,
        credit_code=enterprise.credit_code,
        license_code=None,
        place=None,
        present=office.present,
        planned=True,
        cause=None,
        reason=None,
    )
    phone.record(
        "finding.recorded",
        visit,
        finding=new_id(),
        **office.at_line(),
        text="安全出口上锁",
        severity="serious",
        correction_due=None,
        evidence=[taken["sha256"]],
        corrects=None,
        blobs=[taken],
    )
    phone.record(
        "visit.closed",
        visit,
        summary="检查完毕",
        outcomes=[{"inspection_item": office.item.item_id, "outcome": "problems_found"}],
    )
    assert {each["status"] for each in phone.push().json["results"]} == {"applied"}
    assert phone.send(taken["sha256"], 0, len(photo), photo).status_code == 201
    return visit, taken["sha256"]


def _photo(mark: bytes) -> bytes:
    made = io.BytesIO()
    Image.effect_noise((40 + sum(mark), 30), 60).save(made, "JPEG")
    return made.getvalue()


def _passkey(account_id: str) -> str:
    for _ in range(2):
        accounts.add_passkey(account_id, NewPasskey(new_id().encode(), b"key", 0, False), "手机")
    return str(passkeys_of(account_id)[0].id)
