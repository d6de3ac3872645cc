"""The enterprise answers: corrections with photos that the agency confirms, a reply beside each result, a document."""

import io
from datetime import timedelta
from hashlib import sha256
from typing import Any

import pytest
from flask.testing import FlaskClient
from PIL import Image

from server import clock
from server.accounts.tables import AccountRow
from server.db import db
from server.evidence import pieces
from server.feedback import telling
from server.ids import new_id
from server.notices.tables import NoticeRow
from server.registry.tables import AgencyRow
from server.trail.tables import TrailEntryRow
from server.visits.correction_tables import CorrectionRow, ReplyRow
from server.vocabulary import CorrectionState, News, Outcome, Role, VisitState
from tests.builders import an_account, an_agency, an_enterprise, in_days, signed_in
from tests.feedback.visits import a_fire_plan, a_visit, close, door, find

pytestmark = pytest.mark.one_database

WORDS = "已清出通道，货架移走"


class Place:
    """A finished visit with a finding, its manager and the agency's officer."""

    def __init__(self, client: FlaskClient) -> None:
        self.client, self.enterprise = client, an_enterprise()
        visit = a_visit(self.enterprise.premises[0], a_fire_plan(on=in_days(-5)), state=VisitState.COMPLETED,
                        on=in_days(-5))  # fmt: skip
        self.visit, self.finding = visit.id, find(visit).id
        close(visit, Outcome.CORRECTION_ORDERED)
        self.door = door(self.enterprise)
        self.manager = an_account(Role.MANAGER, enterprise=self.enterprise).id
        self.officer = an_account(Role.OFFICER, agency=db.session.get_one(AgencyRow, "fire-rescue")).id
        self.address = f"{self.door}/visits/{self.visit}"

    def at(self, account_id: str) -> FlaskClient:
        return signed_in(self.client, db.session.get_one(AccountRow, account_id))

    def report(self, *photos: bytes, text: str = WORDS, **more: str) -> Any:
        files = [(io.BytesIO(each), f"照片{n}.jpg") for n, each in enumerate(photos)]
        told = {"text": text, "photo": files, **more}
        address = f"{self.address}/findings/{self.finding}"
        return self.at(self.manager).post(address, data=told, content_type="multipart/form-data")

    def piece(self, photo: bytes, start: int, upto: int, by: str = "", **named: Any) -> Any:
        """A piece of a photo, as the manager's phone sends it once its words were taken."""
        asked = {"at": start, "of": len(photo), "sha256": sha256(photo).hexdigest()} | named
        address = f"/api{self.address}/findings/{self.finding}/photos/{asked.pop('sha256')}"
        return self.at(by or self.manager).patch(address, query_string=asked, data=photo[start:upto])

    def answer(self, does: str, words: str = "", by: str = "") -> Any:
        row = db.session.query(CorrectionRow.id).order_by(CorrectionRow.made_at.desc()).first()
        return self.at(by or self.officer).post(f"/desk/corrections/{row[0]}", data={"does": does, "answer": words})

    def reply(self, text: str) -> Any:
        return self.at(self.manager).post(f"{self.address}/reply/fire-rescue", data={"text": text})

    def page(self) -> str:
        return str(self.at(self.manager).get(self.address).text)


@pytest.fixture
def place(app, client) -> Place:
    return Place(client)


def a_photo(side: int = 200) -> bytes:
    file = io.BytesIO()
    Image.effect_noise((side, 100), 80).save(file, "JPEG")
    return file.getvalue()


def reports() -> list[CorrectionRow]:
    db.session.expire_all()
    return db.session.query(CorrectionRow).order_by(CorrectionRow.made_at).all()


def test_a_correction_with_photos_is_reported_seen_and_confirmed(place, client):
    assert "上报整改" in place.page()
    answer = place.report(a_photo(), a_photo(120))
    assert answer.status_code == 303 and "待核查" in client.get(answer.location).text

    desk = place.at(place.officer).get("/desk/corrections").text
    picture = desk.split('<img src="')[1].split('"')[0]
    assert WORDS in desk and desk.count("<img") == 2
    assert client.get(picture).mimetype == "image/jpeg"
    assert "整改核查<span" in client.get("/desk/").text
    assert place.answer("close", "很好").status_code == 302

    assert [row.state for row in reports()] == [CorrectionState.CLOSED]
    assert "整改已确认" in place.page()
    assert place.report(text="再报一次").status_code == 422
    kinds = [row.kind for row in db.session.query(TrailEntryRow).filter_by(entity_id=place.visit)]
    assert sorted(kind for kind in kinds if kind.startswith("correction.")) == [
        "correction.answered", "correction.photographed", "correction.photographed", "correction.reported",
    ]  # fmt: skip


def test_the_agency_may_ask_again_with_a_reason_and_the_manager_is_told(place):
    place.report()

    without = place.answer("again", " ")
    assert without.status_code == 422 and "请填写理由" in without.text
    place.answer("again", "请补拍安全出口全貌")
    telling.tell()

    page = place.at(place.manager).get(f"{place.address}/findings/{place.finding}").text
    assert "请补拍安全出口全貌" in page and "需要补充" in page
    kinds = [row.kind for row in db.session.query(NoticeRow).filter_by(recipient_id=place.manager)]
    assert News.CORRECTION_ANSWERED in kinds
    assert place.report(text="已补拍").status_code == 303
    assert [row.state for row in reports()] == [CorrectionState.ASKED_AGAIN, CorrectionState.WAITING]


def test_photos_alone_will_do_and_more_can_follow_until_nine(place):
    place.report(a_photo(), text="")
    for side in range(300, 312):
        place.report(a_photo(side), text="")

    [row] = reports()
    assert row.text == "见照片。" and len(row.photos) == 9


def test_a_file_that_is_no_photo_costs_no_word(place, client):
    answer = place.report(b"<script>alert(1)</script>", b"\xff\xd8\xff" + bytes(20 * 1024 * 1024), a_photo())

    page = client.get(answer.location).text
    assert page.count(".jpg”没有收下") == 2 and "最多20 MB" in page
    assert [(row.text, len(row.photos)) for row in reports()] == [(WORDS, 1)]


@pytest.mark.parametrize(("text", "said"), [(" ", "请写明"), ("长" * 2001, "2000字以内")])
def test_a_report_that_says_nothing_or_too_much_comes_back_whole(place, text, said):
    answer = place.report(text=text)

    assert answer.status_code == 422 and said in answer.text and text.strip() in answer.text
    assert reports() == []


def test_a_photo_comes_in_pieces_goes_on_where_it_stands_and_is_there_once(place):
    photo = a_photo()
    half = len(photo) // 2
    place.report(text=WORDS, photos_told="2")
    assert "应有2张照片，已收到0张" in place.at(place.officer).get("/desk/corrections").text

    assert place.piece(photo, 0, half).json == {"at": half}
    lost = place.piece(photo, 0, half)
    assert (lost.status_code, lost.json["facts"]) == (409, {"offset": half})
    assert reports()[0].photos == []
    assert place.piece(photo, half, len(photo)).status_code == 201
    again = place.piece(photo, half, len(photo))  # its answer was lost: the photo is sent anew
    assert (again.status_code, again.json["facts"]) == (409, {"offset": 0})
    assert place.piece(photo, 0, len(photo)).status_code == 201

    assert [len(row.photos) for row in reports()] == [1]
    assert "应有2张照片，已收到1张" in place.at(place.officer).get("/desk/corrections").text


def test_a_report_sent_twice_is_one_even_after_it_was_answered(place):
    key = new_id()
    place.report(key=key)
    place.answer("again", "请补拍")
    place.report(key=key)
    place.report(text="别的问题", key=new_id())

    assert [row.text for row in reports()] == [WORDS, "别的问题"]


def test_words_beside_another_s_report_are_refused_and_not_dropped(place):
    place.report()

    answer = place.report(text="是我改的，照片后补")

    assert answer.status_code == 422 and "已上报" in answer.text
    assert [row.text for row in reports()] == [WORDS]


@pytest.mark.parametrize(
    ("named", "status"),
    [
        ({"at": "x"}, 400), ({"of": 0}, 400), ({"of": 21 * 1024 * 1024}, 413), ({"sha256": "0" * 63 + "g"}, 404),
        ({"sha256": "0" * 64}, 422), ({"by": "stranger"}, 404),
    ],
)  # fmt: skip
def test_pieces_that_are_none_are_refused_and_leave_no_photo(place, named, status):
    stranger = an_account(Role.MANAGER, enterprise=an_enterprise("别家", "91370211MA3C0AAB01")).id
    place.report()
    photo = a_photo()
    asked = {**named, "by": stranger} if "by" in named else named

    assert place.piece(photo, 0, len(photo), **asked).status_code == status
    assert reports()[0].photos == []


def test_no_more_photos_lie_under_way_than_a_report_may_have_and_none_for_ever(app, place):
    place.report()
    for side in range(300, 309):
        assert place.piece(a_photo(side), 0, 10).status_code == 202

    assert place.piece(a_photo(400), 0, 10).status_code == 422
    with clock.at(clock.now() + timedelta(days=31)), app.app_context():
        pieces.sweep()
    assert place.piece(a_photo(400), 0, 10).status_code == 202


def test_a_piece_for_a_report_that_was_answered_is_told_so(place):
    place.report()
    place.answer("close")
    photo = a_photo()

    told = place.piece(photo, 0, len(photo))

    assert told.status_code == 422 and told.json["code"] == "correction_answered"


def test_another_agency_and_another_enterprise_reach_none_of_it(place, client):
    place.report(a_photo())
    [row] = reports()
    picture = f"/desk/corrections/{row.id}/pictures/{row.photos[0].sha256}"
    other = an_account(Role.OFFICER, agency=an_agency("other", "其他单位")).id
    stranger = an_account(Role.MANAGER, enterprise=an_enterprise("别家", "91370211MA3C0AAB01")).id

    assert WORDS not in place.at(other).get("/desk/corrections").text
    assert client.get(picture).status_code == 404
    assert place.answer("close", by=other).status_code == 404
    assert place.at(stranger).get(f"{place.address}/findings/{place.finding}").status_code == 404
    assert place.at(stranger).get(f"{place.address}/record.pdf").status_code == 404


def test_a_report_that_was_answered_is_answered_once(place):
    place.report()
    place.answer("close")

    assert place.answer("again", "再看").status_code == 422
    assert reports()[0].state == CorrectionState.CLOSED


def test_a_reported_correction_is_no_longer_said_to_be_due(place):
    place.report()

    telling.tell()

    kinds = [row.kind for row in db.session.query(NoticeRow).filter_by(recipient_id=place.manager)]
    assert kinds == [News.RESULT]


def test_a_reply_stands_beside_the_result_and_a_change_keeps_what_stood_before(place):
    assert place.reply("货架是当天卸货临时堆放").status_code == 303
    place.reply("货架是当天卸货临时堆放，半小时后已移走")
    place.reply("货架是当天卸货临时堆放，半小时后已移走")

    page = place.page()
    assert "半小时后已移走" in page and "修改前的答复（1份）" in page and "企业答复，" in page
    assert [row.version for row in db.session.query(ReplyRow).order_by(ReplyRow.version)] == [1, 2]


def test_a_reply_too_long_comes_back_whole_and_to_a_result_that_is_not_there_is_not_taken(place, client):
    answer = place.reply("长" * 2001)

    assert answer.status_code == 422 and "长" * 2001 in answer.text
    assert client.post(f"{place.address}/reply/market", data={"text": "x"}).status_code == 404
    assert db.session.query(ReplyRow).count() == 0


def test_the_law_s_remedies_are_named_with_their_last_days(place):
    page = place.page()

    assert "《行政复议法》第二十条" in page and "《行政诉讼法》第四十六条" in page and "至" in page


def test_the_record_is_a_document_with_everything_that_was_said(place, client):
    place.report()
    place.reply("货架是当天卸货临时堆放")

    answer = place.at(place.manager).get(f"{place.address}/record.pdf")

    assert answer.mimetype == "application/pdf" and answer.data.startswith(b"%PDF-")
    assert 5_000 < len(answer.data) < 400_000


def test_script_in_every_word_is_shown_as_it_is(place):
    bad = '"><script>alert(1)</script>'
    place.report(text=bad)
    place.reply(bad)

    shown = [place.page(), place.at(place.manager).get(f"{place.address}/findings/{place.finding}").text,
             place.at(place.officer).get("/desk/corrections").text]  # fmt: skip
    assert not [page for page in shown if "<script>alert" in page]
