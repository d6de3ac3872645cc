"""A yearly plan from a file: every line's fate is known before anything is filed, and nothing is filed twice."""

import io
import re
import threading
from datetime import date

import pytest
from click.testing import CliRunner
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import select

from server import clock
from server.cli import main
from server.db import db
from server.planning import bulk_filing, bulk_jobs, commands
from server.planning.tables import PlanRow, VisitRow
from server.registry.tables import BadgeRow, EnterpriseRow
from server.vocabulary import Role
from tests.builders import an_account, signed_in
from tests.planning.district import a_party, a_result, an_enterprise, another_party, october

HEAD = "credit_code,premises,items,visit_on,earliest,latest,channel,cause,reference,team"
CODES = ["91370211MA3C0AAA10", "91370211MA3C0BBB21"]


def badges(party):
    rows = db.session.scalars(select(BadgeRow).where(BadgeRow.inspector_id.in_(party.team)))
    return ";".join(row.number for row in rows)


def a_line(party, day, code=CODES[0], channel="", cause="", reference="", team=None, items=None):
    team = badges(party) if team is None else team
    return f"{code},,{items or party.item},2026-10-{day:02},,,{channel},{cause},{reference},{team}"


def sent(client, party, lines, address="/desk/plans/bulk", data=None):
    data = data or "\n".join([HEAD, *lines]).encode()
    with clock.at(october(1)):
        return party.signed_in(client).post(address, data={"file": (io.BytesIO(data), "plans.csv")})


def confirmed(client, party, preview):
    digest = re.search(r'name="digest" value="([0-9a-f]{64})"', preview.text)[1]
    with clock.at(october(1)):
        party.signed_in(client)
        return client.post("/desk/plans/bulk/confirmation", data={"digest": digest}, follow_redirects=True)


def fates(answer):
    return re.findall(r'<td class="number">(\d+)</td>.*?</svg>\s*(\S+?)</span>(.*?)</td>', answer.text, re.S)


@pytest.fixture
def fire(app):
    return a_party()


@pytest.fixture(autouse=True)
def enterprises(app):
    return [an_enterprise(f"企业{code[-2:]}", code) for code in CODES]


def test_every_line_is_judged_in_order_with_the_effects_of_those_before_it(client: FlaskClient, fire):
    second = a_party("fire-two", "消防二大队", "fire-two")
    with clock.at(october(1)):
        second.signed_in(client).post("/api/plans", json=second.asks(20, enterprise(CODES[1])))
    urgent = a_line(fire, 14, channel="green", cause="emergency", reference="令1", items=f"{fire.item}")

    preview = sent(client, fire, [a_line(fire, 12), a_line(fire, 14), urgent, a_line(fire, 18, CODES[1])])

    assert [(line, fate) for line, fate, _ in fates(preview)] == [
        ("2", "可报备"), ("3", "不报备"), ("4", "不报备"), ("5", "可报备"),
    ]  # fmt: skip
    assert "新立检查" in preview.text and "已合并" in preview.text and "报备了同一事项" in preview.text
    assert db.session.query(PlanRow).count() == 1
    assert db.session.query(VisitRow).count() == 1


def enterprise(code):
    return db.session.scalar(select(EnterpriseRow).where(EnterpriseRow.credit_code == code))


def test_what_is_confirmed_is_filed_as_previewed_and_bad_lines_are_left_out(client: FlaskClient, fire):
    preview = sent(client, fire, [a_line(fire, 12), a_line(fire, 5, CODES[1]), a_line(fire, 22, CODES[1])])

    done = confirmed(client, fire, preview)

    assert [fate for _, fate, _ in fates(done)] == ["已报备", "不报备", "已报备"]
    assert "已报备2行" in done.text
    filed = db.session.query(PlanRow).filter_by(state="filed").order_by(PlanRow.number).all()
    assert [row.visit_on.day for row in filed] == [12, 22]


def test_the_same_file_again_files_nothing(client: FlaskClient, fire):
    lines = [a_line(fire, 12), a_line(fire, 22, CODES[1])]
    confirmed(client, fire, sent(client, fire, lines))

    again = sent(client, fire, [*lines, a_line(fire, 12)])

    assert [fate for _, fate, _ in fates(again)] == ["已报备过"] * 3
    assert "没有可以报备的行" in again.text
    assert db.session.query(PlanRow).count() == 2


def test_a_plan_withdrawn_since_is_not_filed_again_by_its_file(client: FlaskClient, fire):
    confirmed(client, fire, sent(client, fire, [a_line(fire, 12)]))
    with clock.at(october(2)):
        commands.withdraw_plan(db.session.query(PlanRow).one().id, account_id=None)

    assert [fate for _, fate, _ in fates(sent(client, fire, [a_line(fire, 12)]))] == ["已报备过"]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ({"code": "91370211MA3C0ZZZ99"}, "不是统一社会信用代码"),
        ({"code": "91370211MA3C0EEE54"}, "没有找到该企业或场所"),
        ({"items": "no-such"}, "检查事项不存在"),
        ({"team": "99999999"}, "本单位没有执法证号99999999"),
        ({"channel": "red"}, "类别 应为日常计划、绿色通道、复查之一"),
        ({"channel": "绿色通道", "cause": "投诉举报"}, "绿色通道须填写依据"),
        ({"channel": "green", "reference": "x"}, "须从应急"),
        ({"day": 2}, "须提前7个自然日报备，最早可选10月8日"),
    ],
)
def test_a_bad_line_is_named_with_its_number_and_reason(client: FlaskClient, fire, line, reason):
    bad = a_line(fire, **{"day": 12, "code": CODES[1]} | line)

    answer = sent(client, fire, [a_line(fire, 12), bad])

    [_, (number, fate, said)] = fates(answer)
    assert (number, fate) == ("3", "不报备")
    assert reason in said


def test_a_colleague_of_another_agency_is_not_taken_along(client: FlaskClient, fire):
    market = another_party()

    answer = sent(client, fire, [a_line(fire, 12, team=badges(market))])

    assert "本单位没有执法证号" in answer.text


def test_a_workbook_headed_in_chinese_is_read_as_well(client: FlaskClient, fire):
    book = Workbook()
    book.active.append(["统一社会信用代码", "检查事项", "检查日期", "类别", "原因", "依据", "执法证号"])
    book.active.append([CODES[0], fire.item, october(12).date(), "绿色通道", "应急", "令1", badges(fire)])
    file = io.BytesIO()
    book.save(file)

    answer = sent(client, fire, [], data=file.getvalue())

    assert [fate for _, fate, _ in fates(answer)] == ["可报备"]
    assert "应急检查，检查日为10月12日" in answer.text


def test_a_reason_for_going_on_answers_the_results_of_the_half_year(client: FlaskClient, fire):
    a_result(fire, enterprise(CODES[0]), date(2026, 8, 3), item="another-item")
    lines = [a_line(fire, 12), f"{a_line(fire, 12)},新的风险线索"]
    data = "\n".join([f"{HEAD},go_on_because", *lines]).encode()

    preview = sent(client, fire, [], data=data)
    confirmed(client, fire, preview)

    assert [fate for _, fate, _ in fates(preview)] == ["不报备", "可报备"]
    assert "半年以内有1份检查结果尚未答复" in preview.text
    kept = db.session.query(PlanRow).filter_by(state="filed").one()
    assert kept.prompted["answers"][0]["reason"] == "新的风险线索"


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"name,day\nx,y", "缺少列"),
        (HEAD.encode(), "文件里没有数据"),
        (b"PK\x03\x04zzz", "不是可读取的"),
        (b"", "没有数据"),
    ],
)
def test_what_is_no_such_table_is_refused(client: FlaskClient, fire, data, reason):
    answer = sent(client, fire, [], data=data or b"\n")

    assert answer.status_code == 422
    assert reason in answer.text


def test_a_file_of_too_many_lines_is_refused(client: FlaskClient, fire):
    answer = sent(client, fire, [a_line(fire, 12)] * 501)

    assert answer.status_code == 422 and "最多500行" in answer.text


def test_a_file_that_nobody_previewed_is_not_filed(client: FlaskClient, fire):
    answer = fire.signed_in(client).post("/desk/plans/bulk/confirmation", data={"digest": "../secret"})

    assert answer.status_code == 422


def test_nobody_but_filers_files_in_bulk(client: FlaskClient):
    supervisor = an_account(Role.SUPERVISOR)

    assert signed_in(client, supervisor).get("/desk/plans/bulk").status_code == 403


def test_the_command_line_rehearses_and_files_and_says_each_lines_fate(app, fire, tmp_path):
    file = tmp_path / "plans.csv"
    file.write_text("\n".join([HEAD, a_line(fire, 12), a_line(fire, 2, CODES[1])]))
    said = io.StringIO()

    with clock.at(october(1)):
        tried = bulk_filing.run(file, fire.agency.id, dry_run=True, out=said)
        left = db.session.query(PlanRow).count()
        filed = bulk_filing.run(file, fire.agency.id, dry_run=False, out=said)

    assert (tried, left, filed) == (1, 0, 1)
    assert db.session.query(PlanRow).filter_by(state="filed").count() == 1
    assert said.getvalue().splitlines()[1:3] == [
        f"  + 2 {CODES[0]} 检查日为10月12日 周一，新立检查。",
        f"  ✕ 3 {CODES[1]} 须提前7个自然日报备，最早可选10月8日 周四。",
    ]  # fmt: skip
    assert bulk_filing.run(file, "no-such", dry_run=True, out=said) == 2


def test_a_file_of_plans_and_a_roster_are_told_apart_on_the_command_line():
    say = CliRunner().invoke(main, ["import", "plans", "--help"]).output

    assert "--agency" in say
    assert "--stop-on-problem" in CliRunner().invoke(main, ["import", "rosters", "--help"]).output
    assert CliRunner().invoke(main, ["import", "--dry-run", "no-such.csv"]).exit_code == 2


def test_a_long_file_is_filed_beside_the_page_which_says_how_far_it_is(client: FlaskClient, fire, monkeypatch):
    monkeypatch.setattr(bulk_jobs, "AT_ONCE", 1)
    begun = threading.Event()
    file = bulk_jobs.bulk.file
    monkeypatch.setattr(bulk_jobs.bulk, "file", lambda *about, **facts: begun.wait(30) and file(*about, **facts))
    preview = sent(client, fire, [a_line(fire, 12), a_line(fire, 12, CODES[1])])

    going_on = confirmed(client, fire, preview)
    with clock.at(october(1, 10)):
        stopped = fire.signed_in(client).get(going_on.request.path)
    begun.set()
    for thread in threading.enumerate():
        if thread.name == "bulk":
            thread.join(30)
    with clock.at(october(1)):
        done = client.get(going_on.request.path)

    assert "已处理0行，共2行" in going_on.text
    assert "再次上传同一文件" in stopped.text
    assert [fate for _, fate, _ in fates(done)] == ["已报备", "已报备"]
    assert db.session.query(PlanRow).filter_by(state="filed", filed_by=fire.officer_id).count() == 2
