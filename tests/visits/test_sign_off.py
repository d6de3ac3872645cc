"""签发: a result is a version that waits until somebody answers for it; what was signed is never written over."""

import hashlib
import json
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from webauthn.helpers import base64url_to_bytes

from server import clock
from server.accounts.passwords import hash_password
from server.accounts.tables import AccountRow
from server.db import db, transaction
from server.notices.tables import NoticeRow
from server.registry.tables import AgencyRow
from server.trail.tables import TrailEntryRow
from server.visits import amending, reminding, sign_off_queries, sign_off_rules
from server.visits.amending import Change
from server.visits.sign_off_tables import ResultItemRow, SignOffRow
from server.visits.tables import FindingRow, ResultRow
from server.vocabulary import DeskNews, Disposition, Outcome, Role, Severity
from tests.builders import an_account, an_agency, in_days, signed_in
from tests.feedback.visits import door
from tests.field import Field, a_field, close, find, open_visit
from tests.passkey import PRESENT, Passkey

PASSWORD = "correct horse"
GUIDED = {"disposition": "guidance", "text": "当场指出，请加强日常检查。"}


class Desk:
    """A visit closed on the phone with a finding, and the people who sign at the desk."""

    def __init__(self, client: FlaskClient, field: Field) -> None:
        self.client, self.field = client, field
        self.inspector = field.phone.account
        self.lead = an_account(Role.AGENCY_LEAD, agency=db.session.get_one(AgencyRow, "fire-rescue")).id
        with transaction():
            db.session.query(AccountRow).update({"password_hash": hash_password(PASSWORD)})
        open_visit(field.phone, field)
        find(field.phone, field, severity="ordinary")
        close(field.phone, field)
        field.phone.push()

    def at(self, account_id: str = "") -> FlaskClient:
        return signed_in(self.client, db.session.get_one(AccountRow, account_id or self.inspector))

    def versions(self) -> list[ResultRow]:
        db.session.expire_all()
        return db.session.query(ResultRow).order_by(ResultRow.version).all()

    @property
    def newest(self) -> str:
        return self.versions()[-1].id

    def sign(self, by: str = "", **decided: Any) -> Any:
        sent = {**GUIDED, "password": PASSWORD, **decided}
        return self.at(by).post(f"/api/results/{self.newest}/sign-off", json=sent)

    def sign_with(self, passkey: Passkey, decided: Any = None, flags: int = PRESENT | 4, **more: Any) -> Any:
        """As the page's script does: asks what to sign, has it signed, sends it."""
        client, address = self.at(), f"/api/results/{self.newest}/sign-off"
        asked = client.post(f"{address}/options", json=GUIDED).json
        credential = passkey.answer(asked["options"]["challenge"], flags)
        return client.post(address, json={**(decided or GUIDED), "credential": credential, **more})

    def page(self) -> str:
        manager = db.session.query(AccountRow).filter_by(name="林经理").first()
        by = manager or an_account(Role.MANAGER, name="林经理", enterprise=self.field.enterprise)
        return str(self.at(by.id).get(f"{door(self.field.enterprise)}/visits/{self.field.visit}").text)

    def in_force(self) -> list[tuple[int, str, str]]:
        rows = db.session.query(ResultItemRow).filter_by(ended_at=None).order_by(ResultItemRow.item_id)
        return [(row.version, row.outcome, row.value) for row in rows]


@pytest.fixture
def desk(app, client) -> Desk:
    return Desk(client, a_field(client))


def test_a_closed_visit_waits_for_sign_off_and_counts_once_it_is_signed(desk):
    assert "待签发" in desk.page() and "首检责任人" not in desk.page() and desk.in_force() == []

    answer = desk.sign()

    assert answer.json["grade"] == "password"
    page = desk.page()
    assert "首检责任人王建国" in page and "密码验证，等级较低" in page and GUIDED["text"] in page
    assert desk.in_force() == [(1, "problems_found", "nonconforming")]
    [item] = db.session.query(ResultItemRow)
    assert item.valid_until == sign_off_rules.valid_until(item.visit_on, 6)
    assert "result.signed" in {
        row.kind for row in db.session.query(TrailEntryRow).filter_by(entity_id=desk.field.visit)
    }


def test_a_passkey_signs_the_very_words_and_anybody_can_check_it_later(desk):
    answer = desk.sign_with(Passkey(desk.inspector))

    assert answer.status_code == 200 and answer.json["grade"] == "passkey", answer.json
    made = db.session.query(SignOffRow).one()
    said = json.loads(made.document)
    assert made.digest == hashlib.sha256(made.document.encode()).hexdigest() == answer.json["digest"]
    assert said["findings"][0]["text"] and said["responsible"]["name"] == "王建国" and said["text"] == GUIDED["text"]
    signed = json.loads(base64url_to_bytes(made.proof["clientDataJSON"]))
    assert base64url_to_bytes(signed["challenge"]).hex() == made.digest


@pytest.mark.parametrize(
    ("how", "code"),
    [
        ({"decided": {"disposition": "leniency", "text": "初次"}}, "result_changed"),
        ({"flags": PRESENT}, "passkey_failed"),
    ],
)
def test_neither_other_words_nor_a_key_without_its_owner_sign(desk, how, code):
    answer = desk.sign_with(Passkey(desk.inspector), **how)

    assert (answer.status_code >= 400, answer.json["code"]) == (True, code)
    assert desk.versions()[0].state == "waiting"


def test_somebody_elses_passkey_signs_nothing(desk):
    Passkey(desk.inspector)

    answer = desk.sign_with(Passkey(desk.lead))

    assert answer.json["code"] == "passkey_failed"


def test_who_may_sign_and_who_does_not_find_it(desk):
    colleague = desk.field.fire.phones[1].account
    stranger = an_account(Role.AGENCY_LEAD, agency=an_agency("other", "其他单位", "other")).id

    assert desk.sign(by=colleague).json["code"] == "not_responsible"
    assert desk.sign(by=stranger).status_code == 404
    assert desk.at(stranger).get(f"/desk/results/{desk.newest}").status_code == 404
    assert desk.sign(by=desk.lead).status_code == 200
    assert desk.sign(by=desk.lead).json["code"] == "result_not_waiting"


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        ({"disposition": "none"}, "disposition_unfit"),
        ({"disposition": "leniency", "text": " "}, "reason_missing"),
        ({"disposition": "wrong"}, "invalid"),
        ({"password": "guessed"}, "wrong_password"),
        ({"text": "长" * 1001}, "invalid"),
        ({"credential": {}}, "invalid"),
    ],
)
def test_what_cannot_be_signed_is_refused_and_waits_on(desk, sent, code):
    answer = desk.sign(**sent)

    assert answer.status_code in (401, 422) and answer.json["code"] == code
    assert desk.versions()[0].state == "waiting" and db.session.query(SignOffRow).count() == 0


def test_whoever_has_a_passkey_does_not_sign_by_password(desk):
    Passkey(desk.inspector)

    assert desk.sign().json["code"] == "passkey_needed"
    page = desk.at().get(f"/desk/results/{desk.newest}").text
    assert 'name="password"' not in page and "用通行密钥签发" in page


def test_the_desk_signs_by_form_and_keeps_what_was_typed_when_it_cannot(desk):
    address = f"/desk/results/{desk.newest}/sign-off"

    refused = desk.at().post(address, data={**GUIDED, "password": "wrong"})
    assert refused.status_code == 422 and "密码不对" in refused.text and GUIDED["text"] in refused.text
    assert desk.at().post(address, data={**GUIDED, "password": PASSWORD}).status_code == 302

    page = desk.at().get(f"/desk/results/{desk.newest}").text
    assert "已签发" in page and GUIDED["text"] in page
    listed = desk.at(desk.lead).get("/desk/results?show=signed").text
    assert "没有待签发的结果" in listed and "王建国" in listed


def test_what_arrives_late_is_a_new_version_to_be_signed_beside_the_one_in_force(desk):
    desk.sign()
    second = desk.field.fire.phones[1]
    find(second, desk.field, severity="serious")
    second.push()

    assert [(row.version, row.state, row.origin) for row in desk.versions()] == [
        (1, "signed", "closed"), (2, "waiting", "late"),
    ]  # fmt: skip
    page = desk.page()
    assert "有新内容，待签发" in page and GUIDED["text"] in page
    assert [version for version, *_ in desk.in_force()] == [1]
    assert desk.sign(disposition="leniency", text="初次").json["code"] == "leniency_serious"
    assert desk.sign(disposition="case_filed", text="有严重问题，已立案。").status_code == 200
    assert "此前签发的结果（1份）" in desk.page() and [version for version, *_ in desk.in_force()] == [2]


def test_a_version_nobody_signed_gives_way_to_the_next(desk):
    find(desk.field.fire.phones[1], desk.field)
    desk.field.fire.phones[1].push()

    assert [row.state for row in desk.versions()] == ["replaced", "waiting"]
    assert len(sign_off_queries.waiting(None)) == 1


def test_the_bureau_amends_or_withdraws_and_what_stood_before_is_read_beside_it(desk):
    change = Change("复议〔2026〕1号：通道当时畅通。", outcomes={"fire-exit": Outcome.NO_PROBLEM})
    with pytest.raises(Exception, match="not_signed_yet"):
        amending.amend(desk.field.visit, "fire-rescue", change, account_id=desk.lead)
    desk.sign()

    amending.amend(desk.field.visit, "fire-rescue", change, account_id=desk.lead)

    assert desk.in_force() == [(2, "no_problem", "conforming")]
    assert db.session.query(FindingRow).one().withdrawn_by is not None
    page = desk.page()
    assert "复议〔2026〕1号" in page and "此前签发的结果（1份）" in page
    open_visit(desk.field.phone, desk.field)
    desk.field.phone.push()
    assert len(desk.versions()) == 2, "what says nothing new takes no decision back"
    amending.withdraw(desk.field.visit, "fire-rescue", Change("不应检查。"), account_id=desk.lead)
    assert desk.in_force() == [] and "已撤销" in desk.page()


def test_a_result_not_signed_in_time_is_late_and_reminded_of_once_before_and_once_on_the_day(desk):
    by = sign_off_queries.sign_by(desk.versions()[0].issued_at)
    assert by == in_days(5)

    for days in (3, 4, 4, 5, 5, 6):
        with clock.at(clock.now() + timedelta(days=days)):
            reminding.remind()

    kinds = [row.kind for row in db.session.query(NoticeRow).filter_by(recipient_id=desk.inspector)]
    assert sorted(kinds) == [DeskNews.SIGN_SOON, DeskNews.SIGN_TODAY]
    with clock.at(clock.now() + timedelta(days=6, hours=1)):
        bureau = an_account(Role.SUPERVISOR).id
        page = desk.at(bureau).get("/desk/results?show=overdue").text
    assert "有1份结果逾期未签发" in page and "<td>fire</td>" in page


def test_the_phone_lists_what_waits_for_its_owner(desk):
    told = desk.at().get("/api/results").json

    [line] = told["waiting"]
    assert line["items"] == [{"name": "消防安全检查", "value": "nonconforming", "outcome": "problems_found"}]
    assert line["fitting"] == ["guidance", "leniency", "case_filed"] and line["findings"][0]["severity"] == "ordinary"
    assert desk.at(desk.field.fire.phones[1].account).get("/api/results").json["waiting"] == []
    desk.sign()
    told = desk.at().get("/api/results").json
    assert told["waiting"] == [] and told["signed"][0]["grade"] == "password"


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("outcome", "severity", "fits"),
    [
        (Outcome.NO_PROBLEM, None, "none guidance"),
        (Outcome.PROBLEMS_FOUND, Severity.ORDINARY, "guidance leniency case_filed"),
        (Outcome.PROBLEMS_FOUND, Severity.SERIOUS, "guidance case_filed"),
        (Outcome.CORRECTION_ORDERED, Severity.MINOR, "correction leniency case_filed"),
    ],
)
def test_a_result_bears_only_what_was_found(outcome, severity, fits):
    findings = [{"severity": severity}] if severity else []

    assert sign_off_rules.fitting(outcome, findings) == tuple(Disposition(each) for each in fits.split())
