"""Telling the bureau: what is filed stays filed, nothing typed is lost, and nobody is drowned."""

import io
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from flask.testing import FlaskClient
from PIL import Image

from server.app import create_app
from server.db import db
from server.feedback import complaint_rules, receipts
from server.feedback.complaint_tables import ComplaintRow
from server.ids import new_id
from server.oversight.case_tables import CaseRow
from server.oversight.tables import IrregularityRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import CaseOrigin, CaseState, Role
from tests.builders import an_account, an_enterprise, signed_in
from tests.oversight.bureau import WORDS, Bureau, a_bureau, at_desk, case_of


@pytest.fixture
def bureau(app) -> Bureau:
    return a_bureau()


def a_photo(size: tuple[int, int] = (800, 600)) -> bytes:
    file = io.BytesIO()
    Image.effect_noise(size, 80).save(file, "JPEG", quality=90)
    return file.getvalue()


def sent(client: FlaskClient, address: str, photos: tuple[bytes, ...] = (), **told):
    files = [(io.BytesIO(each), f"照片{n}.jpg") for n, each in enumerate(photos)]
    return client.post(
        address, data={"key": new_id(), "text": WORDS, "photo": files, **told}, content_type="multipart/form-data"
    )


def complaint(client: FlaskClient, bureau: Bureau, **told):
    about = {"conduct": ["banquets", "manner"], "visit": bureau.visit.id, "agency": bureau.agency.id}
    return sent(at_desk(client, bureau.manager), f"{bureau.door}/complaints/new", **about | told)


def filed() -> list[ComplaintRow]:
    return db.session.query(ComplaintRow).order_by(ComplaintRow.filed_at).all()


def test_a_complaint_is_filed_opens_a_case_and_shows_its_receipt(client, bureau):
    answer = complaint(client, bureau, photos=(a_photo(), a_photo((640, 480))))

    [row] = filed()
    case = case_of(row)
    page = client.get(answer.location).text
    assert (case.origin, case.state, case.agency_id) == (CaseOrigin.COMPLAINT, CaseState.RECEIVED, bureau.agency.id)
    assert row.conduct == ["banquets", "manner"] and not row.disclosed
    assert row.number in page and "2张已保存" in page and "司法局已收到" in page


def test_a_complaint_without_a_kind_of_conduct_comes_back_whole(client, bureau):
    answer = complaint(client, bureau, conduct=[], disclosed="1")

    assert answer.status_code == 422
    assert "请至少选择一类情形" in answer.text and WORDS in answer.text and "checked" in answer.text
    assert f'value="{bureau.visit.id}" selected' in answer.text
    assert filed() == []


def test_a_complaint_about_a_visit_of_one_agency_is_about_that_agency(client, bureau):
    complaint(client, bureau, agency="")

    assert filed()[0].agency_id == bureau.agency.id


def test_a_form_sent_twice_is_filed_once(client, bureau):
    key = new_id()

    first, second = (complaint(client, bureau, key=key) for _ in range(2))

    assert first.location == second.location
    assert len(filed()) == 1


def test_a_disagreement_shows_until_when_the_law_helps(client, bureau):
    page = at_desk(client, bureau.manager).get(f"{bureau.door}/complaints/disagreement").text

    assert "行政复议" in page and "六个月内" in page and "复议截至" in page


def test_the_last_days_of_appeal_are_sixty_days_and_six_months_on():
    assert complaint_rules.last_days(date(2026, 8, 31)) == (date(2026, 10, 30), date(2027, 2, 28))


def test_a_photo_that_is_none_costs_no_word(client, bureau):
    answer = complaint(client, bureau, photos=(b"<script>alert(1)</script>", a_photo()))

    page = client.get(answer.location).text
    assert "没有收下" in page and "1张已保存" in page
    assert filed()[0].text == WORDS


def test_a_photo_over_twenty_megabytes_is_refused_in_words_and_the_complaint_stands(client, bureau):
    big = b"\xff\xd8\xff" + bytes(20 * 1024 * 1024)

    answer = complaint(client, bureau, photos=(big,))

    assert "最多20 MB" in client.get(answer.location).text
    assert len(filed()) == 1 and not filed()[0].photos


def test_a_photo_of_nearly_twenty_megabytes_is_kept(client, bureau):
    photo = a_photo()
    photo += bytes(20 * 1024 * 1024 - len(photo))

    complaint(client, bureau, photos=(photo,))

    assert len(filed()[0].photos) == 1


def test_more_photos_can_be_added_until_nine(client, bureau):
    answer = complaint(client, bureau)
    photos = tuple(a_photo((100 + n, 80)) for n in range(11))

    for photo in photos:
        added = sent(client, f"{answer.location}/photos", (photo,))
        assert added.status_code == 303

    assert len(filed()[0].photos) == 9
    assert "照片最多9张" in client.get(answer.location).text


def test_somebody_without_an_account_reports_an_entry_without_a_code(client, bureau):
    answer = sent(client, f"{bureau.door}/no-code", (a_photo(),), text="", place="后厨")

    [row] = filed()
    [noticed] = db.session.query(IrregularityRow).filter_by(kind="no_code").all()
    assert (row.account_id, row.place, case_of(row).origin) == (None, "后厨", CaseOrigin.NO_CODE)
    assert noticed.case_id == case_of(row).id and noticed.decision == "case"
    assert row.number in client.get(answer.location).text


def test_a_tip_says_that_it_is_unverified_and_names_nobody(client, bureau):
    answer = sent(client, f"{bureau.door}/tip")

    [row] = filed()
    assert row.account_id is None and case_of(row).origin == CaseOrigin.TIP
    assert "唯一凭据" in client.get(answer.location).text


def test_an_inspector_s_session_is_not_kept_beside_a_report(client, bureau):
    at_desk(client, bureau.asked)

    sent(client, f"{bureau.door}/no-code")
    sent(client, f"{bureau.door}/tip")

    assert [row.account_id for row in filed()] == [None, None]
    entries = db.session.query(TrailEntryRow).filter_by(entity="complaint").all()
    assert entries and {each.account_id for each in entries} == {None}


def test_a_stranger_cannot_complain_in_the_enterprise_s_name(client, bureau):
    other = an_account(Role.MANAGER, enterprise=an_enterprise("别家", "91370211MA3D0BBB38"))

    for address in ("complaints/new", "complaints/disagreement"):
        assert sent(client, f"{bureau.door}/{address}").status_code == 302
        assert sent(signed_in(client, other), f"{bureau.door}/{address}").status_code == 404
        client.delete_cookie("session")

    assert filed() == []


def test_a_complaint_is_followed_by_its_own_enterprise_alone(client, bureau):
    address = complaint(client, bureau).location

    assert client.get(address).status_code == 200
    assert client.get(address[:-3] + "abc").status_code == 404
    assert at_desk(client, bureau.officer).get(address).status_code == 404
    client.delete_cookie("session")
    assert client.get(address).status_code == 404


def test_a_visit_of_another_place_is_not_named(client, bureau):
    other = an_enterprise("别家", "91370211MA3D0BBB38")
    manager = an_account(Role.MANAGER, enterprise=other)

    sent(
        signed_in(client, manager), f"/e/{other.premises[0].door_token}/complaints/new",
        conduct=["manner"], visit=bureau.visit.id,
    )  # fmt: skip

    assert filed()[0].visit_id is None


@pytest.mark.one_database
def test_many_tips_from_one_address_leave_ten(settings, bureau):
    limited = create_app(replace(settings, rate_limits=True))
    address = f"{bureau.door}/tip"
    with limited.test_client() as client:
        answers = [client.post(address, data={"key": new_id(), "text": f"第{n}条"}) for n in range(40)]

    assert [each.status_code for each in answers[:10]] == [303] * 10
    assert {each.status_code for each in answers[10:]} == {429}
    assert "第39条" in answers[-1].text and "操作过于频繁" in answers[-1].text, "words come back with the refusal"
    db.session.rollback()  # the other application wrote it
    assert len(filed()) == 10


def test_many_addresses_together_leave_twenty_about_one_enterprise_a_day(client, bureau):
    answers = [sent(client, f"{bureau.door}/tip", text=f"第{n}条") for n in range(25)]

    assert [each.status_code for each in answers] == [303] * 20 + [422] * 5
    assert "第24条" in answers[-1].text and "12345" in answers[-1].text
    assert complaint(client, bureau).status_code == 303, "the enterprise itself is heard all the same"


def test_a_receipt_proves_what_was_filed_when(client, bureau, settings):
    complaint(client, bureau)
    [row] = filed()
    receipt = receipts.issue(settings.keys, receipts.Receipt(row.number, row.filed_at, row.digest))

    page = client.get("/receipts", query_string={"r": receipt}).text

    assert "回执真实，内容未被改动" in page and row.number in page
    assert WORDS not in page and "海之味" not in page


def test_a_receipt_tells_when_the_platform_changed_what_was_filed(client, bureau, settings):
    complaint(client, bureau)
    [row] = filed()
    receipt = receipts.issue(settings.keys, receipts.Receipt(row.number, row.filed_at, row.digest))
    db.session.execute(db.text("UPDATE complaint SET text = '没有意见'"))
    db.session.commit()

    assert "现存内容与登记时不符" in client.get("/receipts", query_string={"r": receipt}).text


def test_every_changed_letter_of_a_receipt_is_noticed(client, bureau, settings):
    complaint(client, bureau)
    [row] = filed()
    receipt = receipts.issue(settings.keys, receipts.Receipt(row.number, row.filed_at, row.digest))

    for place in range(0, len(receipt) - 2, 7):
        other = "A" if receipt[place] != "A" else "B"
        assert receipts.check(settings.keys, receipt[:place] + other + receipt[place + 1 :]) is None
    for odd in ("", "x", "%%%", "回执", receipt[:-9], receipt * 3, "=" * 50):
        assert receipts.check(settings.keys, odd) is None


def test_another_server_s_receipt_is_not_ours(tmp_path: Path, settings):
    told = receipts.Receipt("TS2026-000001", complaint_rules.datetime(2026, 11, 23), "0" * 64)

    assert receipts.check(settings.keys, receipts.issue(tmp_path / "other", told)) is None


def test_a_new_key_signs_from_then_on_and_older_receipts_and_pages_stay_good(tmp_path: Path):
    told = receipts.Receipt("TS2026-000001", complaint_rules.datetime(2026, 11, 23), "0" * 64)
    before, page = receipts.issue(tmp_path, told), receipts.follow_code(tmp_path, "x")
    other = tmp_path / "other"
    receipts.issue(other, told)
    (other / "receipts" / "0001.pem").rename(tmp_path / "receipts" / "0002.pem")

    after = receipts.issue(tmp_path, told)

    assert after != before and receipts.follow_code(tmp_path, "x") == page
    assert receipts.check(tmp_path, before) == receipts.check(tmp_path, after) == told


def test_the_keys_are_readable_by_their_owner_only(settings):
    receipts.follow_code(settings.keys, "x")

    assert (settings.keys / "receipts" / "0001.pem").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize("body", [b"", b'--x\r\nContent-Disposition: form-data; name="key"\r\n\r\n0192', b"--x--"])
def test_a_form_that_broke_off_on_the_way_files_nothing(client, bureau, body):
    answer = client.post(f"{bureau.door}/no-code", data=body, content_type="multipart/form-data; boundary=x")

    assert answer.status_code == 400
    assert filed() == []


def test_a_disclosed_complaint_says_so(client, bureau):
    complaint(client, bureau, disclosed="1")

    assert filed()[0].disclosed


def test_what_an_enterprise_filed_is_listed_with_its_state(client, bureau):
    complaint(client, bureau)

    page = client.get(f"{bureau.door}/complaints").text

    assert filed()[0].number in page and "待受理" in page


def test_the_complainant_says_whether_he_is_content_once_it_is_answered(client, bureau):
    address = complaint(client, bureau).location
    case = case_of(filed()[0])

    early = client.post(f"{address}/word", data={"content": "no"})
    at_desk(client, bureau.supervisor).post(f"/desk/cases/{case.id}", data={"act": "decline", "text": "属于复议事项"})
    at_desk(client, bureau.manager).post(f"{address}/word", data={"content": "no", "text": "没有回答"})

    assert early.status_code == 422
    row = db.session.get_one(CaseRow, case.id)
    assert (row.content, row.content_text) == (False, "没有回答")
    assert "属于复议事项" in client.get(address).text
