"""Cases of oversight: the way from a complaint to its answer, who may go it, and who may see what."""

import io
import json
import re
from datetime import timedelta

import pytest
from sqlalchemy.exc import IntegrityError

from server import clock
from server.db import db, transaction
from server.feedback import complaints
from server.feedback.complaint_tables import ComplaintRow
from server.ids import new_id
from server.oversight import asking, case_reading, cases, inquiries, reminding
from server.oversight.case_tables import CaseRow, HoldRow, MeasureRow, QuestionRow
from server.policy import ANONYMOUS
from server.refusals import Refused
from server.trail.tables import TrailEntryRow
from server.vocabulary import CaseAct, CaseOutcome, CaseState, Role
from server.worker import work
from tests.builders import an_account, an_agency, in_days
from tests.feedback.test_complaints import a_photo
from tests.oversight.bureau import WORDS, Bureau, a_bureau, actor, at_desk

SCRIPT = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"


@pytest.fixture
def bureau(app) -> Bureau:
    return a_bureau()


def do(client, case_id: str, act: str, **given):
    return client.post(f"/desk/cases/{case_id}", data={"act": act, **given})


def state(case_id: str) -> str:
    return db.session.get_one(CaseRow, case_id).state


def acts(case_id: str) -> list[str]:
    return [each.act.value for each in case_reading.history(case_id)]


def test_a_case_goes_from_the_complaint_to_its_answer(client, bureau):
    case = bureau.case().id
    desk = at_desk(client, bureau.supervisor)

    do(desk, case, "accept", agency=bureau.agency.id)
    do(desk, case, "investigate")
    do(desk, case, "ask", agency=bureau.agency.id, text="请说明当日检查经过")
    question = db.session.query(QuestionRow).one().id
    at_desk(client, bureau.officer).post(f"/desk/inquiries/{case}", data={"question": question, "text": "按程序检查"})
    desk = at_desk(client, bureau.supervisor)
    do(desk, case, "propose_opinion", outcome="upheld", text="责令改正")
    do(at_desk(client, bureau.colleague), case, "give_opinion")
    desk = at_desk(client, bureau.supervisor)
    do(desk, case, "order", text="开展廉政教育")
    measure = db.session.query(MeasureRow).one().id
    early = do(desk, case, "close", text="已查实")
    at_desk(client, bureau.officer).post(f"/desk/inquiries/{case}", data={"measure": measure, "text": "已开展"})
    desk = at_desk(client, bureau.supervisor)
    do(desk, case, "send_back", measure=measure, text="请附名单")
    do(desk, case, "confirm", measure=measure)
    do(desk, case, "close", text="经查属实，已责令整改。")

    assert early.status_code == 422 and "还有1项整改未确认完成" in early.text
    row = db.session.get_one(CaseRow, case)
    assert (row.state, row.outcome, row.answer) == (CaseState.CLOSED, CaseOutcome.UPHELD, "经查属实，已责令整改。")
    assert acts(case) == [
        "opened", "accept", "investigate", "ask", "answer", "propose_opinion", "give_opinion", "order", "report_done",
        "send_back", "confirm", "close",
    ]  # fmt: skip
    assert row.due_on is None


def test_everything_done_is_in_the_trail_and_a_changed_entry_is_told(client, bureau):
    case = bureau.case(CaseAct.INVESTIGATE).id
    assert all(entry.sound for entry in case_reading.history(case))

    with transaction():
        entry = db.session.query(TrailEntryRow).filter_by(entity="oversight_case", kind="case.accept").one()
        entry.body = entry.body.replace(b"accepted", b"declined")

    assert "与留存摘要不符" in at_desk(client, bureau.supervisor).get(f"/desk/cases/{case}").text


def test_the_agency_reads_what_it_is_asked_and_neither_who_complained_nor_that_anybody_did(client, bureau):
    case = bureau.case(CaseAct.INVESTIGATE)
    asking.ask(
        case.id, "请说明近期检查纪律落实情况", agency=bureau.agency.id, inspector=None, names_visit=False, due_on=None,
        by=bureau.by,
    )  # fmt: skip
    complaint = db.session.query(ComplaintRow).one()
    desk = at_desk(client, bureau.officer)

    pages = desk.get("/desk/inquiries").text + desk.get(f"/desk/inquiries/{case.id}").text

    assert "请说明近期检查纪律落实情况" in pages and case.number in pages
    for secret in (
        bureau.enterprise.name, WORDS, complaint.number, complaint.id, "企业投诉", "宴请", "赵敏", bureau.visit.id,
    ):  # fmt: skip
        assert secret not in pages
    assert desk.get(f"/desk/cases/{case.id}").status_code == 403
    assert desk.get("/desk/cases").status_code == 403


@pytest.mark.parametrize("disclosed", [True, False])
def test_the_agency_reads_the_complainant_s_name_only_if_he_agreed(client, bureau, disclosed):
    case = bureau.case(CaseAct.INVESTIGATE, disclosed=disclosed)
    asking.ask(case.id, "请说明", agency=bureau.agency.id, inspector=None, names_visit=False, due_on=None, by=bureau.by)

    page = at_desk(client, bureau.officer).get(f"/desk/inquiries/{case.id}").text

    assert (bureau.enterprise.name in page) is disclosed
    assert WORDS not in page


def test_before_it_is_asked_the_agency_sees_no_case_at_all(client, bureau):
    case = bureau.case(CaseAct.INVESTIGATE)

    desk = at_desk(client, bureau.officer)

    assert case.number not in desk.get("/desk/inquiries").text
    assert desk.get(f"/desk/inquiries/{case.id}").status_code == 404


def test_an_inspector_asked_alone_answers_alone(client, bureau):
    case = bureau.case(CaseAct.INVESTIGATE)
    question = asking.ask(
        case.id, "谁提出的请客？", agency="", inspector=bureau.inspector.id, names_visit=True, due_on=None, by=bureau.by
    ).id

    assert at_desk(client, bureau.officer).get(f"/desk/inquiries/{case.id}").status_code == 404
    his = at_desk(client, bureau.asked)
    assert "监督事项：1件待办" in his.get("/account").text
    assert "谁提出的请客？" in his.get(f"/desk/inquiries/{case.id}").text
    his.post(f"/desk/inquiries/{case.id}", data={"question": question, "text": "没有此事"})

    assert db.session.get_one(QuestionRow, question).answer == "没有此事"
    again = his.post(f"/desk/inquiries/{case.id}", data={"question": question, "text": "改一下"})
    assert again.status_code == 422 and "已经答复" in again.text
    assert db.session.get_one(QuestionRow, question).answer == "没有此事"


def test_an_answer_without_words_is_refused(client, bureau):
    case = bureau.case(CaseAct.INVESTIGATE)
    question = asking.ask(
        case.id, "请说明", agency=bureau.agency.id, inspector=None, names_visit=False, due_on=None, by=bureau.by
    ).id

    answer = at_desk(client, bureau.officer).post(f"/desk/inquiries/{case.id}", data={"question": question})

    assert answer.status_code == 422 and "请填写理由" in answer.text


def test_evidence_of_a_visit_under_investigation_cannot_be_deleted_by_anybody(bureau):
    visit = bureau.visit.id
    held_in = bureau.case(CaseAct.INVESTIGATE).id

    for table in ("check_in", "result", "statement", "closing", "plan"):
        with pytest.raises(IntegrityError, match="held as evidence"), transaction():
            db.session.execute(db.text(f"DELETE FROM {table} WHERE visit_id = :visit"), {"visit": visit})

    cases.act(held_in, CaseAct.PROPOSE_OPINION, by=bureau.by, text="不属实", outcome="unfounded")
    cases.act(held_in, CaseAct.GIVE_OPINION, by=bureau.second)
    cases.act(held_in, CaseAct.CLOSE, by=bureau.by, text="经查不属实。")
    with transaction():
        deleted = db.session.execute(db.text("DELETE FROM statement WHERE visit_id = :visit"), {"visit": visit})
    assert deleted.rowcount == 1, "once the case is closed the law's retention decides"


def test_every_table_that_belongs_to_a_visit_has_its_guard(app):
    sqlite = db.engine.dialect.name == "sqlite"
    named = "SELECT name FROM sqlite_master WHERE type = 'trigger'" if sqlite else "SELECT tgname FROM pg_trigger"
    guards = set(db.session.scalars(db.text(named)))
    of_visits = {table.name for table in db.metadata.sorted_tables if "visit_id" in table.columns}
    # What oversight, ratings and notices keep has its own rules; nothing of it is what happened on the visit.
    others = {"complaint", "oversight_case", "evidence_hold", "irregularity", "rating", "visit_telling", "day_request"}

    assert {f"{table}_held" for table in of_visits - others} <= guards


def test_a_visit_nobody_complained_about_is_not_held(bureau):
    bureau.case(CaseAct.ACCEPT)

    assert db.session.query(HoldRow).count() == 0


def test_an_officer_of_the_agency_does_not_handle_its_case(client, bureau):
    case = bureau.case().id
    own = an_account(Role.SUPERVISOR, agency=bureau.agency)

    answer = do(at_desk(client, own), case, "accept")

    assert answer.status_code == 422 and "应当回避" in answer.text
    assert state(case) == CaseState.RECEIVED


def test_an_officer_who_inspected_there_himself_does_not_handle_it(client, bureau):
    case = bureau.case().id
    with transaction():
        bureau.asked.memberships[0].role, bureau.asked.memberships[0].agency_id = Role.SUPERVISOR, None

    assert "应当回避" in do(at_desk(client, bureau.asked), case, "accept").text


def test_an_officer_who_manages_the_enterprise_or_complained_does_not_handle_it(client, bureau):
    case = bureau.case().id
    owner = an_account(Role.SUPERVISOR, enterprise=bureau.enterprise)
    with transaction():
        bureau.manager.memberships[0].role, bureau.manager.memberships[0].enterprise_id = Role.SUPERVISOR, None

    assert "应当回避" in do(at_desk(client, owner), case, "accept").text
    assert "应当回避" in do(at_desk(client, bureau.manager), case, "accept").text


def test_naming_an_agency_of_one_s_own_on_acceptance_is_refused(client, bureau):
    case = bureau.case(agency=None, visit=None).id
    own = an_account(Role.SUPERVISOR, agency=bureau.agency)

    assert "应当回避" in do(at_desk(client, own), case, "accept", agency=bureau.agency.id).text
    assert db.session.get_one(CaseRow, case).agency_id is None


def test_a_colleague_takes_over_before_he_acts(client, bureau):
    case = bureau.case(CaseAct.INVESTIGATE).id
    desk = at_desk(client, bureau.colleague)

    refused = do(desk, case, "propose_opinion", outcome="upheld", text="属实")
    do(desk, case, "take_over", text="原承办人休假")
    do(desk, case, "propose_opinion", outcome="upheld", text="属实")

    assert "本案由栾书岑承办" in refused.text
    assert db.session.get_one(CaseRow, case).proposed_by == bureau.colleague.id


def test_an_opinion_is_given_by_a_second_person_and_until_then_nobody_else_reads_it(client, bureau):
    case = bureau.case(CaseAct.PROPOSE_OPINION).id
    own = at_desk(client, bureau.supervisor)
    refused = do(own, case, "give_opinion")
    assert refused.status_code == 422 and "须由另一位同事复核" in refused.text
    assert "等另一位同事复核" in own.get(f"/desk/cases/{case}").text
    assert 'only=second">0</a>' in own.get("/desk/cases").text
    [address] = re.findall(
        r'"(/complaints/[^"]+)"', at_desk(client, bureau.manager).get(f"{bureau.door}/complaints").text
    )
    assert "监督结论" not in client.get(address).text

    second = at_desk(client, bureau.colleague)
    assert 'only=second">1</a>' in second.get("/desk/cases").text
    assert case in second.get("/desk/cases?only=second").text
    assert do(second, case, "return_opinion").status_code == 422
    do(second, case, "return_opinion", text="请写明事实")
    assert do(second, case, "give_opinion").status_code == 422
    do(at_desk(client, bureau.supervisor), case, "propose_opinion", outcome="partly", text="事实如下")
    do(at_desk(client, bureau.colleague), case, "give_opinion")

    row = db.session.get_one(CaseRow, case)
    assert (row.state, row.outcome, row.opinion) == (CaseState.OPINION, "partly", "事实如下")


@pytest.mark.parametrize("act", ["close", "give_opinion", "investigate", "reopen", "ask", "order", "confirm"])
def test_an_act_out_of_its_turn_is_refused_in_words_that_keep_what_was_typed(client, bureau, act):
    case = bureau.case().id
    answer = do(
        at_desk(client, bureau.supervisor), case, act, text="写了很久的话", outcome="upheld",
        agency=bureau.agency.id, measure=case,
    )  # fmt: skip

    assert answer.status_code in (404, 422)
    assert state(case) == CaseState.RECEIVED


@pytest.mark.parametrize("act", ["answer", "report_done", "content", "supplement", "remind", "opened", "x", ""])
def test_what_others_do_the_bureau_cannot_do_in_their_name(client, bureau, act):
    case = bureau.case(CaseAct.INVESTIGATE).id

    assert do(at_desk(client, bureau.supervisor), case, act, text="x").status_code == 404


def test_declining_needs_a_reason_and_tells_it_to_the_complainant(client, bureau):
    case = bureau.case().id
    desk = at_desk(client, bureau.supervisor)

    assert do(desk, case, "decline").status_code == 422
    do(desk, case, "decline", text="属于复议事项，请向复议机构申请。")

    assert db.session.get_one(CaseRow, case).answer == "属于复议事项，请向复议机构申请。"


def test_a_case_is_reopened_upon_the_complainant_s_word(client, bureau):
    case = bureau.case(CaseAct.GIVE_OPINION).id
    cases.act(case, CaseAct.CLOSE, by=bureau.by, text="已处理")

    cases.act(case, CaseAct.REOPEN, by=bureau.by, text="反映人不满意")

    assert state(case) == CaseState.INVESTIGATING
    assert db.session.query(HoldRow).one().released_at is None
    with pytest.raises(Refused):  # what was agreed to before is not agreed to again
        cases.act(case, CaseAct.GIVE_OPINION, by=bureau.second)


def test_a_term_is_extended_with_a_reason_only(client, bureau):
    case = bureau.case(CaseAct.INVESTIGATE).id
    desk = at_desk(client, bureau.supervisor)

    assert do(desk, case, "extend", due_on=in_days(90).isoformat()).status_code == 422
    assert do(desk, case, "extend", text="案情复杂").status_code == 422
    do(desk, case, "extend", due_on=in_days(90).isoformat(), text="案情复杂")

    assert db.session.get_one(CaseRow, case).due_on == in_days(90)


def test_reminders_come_once_for_each_term_and_late_ones_are_listed_first(app, client, bureau):
    case = bureau.case().id
    due = db.session.get_one(CaseRow, case).due_on
    late = clock.now() + (due - clock.today()) + timedelta(days=1)

    with clock.at(late):
        work(app)
        work(app)
        page = at_desk(client, bureau.supervisor).get("/desk/cases?only=overdue").text
        counts = case_reading.counts()

    assert acts(case).count("remind") == 1
    assert counts["overdue"] == 1 and "逾期" in page


def test_a_question_that_is_not_answered_is_reminded_of_and_counted(app, bureau):
    case = bureau.case(CaseAct.INVESTIGATE).id
    asking.ask(
        case, "请说明", agency=bureau.agency.id, inspector=None, names_visit=False, due_on=in_days(1), by=bureau.by
    )

    with clock.at(clock.now() + timedelta(days=3)):
        assert reminding.remind() == 1
        assert case_reading.counts()["unanswered"] == 1


def test_the_bureau_opens_a_case_of_its_own_about_a_visit(client, bureau):
    desk = at_desk(client, bureau.supervisor)

    empty = desk.post("/desk/cases/new", data={"subject": " ", "visit": bureau.visit.id})
    made = desk.post("/desk/cases/new", data={"subject": "巡查发现", "visit": bureau.visit.id})

    assert empty.status_code == 422
    row = db.session.query(CaseRow).one()
    assert made.location.endswith(row.id) and (row.origin, row.visit_id) == ("bureau", bureau.visit.id)
    assert row.number in desk.get(f"/desk/visits/{bureau.visit.id}").text


def test_a_case_upon_nobody_in_particular_is_not_investigated(client, bureau):
    case = bureau.case(agency=None, visit=None).id
    desk = at_desk(client, bureau.supervisor)
    do(desk, case, "accept")

    assert "请先确定被监督的单位" in do(desk, case, "investigate").text
    do(desk, case, "investigate", agency=bureau.agency.id)

    assert state(case) == CaseState.INVESTIGATING


def test_script_in_every_field_is_shown_as_text_in_every_sink(client, bureau):
    complaint = bureau.file(text=SCRIPT, place=SCRIPT[:200])
    case = db.session.query(CaseRow).filter_by(complaint_id=complaint.id).one().id
    desk = at_desk(client, bureau.supervisor)
    do(desk, case, "accept", agency=bureau.agency.id)
    do(desk, case, "investigate")
    do(desk, case, "ask", agency=bureau.agency.id, text=SCRIPT)
    question = db.session.query(QuestionRow).one().id
    at_desk(client, bureau.officer).post(f"/desk/inquiries/{case}", data={"question": question, "text": SCRIPT})
    desk = at_desk(client, bureau.supervisor)
    do(desk, case, "propose_opinion", outcome="partly", text=SCRIPT)
    second = at_desk(client, bureau.colleague)
    proposed = second.get(f"/desk/cases/{case}").text
    do(second, case, "give_opinion")
    desk = at_desk(client, bureau.supervisor)
    do(desk, case, "order", text=SCRIPT)
    measure = db.session.query(MeasureRow).one().id
    at_desk(client, bureau.officer).post(f"/desk/inquiries/{case}", data={"measure": measure, "text": SCRIPT})
    theirs = [client.get(f"/desk/inquiries/{case}").text, client.get("/desk/inquiries").text]
    desk = at_desk(client, bureau.supervisor)
    do(desk, case, "send_back", measure=measure, text=SCRIPT)
    do(desk, case, "confirm", measure=measure)
    wrong = do(desk, case, "close", text="").text
    do(desk, case, "close", text=SCRIPT)
    bureaus = [desk.get(address).text for address in (f"/desk/cases/{case}", "/desk/cases", "/desk/")]
    his = at_desk(client, bureau.manager)
    [address] = [line.split('"')[1] for line in his.get(f"{bureau.door}/complaints").text.split("href=")
                 if line.startswith('"/complaints/')]  # fmt: skip
    his.post(f"{address}/word", data={"content": "no", "text": SCRIPT})
    returned = his.post(f"{bureau.door}/complaints/new", data={"text": SCRIPT, "place": SCRIPT}).text
    own = [his.get(address).text, his.get(f"{bureau.door}/complaints").text, returned]
    bureaus.append(at_desk(client, bureau.supervisor).get(f"/desk/cases/{case}").text)

    for page in (*theirs, *bureaus, *own, wrong, proposed):
        assert "<script>alert" not in page and "<img src=x" not in page
    assert "&lt;script&gt;" in bureaus[0] and "&lt;script&gt;" in own[0] and "&lt;script&gt;" in theirs[0]


def test_photos_of_a_complaint_are_opened_from_its_case_alone(client, bureau):
    first, other = bureau.case(), bureau.tip()
    sha256 = complaints.add_photo(first.complaint_id, a_photo())
    case_of_other = db.session.query(CaseRow).filter_by(complaint_id=other.id).one().id
    desk = at_desk(client, bureau.supervisor)

    assert desk.get(f"/desk/cases/{first.id}/pictures/{sha256}").mimetype == "image/jpeg"
    assert desk.get(f"/desk/cases/{case_of_other}/pictures/{sha256}").status_code == 404
    assert at_desk(client, bureau.officer).get(f"/desk/cases/{first.id}/pictures/{sha256}").status_code == 403


def test_a_file_s_name_is_shown_as_text_too(client, bureau):
    photo = (io.BytesIO(b"no picture"), SCRIPT)
    sent = at_desk(client, bureau.manager).post(
        f"{bureau.door}/complaints/new", data={"key": new_id(), "text": WORDS, "conduct": "manner", "photo": photo}
    )

    page = client.get(sent.location).text

    assert "没有收下" in page and "&lt;script&gt;" in page and "<script>alert" not in page


def test_the_trail_of_a_complaint_holds_its_digest_and_none_of_its_words(bureau):
    complaint = bureau.file()

    [entry] = db.session.query(TrailEntryRow).filter_by(entity="complaint", kind="complaint.filed").all()

    assert json.loads(entry.body)["body"]["digest"] == complaint.digest
    assert WORDS.encode() not in entry.body


def test_nobody_answers_for_an_agency_he_does_not_serve(bureau):
    case = bureau.case(CaseAct.INVESTIGATE)

    for who in (ANONYMOUS, actor(bureau.manager), actor(bureau.supervisor)):
        assert inquiries.of(who) == []
        with pytest.raises(Refused):
            inquiries.one(case.id, who)


def asked_with(client, bureau, *files: tuple[str, bytes]) -> tuple[str, str, str]:
    """A question that the agency answers with files: the case, the question, and the page after it."""
    case = bureau.case(CaseAct.INVESTIGATE).id
    question = asking.ask(
        case, "请附执法记录", agency=bureau.agency.id, inspector=None, names_visit=False, due_on=None, by=bureau.by
    ).id
    sent = {"question": question, "text": "见附件", "file": [(io.BytesIO(data), name) for name, data in files]}
    page = at_desk(client, bureau.officer).post(f"/desk/inquiries/{case}", data=sent, follow_redirects=True).text
    return case, question, page


def test_files_come_with_an_answer_and_are_only_ever_handed_over(client, bureau):
    case, question, page = asked_with(client, bureau, ("../记录<b>.exe", b"%PDF-1.7 x"), ("a.html", b"<script>"))
    assert "附件“a.html”没有收下" in page and "见附件" in page
    again = {"question": question, "only_files": "1", "file": (io.BytesIO(a_photo()), "现场.png")}
    at_desk(client, bureau.officer).post(f"/desk/inquiries/{case}", data=again)

    desk = at_desk(client, bureau.supervisor)
    files = re.findall(rf'"(/desk/cases/{case}/files/[^"]+)" download>([^<]+)<', desk.get(f"/desk/cases/{case}").text)
    assert [name for _, name in files] == ["记录&lt;b&gt;.pdf", "现场.jpg"]
    answer = desk.get(files[0][0])
    assert (answer.mimetype, answer.data) == ("application/octet-stream", b"%PDF-1.7 x")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "sandbox" in answer.headers["Content-Security-Policy"]
    assert [act for act in acts(case) if act == "attach"] == ["attach", "attach"]


def test_nobody_else_reaches_an_agency_s_files(client, bureau):
    case, _, page = asked_with(client, bureau, ("a.pdf", b"%PDF-1.7 x"))
    [address] = re.findall(rf'"(/desk/inquiries/{case}/files/[^"]+)"', page)
    asking.ask(case, "请说明", agency="", inspector=bureau.inspector.id, names_visit=False, due_on=None, by=bureau.by)

    assert at_desk(client, bureau.officer).get(address).status_code == 200
    assert at_desk(client, bureau.asked).get(address).status_code == 404
    other = an_account(Role.OFFICER, agency=an_agency("other", "其他单位"))
    assert at_desk(client, other).get(address).status_code == 404
    assert at_desk(client, bureau.manager).get(address).status_code == 403


def test_an_inspector_tells_the_bureau_past_his_agency_and_reads_its_answer(client, bureau):
    own = at_desk(client, bureau.asked)
    refused = own.post("/own/bureau", data={"matter": "pressure", "text": " "})
    assert refused.status_code == 422
    own.post("/own/bureau", data={"matter": "pressure", "text": "有人要求我改结果", "visit": bureau.visit.id})
    row = db.session.query(CaseRow).one()
    assert (row.origin, row.agency_id, row.visit_id) == ("staff", bureau.agency.id, bureau.visit.id)

    desk = at_desk(client, bureau.officer)
    assert row.number not in desk.get("/desk/inquiries").text and desk.get("/own/bureau").status_code == 403
    cases.act(row.id, CaseAct.DECLINE, by=bureau.by, text="已转纪检部门。")

    page = at_desk(client, bureau.asked).get("/own/bureau").text
    assert "受到干预或压力：有人要求我改结果" in page and "已转纪检部门。" in page
    colleague = an_account(Role.INSPECTOR, agency=bureau.agency, inspector=bureau.visit.plans[0].team[1].inspector)
    assert "已转纪检部门" not in at_desk(client, colleague).get("/own/bureau").text
