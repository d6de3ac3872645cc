"""The leniency list: a roster like the others, public, and on the phone beside the lines it is about."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from server import clock
from server.registry import leniency
from server.registry.imports import Import, apply, plan_sheet, read_sheet
from server.vocabulary import Change, Role, Roster
from tests.builders import an_account, an_agency, an_item, signed_in

# What these pages ask of a database is asked of PostgreSQL too where each role opens every page (tests/whole).
pytestmark = pytest.mark.one_database

HEAD = "清单编号,事项编号,序号,违法行为,初次违法,后果轻微,及时改正,适用条件,法律依据,失效日期\n"
LINE = "fire-1,fire-exit,1,疏散通道堆放少量物品,是,是,是,当场清理完毕,《中华人民共和国行政处罚法》第三十三条：,\n"
LIST, DESK = "/leniency", "/desk/registry/leniency"
FORM = {
    "code": "fire-1", "item": "fire-exit", "line": "1", "name": "疏散通道堆放少量物品", "first_offence": "是",
    "minor": "是", "corrected": "是", "conditions": "当场清理完毕", "valid_from": "",
    "legal_basis": "《中华人民共和国行政处罚法》第三十三条：违法行为轻微并及时改正",
}  # fmt: skip


@pytest.fixture
def item(app):
    return an_item(an_agency())


def planned(text: str) -> Import:
    return plan_sheet(read_sheet((HEAD + text).encode()))


def test_a_file_of_it_is_recognised_and_entered(item):
    found = planned(LINE)

    apply(found, by=None)

    assert (found.roster, found.counts[Change.NEW], found.problems) == (Roster.LENIENCY, 1, [])
    [entry] = leniency.holding(clock.today())
    assert (entry.content, entry.first_offence, entry.conditions) == ("第1项内容", True, "当场清理完毕")
    assert planned(LINE).counts[Change.SAME] == 1


@pytest.mark.parametrize(
    ("changed", "column", "code"),
    [
        (("fire-exit", "nothing"), "item", "unknown_item"),
        ((",1,", ",9,"), "line", "unknown_line"),
        (("是,是,是", "是,大概,是"), "minor", "not_yes_or_no"),
        (("当场清理完毕", ""), "conditions", "missing"),
        (("《中华人民共和国行政处罚法》", "行政处罚法"), "legal_basis", "basis_unreadable"),
        (("疏散通道堆放少量物品", "长" * 201), "name", "too_long"),
    ],
)
def test_a_bad_line_is_named_with_its_reason(item, changed, column, code):
    found = planned(LINE.replace(*changed))

    assert [(each.column, each.code) for each in found.errors] == [(column, code)]


def test_a_change_is_a_new_version_and_an_end_ends_it(item):
    apply(planned(LINE), by=None)

    apply(planned(LINE.replace("当场清理完毕", "两小时内清理完毕")), by=None)
    today = clock.today()
    versions = leniency.versions_of("fire-1")
    assert [(each.version, each.conditions) for each in versions] == [(2, "两小时内清理完毕"), (1, "当场清理完毕")]
    assert [each.version for each in leniency.holding(today)] == [2]

    ended = LINE.replace("当场清理完毕", "两小时内清理完毕").replace(",\n", f",{today}\n")
    assert planned(ended).counts[Change.ENDED] == 1
    apply(planned(ended), by=None)
    assert leniency.named("fire-1", today + timedelta(days=1)) is None


def test_it_is_kept_at_the_desk_by_admin_and_read_by_everybody(client: FlaskClient, item):
    admin = an_account(Role.ADMIN)
    assert client.get(LIST).status_code == 200
    assert signed_in(client, admin).post(f"{DESK}/new", data=FORM).status_code == 302

    page = client.get(LIST).text

    assert "疏散通道堆放少量物品" in page
    assert "初次违法、后果轻微、及时改正" in page
    assert "可不予处罚的情形" in client.get("/catalogue/fire-exit").text


def test_a_form_with_a_mistake_keeps_what_was_typed(client: FlaskClient, item):
    signed_in(client, an_account(Role.ADMIN))

    page = client.post(f"{DESK}/new", data={**FORM, "line": "9"})

    assert page.status_code == 422
    assert "没有第9条检查内容" in page.text
    assert "当场清理完毕" in page.text


def test_who_may_not_edit_sees_it_without_a_form(client: FlaskClient, item):
    apply(planned(LINE), by=None)
    signed_in(client, an_account(Role.OFFICER, agency=item.item.agency))

    assert "保存为新版本" not in client.get(f"{DESK}/fire-1").text
    assert client.post(f"{DESK}/fire-1", data=FORM).status_code == 403


def test_an_item_whose_line_was_rewritten_leaves_the_entry(item):
    apply(planned(LINE), by=None)
    entries = leniency.coming(date(2020, 1, 1))
    assert [line for _, line in leniency.marks(item, entries)] == ["1"]

    item.lines = [{**item.lines[0], "content": "另一句话"}]

    assert list(leniency.marks(item, entries)) == []
