"""Files of plans as people really send them: templates, odd dates, GBK, renamed photos, bombs."""

import io
import re
import zipfile
from datetime import date, datetime

import pytest
from flask.testing import FlaskClient
from openpyxl import Workbook, load_workbook

from server import clock
from server.db import db
from server.planning import bulk_lines
from server.planning.bulk_columns import COLUMNS
from server.planning.tables import PlanRow
from server.vocabulary import Trigger, Window
from tests.builders import an_item
from tests.planning.district import a_party, a_result, an_enterprise, another_party, october
from tests.planning.test_bulk import CODES, HEAD, a_line, badges, confirmed, fates, sent

pytestmark = pytest.mark.one_database

CHINESE = [each.zh for each in COLUMNS]


@pytest.fixture
def fire(app):
    return a_party()


@pytest.fixture(autouse=True)
def enterprise(app):
    return an_enterprise("海之味餐饮有限公司", CODES[0])


def a_workbook(*rows, merged=""):
    book = Workbook()
    for row in rows:
        book.active.append(row)
    if merged:
        book.active.merge_cells(merged)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def filled(party, **cells):
    """A row under the template's head."""
    row = {"统一社会信用代码": CODES[0], "检查事项": party.item, "检查日期": "2026-10-12", "执法证号": badges(party)}
    return [(row | cells).get(name, "") for name in CHINESE]


def read(party, data):
    return bulk_lines.read(data, party.agency.id)


@pytest.mark.parametrize(
    "written",
    ["2026-10-12", "2026/10/12", "2026年10月12日", "20261012", "２０２６年１０月１２日", date(2026, 10, 12),
     datetime(2026, 10, 12, 9, 30), 46307, "46307"],
)  # fmt: skip
def test_a_day_is_understood_however_a_spreadsheet_writes_it(fire, written):
    [line] = read(fire, a_workbook(CHINESE, filled(fire, 检查日期=written)))

    assert line.new and line.new.visit_on == date(2026, 10, 12)


def test_every_column_reaches_the_plan(fire):
    cells = {
        "时段": "上午", "最早": "2026-10-09", "最晚": "2026-10-19", "类别": "绿色通道", "原因": "上级部署",
        "依据": "青安办发〔2026〕18号", "指定了日期": "是", "紧急": "否", "新的情况": "许可或登记变更",
        "继续检查的理由": "线索", "场所序号": "１",
    }  # fmt: skip
    [line] = read(fire, a_workbook(CHINESE, filled(fire, **cells)))

    new = line.new
    assert (new.window, new.fixed_day, new.urgent, new.premises) == (Window.MORNING, True, False, 1)
    assert (new.earliest, new.latest) == (date(2026, 10, 9), date(2026, 10, 19))
    assert (new.cause, new.reference) == ("superior_order", "青安办发〔2026〕18号")
    assert [(each.item, each.trigger, each.reference) for each in new.triggers] == [
        (fire.item, Trigger.CHANGED_LICENCE, "青安办发〔2026〕18号")
    ]
    assert line.go_on_because == "线索"


def test_an_item_is_found_by_its_name_even_if_that_holds_commas(fire):
    an_item(fire.agency, "smoke", "排烟、防火门，日常检查")
    names = ["排烟、防火门，日常检查；消防安全检查", "smoke、fire-rescue-item", "排烟、防火门，日常检查"]

    lines = read(fire, a_workbook(CHINESE, *(filled(fire, 检查事项=name) for name in names)))

    assert [line.new.items for line in lines] == [("smoke", fire.item), ("smoke", fire.item), ("smoke",)]


def test_an_item_of_another_competence_is_not_found_by_its_name(client: FlaskClient, fire):
    an_item(another_party().agency, "market-only", "只归市场监管的事项")

    answer = sent(client, fire, [], data=a_workbook(CHINESE, filled(fire, 检查事项="只归市场监管的事项")))

    assert "检查事项不存在" in answer.text


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_chinese_csv_is_read_in_every_encoding_spreadsheets_use(fire, encoding):
    text = "\r\n".join([",".join(CHINESE), ",".join(f'"{cell}"' for cell in filled(fire, 依据="令〔2026〕1号"))])

    [line] = read(fire, text.encode(encoding))

    assert line.new.reference == "令〔2026〕1号"


def test_merged_and_uncomputed_cells_are_named_as_empty_with_advice(client: FlaskClient, fire):
    merged = a_workbook(CHINESE, filled(fire), filled(fire, 统一社会信用代码=""), merged="A2:A3")
    formula = a_workbook(CHINESE, filled(fire, 检查日期="=TODAY()"))

    for data, column in ((merged, "统一社会信用代码"), (formula, "检查日期")):
        answer = sent(client, fire, [], data=data)
        assert f"{column} 不能为空" in answer.text
        assert "合并的单元格" in answer.text


def a_bomb():
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b"<row/>" * 20_000_000)
    return packed.getvalue()


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (lambda: b"\xff\xd8\xff\xe0" + bytes(range(256)) * 40, "不是可读取的"),
        (lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\x00" * 4000, "不是可读取的"),
        (a_bomb, "内容过大"),
        (lambda: a_workbook([]), "没有数据"),
        (lambda: a_workbook(CHINESE), "没有数据"),
        (lambda: a_workbook(["姓名", "电话"], ["张三", "1"]), "缺少列"),
        (lambda: ("\n".join([HEAD, *[f"{CODES[0]},,x,2026-10-12,,,,,,37"] * 100_000])).encode(), "最多500行"),
    ],
)
def test_a_wrong_file_is_refused_in_words(client: FlaskClient, fire, data, reason):
    answer = sent(client, fire, [], data=data())

    assert answer.status_code == 422
    assert reason in answer.text


def test_the_template_filled_in_is_taken(client: FlaskClient, fire):
    file = fire.signed_in(client).get("/desk/plans/bulk/template.xlsx")
    book = load_workbook(io.BytesIO(file.data))
    for place, cell in enumerate(filled(fire), start=1):
        book.worksheets[0].cell(2, place, cell)
    again = io.BytesIO()
    book.save(again)

    assert [cell.value for cell in book.worksheets[0][1]] == CHINESE
    assert any("应急" in each.formula1 for each in book.worksheets[0].data_validations.dataValidation)
    assert [row[0].value for row in book["本单位检查事项"]][1:] == [fire.item]
    assert len(list(book["本单位人员"])) == 3
    assert [fate for _, fate, _ in fates(sent(client, fire, [], data=again.getvalue()))] == ["可报备"]


def test_the_plain_template_has_the_same_head(client: FlaskClient, fire):
    text = fire.signed_in(client).get("/desk/plans/bulk/template.csv").data.decode("utf-8-sig")

    assert text.strip().split(",") == CHINESE


def taken_home(client, done):
    link = re.search(r'href="(/desk/plans/bulk/results/[0-9a-f]{64}/list\.xlsx)"', done.text)[1]
    with clock.at(october(1)):
        return link, io.BytesIO(client.get(link).data)


def test_the_result_names_every_plans_number_and_is_taken_home(client: FlaskClient, fire):
    preview = sent(client, fire, [a_line(fire, 12), a_line(fire, 2)])
    done = confirmed(client, fire, preview)

    link, file = taken_home(client, done)
    rows = list(load_workbook(file).active.values)

    number = db.session.query(PlanRow).filter_by(state="filed").one().number
    assert f"编号{number}" in done.text
    assert [row[4:6] for row in rows[1:]] == [("已报备", number), ("不报备", None)]
    with clock.at(october(1)):
        assert client.get(link.removesuffix("/list.xlsx")).text.count("不报备") == done.text.count("不报备")


def test_a_list_taken_home_runs_nothing_that_was_typed(client: FlaskClient, fire):
    evil = filled(fire, 统一社会信用代码='=HYPERLINK("http://x")')
    text = "\n".join([",".join(CHINESE), ",".join('"' + cell.replace('"', '""') + '"' for cell in evil)])
    good = ",".join(filled(fire))
    done = confirmed(client, fire, sent(client, fire, [], data=f"{text}\n{good}".encode()))

    book = load_workbook(taken_home(client, done)[1])

    assert all(cell.data_type != "f" for row in book.active for cell in row)
    assert str(book.active["C2"].value).startswith("=HYPERLINK")


def test_another_agency_does_not_read_the_result(client: FlaskClient, fire):
    done = confirmed(client, fire, sent(client, fire, [a_line(fire, 12)]))
    link, _ = taken_home(client, done)

    assert another_party().signed_in(client).get(link).status_code == 404


def test_a_trigger_answers_what_an_earlier_result_settled(client: FlaskClient, fire, enterprise):
    a_result(fire, enterprise, date(2026, 8, 3))
    head = f"{HEAD},go_on_because,trigger"
    lines = [f"{a_line(fire, 12)},线索,", f"{a_line(fire, 12)},线索,许可或登记变更"]

    preview = sent(client, fire, [], data="\n".join([head, *lines]).encode())
    confirmed(client, fire, preview)

    assert [fate for _, fate, _ in fates(preview)] == ["不报备", "可报备"]
    assert (
        db.session.query(PlanRow).filter_by(state="filed").one().prompted["triggers"][0]["trigger"] == "changed_licence"
    )
