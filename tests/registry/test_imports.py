"""Roster files in, differences out: what is good goes in, what is bad is named by line and reason."""

import tracemalloc
from datetime import UTC, date, datetime
from io import BytesIO, StringIO
from itertools import pairwise
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import func, select

from server import clock, trail
from server.db import db
from server.refusals import Refused
from server.registry import importing
from server.registry.imports import apply, plan_import, plan_sheet, read_sheet
from server.registry.imports.sheets import MOST_LINES_AT_A_DESK, MOST_MEGABYTES
from server.registry.tables import (
    AgencyRow,
    BadgeRow,
    EnterpriseRow,
    InspectionItemRow,
    InspectorRow,
    ItemVersionRow,
    PremisesRow,
)
from server.trail.tables import TrailEntryRow
from server.vocabulary import Change, Roster
from tests.builders import an_agency, an_enterprise, an_inspector, an_item
from tests.registry.rosters import (
    CODES,
    EXIT,
    EXIT_LINE,
    FIRE,
    SEA,
    WANG,
    a_csv,
    a_workbook,
    imported,
    planned,
    reasons,
)

NOON = datetime(2026, 11, 23, 4, tzinfo=UTC)


# Files


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_file_is_read_in_the_encodings_spreadsheets_write(encoding: str):
    sheet = read_sheet(a_csv(FIRE, encoding=encoding))

    assert sheet.roster is Roster.AGENCIES
    assert sheet.rows[0][1]["name"] == "消防救援大队"


def test_a_header_may_be_chinese():
    sheet = read_sheet(a_csv({"单位编号": "fire-rescue", "单位名称": "消防救援大队", "行业主管": "消防"}))

    assert sheet.rows == [(2, {"code": "fire-rescue", "name": "消防救援大队", "competence": "消防"})]


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "import_empty"),
        (b"\xef\xbb\xbf\r\n\r\n", "import_empty"),
        (a_csv(FIRE).splitlines(keepends=True)[0], "import_empty"),
        (b"a,b,c\n1,2,3\n", "import_header_unknown"),
        (b"\x00\x01\x02\xff\xfe\x81", "import_not_a_table"),
        (b"PK\x03\x04 no workbook", "import_not_a_table"),
        (b"x" * ((MOST_MEGABYTES << 20) + 1), "too_large"),
    ],
)
def test_what_is_no_roster_is_refused(data: bytes, code: str):
    with pytest.raises(Refused) as refused:
        read_sheet(data)

    assert refused.value.reason.code == code


@pytest.mark.one_database
def test_a_desk_takes_a_bounded_file_and_holds_little_more_than_what_it_says(app):
    rows = [f"91370211MA3C{number:06},青岛第{number}号餐饮,6210,370211,长江路{number}号\n" for number in range(5001)]
    head = "credit_code,name,industry,area,address\n"
    tracemalloc.start()
    try:
        plan_sheet(read_sheet((head + "".join(rows[:-1])).encode(), MOST_LINES_AT_A_DESK))
        assert tracemalloc.get_traced_memory()[1] < 30 << 20
    finally:
        tracemalloc.stop()

    with pytest.raises(Refused) as refused:
        read_sheet((head + "".join(rows)).encode(), MOST_LINES_AT_A_DESK)

    assert refused.value.facts == {"most": MOST_LINES_AT_A_DESK}


def test_an_archive_of_a_thousand_files_is_refused_before_its_list_is_read():
    data = BytesIO(a_workbook(["code", "name", "competence"], ["fire-rescue", "消防救援大队", "消防"]))
    assert len(read_sheet(data.getvalue()).rows) == 1
    with ZipFile(data, "a") as archive:
        for number in range(1000):
            archive.writestr(f"{number}", b"")

    with pytest.raises(Refused) as refused:
        read_sheet(data.getvalue())

    assert refused.value.reason.code == "import_not_a_table"


@pytest.mark.parametrize("entities", [
    '<!DOCTYPE s [<!ENTITY e SYSTEM "file:///etc/hostname">]>',
    f'<!DOCTYPE s [<!ENTITY a "{"ha" * 9}">'
    + "".join(f'<!ENTITY {each} "{f"&{before};" * 20}">' for before, each in pairwise("abcdfghe")) + "]>",
])  # fmt: skip
def test_a_workbook_that_names_a_file_of_ours_or_swells_is_refused(entities: str):
    plain = a_workbook(["code", "name", "competence"], ["fire-rescue", "消防救援大队", "消防"])
    with ZipFile(BytesIO(plain)) as before, ZipFile(bent := BytesIO(), "w") as after:
        for part in before.namelist():
            text = before.read(part)
            named = "消防救援大队".encode() in text
            after.writestr(part, entities.encode() + text.replace("消防救援大队".encode(), b"&e;") if named else text)

    with pytest.raises(Refused) as refused:
        read_sheet(bent.getvalue())

    assert refused.value.reason.code == "import_not_a_table"


def test_a_wrong_header_is_told_the_nearest_roster_and_what_it_lacks():
    with pytest.raises(Refused) as refused:
        read_sheet(b"badge_number,name,agency\n1,2,3\n")

    assert refused.value.facts == {
        "roster": "inspectors",
        "name": "执法人员",
        "missing": "valid_from, valid_until",
        "columns": "有效期起、有效期止",
    }
    assert "缺少列：有效期起、有效期止" in refused.value.sentence()


def test_a_heading_that_one_roster_knows_outweighs_columns_that_none_has():
    with pytest.raises(Refused) as refused:
        read_sheet("姓名,手机\n王建国,1\n".encode())

    assert refused.value.facts["name"] == "执法人员"


def test_an_unknown_column_is_a_warning_only(app: Flask):
    found = planned(a_csv({**FIRE, "remark": "x"}))

    assert [(each.column, each.warning) for each in found.problems] == [("remark", True)]
    assert found.counts[Change.NEW] == 1


def test_broken_quotes_and_stray_commas_spoil_their_own_line_only(app: Flask):
    data = 'code,name,competence\na,"x"y,c\nb,甲,c\nc,乙,c,d\n"d","丙\n丁",c\ne,"戊,c\n'.encode()

    found = planned(data)

    assert reasons(found) == [(2, "", "broken_quotes"), (4, "", "too_many_cells"), (7, "", "broken_quotes")]
    assert [(each.key, each.line) for each in found.differences] == [("b", 3), ("d", 5)]


def test_a_workbook_may_hold_dates_and_numbers_as_cells(app: Flask):
    an_agency()
    header = [*WANG]
    row = [15020001, "王建国", "fire-rescue", "青岛市", datetime(2024, 1, 1), date(2029, 12, 31)]

    found = apply(planned(a_workbook(header, row, [None] * 6)), by=None)

    badge = db.session.scalars(select(BadgeRow)).one()
    assert found.problems == []
    assert (badge.number, badge.valid_from, badge.valid_until) == ("15020001", date(2024, 1, 1), date(2029, 12, 31))


def test_a_long_number_rounded_by_a_spreadsheet_is_not_believed(app: Flask):
    found = planned(a_workbook(["credit_code", "name", "address"], [913702110000000000, "海之味", "长江中路1号"]))

    assert reasons(found) == [(2, "credit_code", "long_number")]


def test_controls_and_invisible_marks_are_taken_out(app: Flask):
    found = planned("code,name,competence\nfire,\u200b消防\x07大队\u202e ,消防\n".encode())

    assert found.differences[0].name == "消防大队"


# Agencies


def test_agencies_come_in_whatever_the_order_of_parents(app: Flask):
    child = {**FIRE, "code": "fire-east", "parent": "fire-rescue"}

    imported(child, {**FIRE, "parent": ""})

    assert db.session.get(AgencyRow, "fire-east").parent_id == "fire-rescue"


def test_a_ring_of_parents_and_an_unknown_parent_are_left_out(app: Flask):
    found = imported(
        {**FIRE, "code": "a", "parent": "b"},
        {**FIRE, "code": "b", "parent": "a"},
        {**FIRE, "code": "c", "parent": "nobody"},
        {**FIRE, "code": "d", "parent": ""},
    )

    assert reasons(found) == [(line, "parent", "unknown_parent") for line in (2, 3, 4)]
    assert db.session.scalars(select(AgencyRow.id)).all() == ["d"]


def test_a_bad_line_is_named_and_stops_no_good_one(app: Flask):
    found = imported(FIRE, {**FIRE, "name": "又一个"}, {**FIRE, "code": "a b"}, {**FIRE, "code": "x", "name": ""})

    assert reasons(found) == [(3, "code", "twice"), (4, "code", "not_a_code"), (5, "name", "missing")]
    assert db.session.scalars(select(AgencyRow.name)).all() == ["消防救援大队"]


def test_with_stop_on_problem_a_bad_line_stops_the_file(app: Flask):
    found = planned(a_csv(FIRE, {**FIRE, "code": "a b"}))

    with pytest.raises(Refused) as refused:
        apply(found, by=None, stop_on_problem=True)

    assert refused.value.facts == {"count": 1}
    assert db.session.scalar(select(func.count()).select_from(AgencyRow)) == 0


def test_an_import_leaves_one_trail_entry_with_counts_and_the_files_digest(app: Flask):
    imported(FIRE, {**FIRE, "code": "tourism"})

    entry = db.session.scalars(select(TrailEntryRow)).one()
    assert (entry.kind, entry.entity_id) == ("registry.imported", "agencies")
    assert b'"new":2' in entry.body
    assert b'"sha256":"' in entry.body


def test_a_second_import_of_the_same_files_differs_in_nothing(app: Flask):
    for rows in ([FIRE], [WANG], [EXIT], [EXIT_LINE], [SEA, {**SEA, "premises": "2", "address": "珠江路2号"}]):
        imported(*rows)

        again = imported(*rows)

        assert again.counts[Change.SAME] == len(again.differences) == 1
    assert db.session.scalar(select(func.count()).select_from(TrailEntryRow)) == 5


def test_a_file_without_a_column_leaves_that_field_alone(app: Flask):
    imported({**FIRE, "phone": "0532-1"})

    found = imported({**FIRE, "name": "新消防救援大队"})

    assert [each.field for each in found.differences[0].changes] == ["name"]
    assert db.session.get(AgencyRow, "fire-rescue").phone == "0532-1"


# Inspectors


def test_an_inspector_needs_a_known_agency_and_a_badge_that_ends_after_it_begins(app: Flask):
    an_agency()

    found = imported(
        {**WANG, "agency": "nobody"},
        {**WANG, "badge_number": "15020002", "valid_until": "2023-12-31"},
        {**WANG, "badge_number": "15020003", "valid_until": "2029-02-30"},
        {**WANG, "badge_number": "150"},
    )

    assert reasons(found) == [
        (2, "agency", "unknown_agency"),
        (3, "valid_until", "end_before_start"),
        (4, "valid_until", "not_a_day"),
        (5, "badge_number", "not_a_badge"),
    ]


def test_a_renewed_badge_changes_its_validity_and_not_the_person(app: Flask):
    an_agency()
    imported(WANG)

    found = imported({**WANG, "valid_until": "2034-12-31"})

    assert found.counts[Change.CHANGED] == 1
    assert db.session.scalars(select(BadgeRow.valid_until)).all() == [date(2034, 12, 31)]
    assert db.session.scalar(select(func.count()).select_from(InspectorRow)) == 1


def test_a_namesake_in_the_same_agency_is_a_warning(app: Flask):
    an_inspector(an_agency(), name="王建国")

    found = imported(WANG)

    assert [(each.code, each.warning) for each in found.problems] == [("same_name", True)]
    assert db.session.scalar(select(func.count()).select_from(InspectorRow)) == 2


def test_two_issuers_may_give_the_same_number(app: Flask):
    an_agency()

    found = imported(WANG, {**WANG, "issuer": "山东省", "name": "李四"})

    assert found.counts[Change.NEW] == 2


# Items


def versions() -> list[ItemVersionRow]:
    return list(db.session.scalars(select(ItemVersionRow).order_by(ItemVersionRow.version)))


def test_a_first_checklist_goes_into_the_version_that_came_without_one(app: Flask):
    imported(FIRE)
    imported(EXIT)
    imported(EXIT_LINE)

    only = versions()[0]
    assert (only.version, only.valid_from) == (1, date(2025, 7, 1))
    assert only.lines == [{"line": "1", "content": "安全出口未上锁", "standard": "逐个试开"}]


@pytest.mark.parametrize(
    "change",
    [
        {"name": "疏散通道检查"},
        {"legal_basis": "《消防法》第二十九条：新"},
        {"yearly_cap": "1"},
        {"yearly_cap": ""},
    ],
)
def test_a_changed_text_makes_a_new_version_from_today(app: Flask, change: dict[str, str]):
    imported(FIRE)
    imported(EXIT)
    imported(EXIT_LINE)

    with clock.at(NOON):
        imported({**EXIT, **change})

    old, new = versions()
    assert (old.valid_until, new.valid_from, new.valid_until) == (date(2026, 11, 22), date(2026, 11, 23), None)
    assert new.lines == old.lines
    assert old.name == "安全出口检查"


def test_a_changed_checklist_makes_a_new_version(app: Flask):
    imported(FIRE)
    imported(EXIT)
    imported(EXIT_LINE)

    with clock.at(NOON):
        imported({**EXIT_LINE, "standard": "全部试开"}, {**EXIT_LINE, "line": "2", "content": "标志完好"})

    assert [len(each.lines) for each in versions()] == [1, 2]
    assert versions()[1].name == "安全出口检查"


def test_a_version_announced_for_a_later_day_lets_the_old_one_run_until_then(app: Flask):
    imported(FIRE)
    imported(EXIT)

    with clock.at(NOON):
        imported({**EXIT, "name": "新名称", "valid_from": "2027-01-01"})

    old, new = versions()
    assert (old.valid_until, new.valid_from) == (date(2026, 12, 31), date(2027, 1, 1))


def test_a_bad_line_leaves_the_known_line_of_its_checklist(app: Flask):
    imported(FIRE)
    imported(EXIT)
    imported(EXIT_LINE, {**EXIT_LINE, "line": "2", "content": "标志完好"})

    found = imported({**EXIT_LINE, "content": ""}, {**EXIT_LINE, "line": "2", "content": "标志清晰"})

    assert reasons(found) == [(2, "content", "missing")]
    assert [each["content"] for each in versions()[-1].lines] == ["安全出口未上锁", "标志清晰"]


def test_an_end_of_validity_ends_the_item(app: Flask):
    imported(FIRE)
    imported(EXIT)

    found = imported({**EXIT, "valid_until": "2027-06-30"})

    assert found.counts[Change.ENDED] == 1
    assert [each.valid_until for each in versions()] == [date(2027, 6, 30)]


def test_items_with_a_bad_basis_cap_or_agency_are_left_out(app: Flask):
    imported(FIRE)

    found = imported(
        {**EXIT, "legal_basis": "消防法第二条"},
        {**EXIT, "code": "b", "yearly_cap": "often"},
        {**EXIT, "code": "c", "agency": "nobody"},
        {**EXIT, "code": "d", "valid_until": "2025-06-30"},
    )

    assert [code for _, _, code in reasons(found)] == [
        "basis_unreadable", "not_a_number", "unknown_agency", "end_before_start",
    ]  # fmt: skip
    assert db.session.scalar(select(func.count()).select_from(InspectionItemRow)) == 0


def test_a_line_of_an_unknown_item_is_left_out(app: Flask):
    an_item(an_agency())

    found = planned(a_csv({**EXIT_LINE, "item": "nothing"}))

    assert reasons(found) == [(2, "item", "unknown_item")]


def test_phones_are_told_of_both_versions(app: Flask):
    imported(FIRE)
    imported(EXIT)
    touched: set[tuple[str, str]] = set()

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trail, "touched", lambda entity, id: touched.add((entity, id)))
        imported({**EXIT, "name": "新名称"})

    assert touched == {("item_version", each.id) for each in versions()}


# Enterprises


def test_several_lines_with_one_credit_code_are_several_premises(app: Flask):
    imported(SEA, {**SEA, "premises": "2", "address": "珠江路2号"})

    sea = db.session.scalars(select(EnterpriseRow)).one()
    assert [(each.number, each.address) for each in sea.premises] == [(1, "长江中路1号"), (2, "珠江路2号")]
    assert len({each.door_token for each in sea.premises}) == 2


def test_a_failed_check_digit_is_a_warning(app: Flask):
    found = imported({**SEA, "credit_code": "91350203M0001QAY9B"})

    assert [(each.code, each.warning) for each in found.problems] == [("check_digit", True)]
    assert db.session.scalars(select(EnterpriseRow.credit_code)).one() == "91350203M0001QAY9B"


def test_what_is_no_credit_code_is_left_out_and_one_typed_oddly_is_put_right(app: Flask):
    found = imported({**SEA, "credit_code": "9137-0211"}, {**SEA, "credit_code": " 91370211max0000154"})

    assert reasons(found) == [(2, "credit_code", "not_a_credit_code")]
    assert db.session.scalars(select(EnterpriseRow.credit_code)).one() == CODES[0]


def test_lines_that_contradict_each_other_about_one_enterprise_are_left_out(app: Flask):
    found = imported(SEA, {**SEA, "premises": "2", "name": "别的名字"}, {**SEA, "premises": "1"})

    assert reasons(found) == [(3, "name", "contradicts"), (4, "credit_code", "twice")]
    assert db.session.scalar(select(func.count()).select_from(PremisesRow)) == 1


def test_a_name_of_forty_characters_fits_and_one_of_two_hundred_and_one_does_not(app: Flask):
    found = imported({**SEA, "name": "青" * 40}, {**SEA, "credit_code": CODES[1], "name": "青" * 201})

    assert reasons(found) == [(3, "name", "too_long")]
    assert db.session.scalars(select(EnterpriseRow.name)).all() == ["青" * 40]


def test_an_enterprise_ends_and_is_never_deleted_nor_revived_by_an_empty_cell(app: Flask):
    imported(SEA)

    ended = imported({**SEA, "ended_on": "2026-03-31"})
    again = imported(SEA)

    assert (ended.counts[Change.ENDED], again.counts[Change.SAME]) == (1, 1)
    sea = db.session.scalars(select(EnterpriseRow)).one()
    assert (sea.ended_on, sea.premises[0].ended_on) == (date(2026, 3, 31), date(2026, 3, 31))


def test_ending_second_premises_leaves_the_enterprise_standing(app: Flask):
    imported(SEA, {**SEA, "premises": "2", "address": "珠江路2号"})

    imported({**SEA, "premises": "2", "address": "珠江路2号", "ended_on": "2026-03-31"})

    sea = db.session.scalars(select(EnterpriseRow)).one()
    assert (sea.ended_on, [each.ended_on for each in sea.premises]) == (None, [None, date(2026, 3, 31)])


@pytest.mark.parametrize(
    ("change", "told"), [({"name": "海之味酒店"}, True), ({"address": "长江东路"}, True), ({"industry": "6220"}, False)]
)
def test_phones_are_told_when_a_name_or_an_address_changes(app: Flask, change: dict[str, str], told: bool):
    sea = an_enterprise(credit_code=CODES[0])
    touched: list[tuple[str, str]] = []

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(trail, "touched", lambda entity, id: touched.append((entity, id)))
        imported({**SEA, "premises_name": sea.name, **change})

    shown = [each for each in touched if each[0] == "premises"]  # the enterprise itself only moves in the statistics
    assert shown == ([("premises", sea.premises[0].id)] if told else [])


def test_a_thousand_and_more_enterprises_come_in_and_are_found_again(app: Flask):
    body = "ABCDEFGHJKLMNPQRTUWXY0123456789"
    codes = (f"91370211MA3{a}{b}AAA1{c}" for a in body[:11] for b in body[:10] for c in body[:10])
    rows = [{**SEA, "credit_code": code} for code in codes]

    first, second = imported(*rows), imported(*rows)

    assert (first.counts[Change.NEW], second.counts[Change.SAME]) == (1100, 1100)


def test_a_plan_changes_nothing(app: Flask):
    found = plan_import("agencies", [FIRE])

    assert [(each.kind, each.key, each.line) for each in found.differences] == [(Change.NEW, "fire-rescue", 2)]
    assert db.session.scalar(select(func.count()).select_from(AgencyRow)) == 0


# The command


def test_the_command_takes_several_files_in_the_order_they_lean_on_each_other(app: Flask, tmp_path: Path):
    files = {"z.csv": FIRE, "b.csv": WANG, "c.csv": EXIT, "a.csv": EXIT_LINE}
    for name, row in files.items():
        (tmp_path / name).write_bytes(a_csv(row))
    out = StringIO()

    code = importing.run(sorted(tmp_path.glob("*.csv")), out=out)

    assert code == 0
    assert out.getvalue().splitlines()[0] == "z.csv: 执法单位 · 新增 1 · 变更 0 · 终止 0 · 无变化 0"
    assert len(versions()[0].lines) == 1


def test_a_dry_run_lists_everything_and_keeps_nothing(app: Flask, tmp_path: Path):
    (tmp_path / "agencies.csv").write_bytes(a_csv(FIRE, {**FIRE, "code": "a b"}))
    (tmp_path / "inspectors.csv").write_bytes(a_csv(WANG))
    out = StringIO()

    code = importing.run(sorted(tmp_path.glob("*.csv")), dry_run=True, out=out)

    assert code == 1
    assert "  + fire-rescue 消防救援大队" in out.getvalue()
    assert "  ✕ 3 单位编号: 编号只能用字母、数字、点和短横：a b。" in out.getvalue()
    assert "  + 15020001 王建国" in out.getvalue()
    assert db.session.scalar(select(func.count()).select_from(AgencyRow)) == 0


def test_the_command_says_in_words_which_file_is_no_roster(app: Flask, tmp_path: Path):
    (tmp_path / "a.csv").write_bytes(b"a,b\n1,2\n")
    (tmp_path / "b.csv").write_bytes(b"")
    (tmp_path / "c.csv").write_bytes(a_csv(FIRE))
    out = StringIO()

    assert importing.run(sorted(tmp_path.glob("*.csv")), out=out) == 2
    assert [line.partition("，")[0] for line in out.getvalue().splitlines()] == [
        "a.csv: 表头不对", "b.csv: 文件里没有数据。",
    ]  # fmt: skip
    assert db.session.scalar(select(func.count()).select_from(AgencyRow)) == 0


def test_a_file_left_out_for_a_bad_line_says_which_line(app: Flask, tmp_path: Path):
    (tmp_path / "a.csv").write_bytes(a_csv(FIRE, {**FIRE, "code": "a b"}))
    out = StringIO()

    assert importing.run([tmp_path / "a.csv"], stop_on_problem=True, out=out) == 2
    assert "✕ 3 单位编号" in out.getvalue()
    assert "有1处问题" in out.getvalue()
