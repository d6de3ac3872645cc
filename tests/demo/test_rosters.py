"""What ships with the demo and what its generators make keeps to the formats and to real law."""

import csv
import re
from collections import Counter
from pathlib import Path

import pytest

from server.demo.enterprises import enterprise_rows
from server.demo.people import inspector_rows
from server.demo.rosters import CODE_IN_FORCE, items_before_the_code, shipped, write_rosters
from server.registry.credit_code import check_digit_ok, organisation_code_ok, registration_number_ok

BASIS = re.compile("《(.+?)》(第[一二三四五六七八九十百千零]+条)：(.+)")


def test_there_are_24_agencies_150_inspectors_and_60_items():
    assert len(shipped("agencies.csv")) == 24
    assert len(inspector_rows(1)) == 150
    assert len(shipped("items.csv")) == 60


def test_every_agency_has_its_own_right_credit_code_and_a_known_parent():
    agencies = shipped("agencies.csv")
    codes = [agency["code"] for agency in agencies]

    assert len({agency["credit_code"] for agency in agencies}) == len(set(codes)) == 24
    assert all(check_digit_ok(agency["credit_code"]) for agency in agencies)
    assert {agency["parent"] for agency in agencies} <= {"", *codes}


@pytest.mark.parametrize("item", shipped("items.csv") + shipped("items_2025.csv"), ids=lambda item: item["code"])
def test_an_item_belongs_to_an_agency_and_names_law_article_and_duty(item):
    editions = {law["law"]: law["edition"] for law in shipped("laws.csv")}
    bases = [BASIS.fullmatch(basis) for basis in item["legal_basis"].split(" | ")]

    assert item["agency"] in {agency["code"] for agency in shipped("agencies.csv")}
    assert all(basis and editions[basis[1]] for basis in bases)
    assert 1 <= int(item["yearly_cap"]) <= 4


def test_no_item_rests_on_a_law_that_has_ended_by_the_day_it_holds():
    ended = {law["law"]: law["ended_on"] for law in shipped("laws.csv") if law["ended_on"]}
    for item in shipped("items.csv"):
        assert not [law for law in ended if f"《{law}》" in item["legal_basis"]]
    for item in items_before_the_code():
        assert "《生态环境法典》" not in item["legal_basis"]
        assert item["valid_from"] == "2025-07-01"


def test_an_item_resting_on_the_environment_code_begins_when_the_code_does():
    resting = [item for item in shipped("items.csv") if "《生态环境法典》" in item["legal_basis"]]

    assert {item["valid_from"] for item in resting} == {CODE_IN_FORCE.isoformat()}
    assert {item["code"] for item in resting} == {item["code"] for item in shipped("items_2025.csv")}


def test_every_item_has_three_to_eight_lines_numbered_from_one():
    lines: dict[str, list[str]] = {}
    for line in shipped("item_lines.csv"):
        lines.setdefault(line["item"], []).append(line["line"])

    assert set(lines) == {item["code"] for item in shipped("items.csv")}
    assert all(3 <= len(numbers) <= 8 for numbers in lines.values())
    assert all(numbers == [str(number) for number in range(1, len(numbers) + 1)] for numbers in lines.values())


def test_no_text_is_longer_than_its_column():
    assert all(len(item["name"]) <= 200 and len(item["competence"]) <= 40 for item in shipped("items.csv"))
    assert all(line["content"] and line["standard"] for line in shipped("item_lines.csv"))
    assert all(len(row["name"]) <= 200 and len(row["address"]) <= 300 for row in enterprise_rows(1, 500))


def test_every_industry_names_items_that_exist_and_every_item_has_an_industry():
    used = {code for industry in shipped("industries.csv") for code in industry["items"].split()}

    assert used == {item["code"] for item in shipped("items.csv")}


def test_credit_codes_of_enterprises_are_right_and_nobody_has_two():
    first_premises = [row for row in enterprise_rows(7, 3000) if row["premises"] == "1"]
    codes = [row["credit_code"] for row in first_premises]

    assert len(set(codes)) == len(codes) == 3000
    assert len({row["name"] for row in first_premises}) == 3000
    assert all(check_digit_ok(code) and organisation_code_ok(code[8:17]) for code in codes)
    assert all(
        registration_number_ok(row["registration_number"]) for row in first_premises if row["registration_number"]
    )


def test_some_enterprises_have_several_premises_and_some_a_name_of_forty_letters():
    rows = enterprise_rows(1, 2000)
    premises = Counter(Counter(row["credit_code"] for row in rows).values())

    assert set(premises) == {1, 2, 3}
    assert max(len(row["name"]) for row in rows) == 40


def test_badge_numbers_are_text_of_eleven_digits_and_nobody_shares_one():
    numbers = [row["badge_number"] for row in inspector_rows(1)]

    assert len(set(numbers)) == 150
    assert all(re.fullmatch("15[0-9]{9}", number) for number in numbers)


def test_the_same_seed_gives_the_same_files_and_another_seed_others(tmp_path: Path):
    for folder, seed in (("one", 1), ("same", 1), ("other", 2)):
        write_rosters(tmp_path / folder, seed, 50)

    contents = {folder: _contents(tmp_path / folder) for folder in ("one", "same", "other")}

    assert contents["one"] == contents["same"]
    assert contents["one"]["enterprises.csv"] != contents["other"]["enterprises.csv"]
    assert contents["one"]["inspectors.csv"] != contents["other"]["inspectors.csv"]


def test_a_larger_district_begins_with_the_smaller_one():
    small = enterprise_rows(1, 300)

    assert enterprise_rows(1, 900)[: len(small)] == small


def test_files_are_read_back_as_they_were_written(tmp_path: Path):
    write_rosters(tmp_path, 1, 20)

    with (tmp_path / "enterprises.csv").open(encoding="utf-8", newline="") as file:
        assert list(csv.DictReader(file)) == enterprise_rows(1, 20)


def _contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir()}
