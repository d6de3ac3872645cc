"""The rules as everybody may read and try them."""

from datetime import date

import pytest
from flask.testing import FlaskClient

from server import clock
from server.db import db, transaction
from server.registry.tables import SettingVersionRow
from tests.planning.district import october

# What is asked of a database here is asked of PostgreSQL too by other tests.
pytestmark = pytest.mark.one_database

CASE = {"filed_at": "2026-10-02T09:00:00+08:00", "visit_on": "2026-10-15"}
STANDS = {"visit_on": "2026-10-12"}


def with_notice(days, on=1):
    with transaction():
        values = {"planning": {"notice_days": days}}
        db.session.add(
            SettingVersionRow(id=1, effective_on=date(2026, 10, on), values=values, note="试行", made_at=october(1))
        )


def calculated(client, **facts):
    with clock.at(october(1)):
        return client.post("/api/rules/calculate", json=CASE | facts)


def filled(**facts):
    return {"kind": "ordinary", "filed_on": "2026-10-02", "filed_time": "09:00", "visit_on": "2026-10-15"} | facts


def test_anybody_reads_the_rules_with_the_days_in_force_and_the_examples_decided(client: FlaskClient):
    with clock.at(october(1)):
        page = client.get("/rules").text

    assert "日常计划至少提前7个自然日报备" in page
    assert "检查结果在6个月内有效" in page
    assert "与甲单位10月12日 周一的检查相差3天，已合并；原申请日10月15日 周四。" in page
    assert "须提前7个自然日报备，最早可选10月9日 周五。" in page


def test_the_examples_follow_the_settings_in_force(client: FlaskClient):
    with_notice(5)

    with clock.at(october(2)):
        page = client.get("/rules").text

    assert "现行参数：第1版" in page
    assert "日常计划至少提前5个自然日报备" in page
    assert "须提前" not in page


@pytest.mark.parametrize(
    ("facts", "outcome", "said"),
    [
        ({}, "founded", "检查日为10月15日 周四，新立检查。"),
        ({"visits": [STANDS]}, "joined", "与甲单位10月12日 周一的检查相差3天，已合并；原申请日10月15日 周四。"),
        ({"visit_on": "2026-10-08"}, "refused", "须提前7个自然日报备，最早可选10月9日 周五。"),
        (
            {"visits": [STANDS | {"state": "completed"}]},
            "deferred",
            "原申请日10月15日 周四处于静默期，已顺延至10月20日 周二。",
        ),
        (
            {"channel": "green", "cause": "emergency", "visits": [STANDS]},
            "founded",
            "应急检查，检查日为10月15日 周四。另有1项计划随之改到当日。",
        ),
        ({"channel": "green", "visits": []}, "refused", "绿色通道须从应急、上级部署、投诉举报、暗访、其他中选择原因。"),
        (
            {"filed_at": "2026-10-16T09:00:00+08:00", "visit_on": "2026-10-23", "visits": [STANDS]},
            "founded",
            "检查日为10月23日 周五，新立检查。",
        ),
    ],
)
def test_a_program_asks_what_would_become_of_a_plan(client: FlaskClient, facts, outcome, said):
    answer = calculated(client, **facts).json

    assert (answer["outcome"], answer["sentence"]) == (outcome, said)


def test_a_calculation_names_the_version_that_judged_it(client: FlaskClient):
    with_notice(20)

    assert calculated(client).json["version"] == 1
    assert calculated(client).json["because"] == "notice_too_short"


@pytest.mark.parametrize(
    "odd",
    [
        {"visit_on": "9999-12-31"},
        {"filed_at": "2026-10-02T09:00:00"},
        {"filed_at": "0001-01-01T00:00:00+14:00"},
        {"visits": [STANDS] * 11},
        {"visits": [{"visit_on": "2026-10-12", "state": "lapsed"}]},
        {"earliest": "0001-01-01"},
    ],
)
def test_a_case_out_of_bounds_is_refused(client: FlaskClient, odd):
    assert calculated(client, **odd).status_code == 422


def test_the_calculator_answers_in_one_sentence_and_keeps_what_was_filled_in(client: FlaskClient):
    with clock.at(october(1)):
        page = client.post("/rules", data=filled(visit_on_0="2026-10-12", kind_0="ordinary", state_0="open")).text

    assert "<p>与甲单位10月12日 周一的检查相差3天，已合并；原申请日10月15日 周四。</p>" in page
    assert 'value="2026-10-12"' in page


def test_the_calculator_says_which_field_is_wrong(client: FlaskClient):
    answer = client.post("/rules", data=filled(visit_on="", filed_time="xx"))

    assert answer.status_code == 422
    assert "填写有误：" in answer.text and "申请检查日" in answer.text and "报备日期" in answer.text


def test_programs_read_the_settings_in_force_and_those_to_come(client: FlaskClient):
    with_notice(5, on=20)

    with clock.at(october(2)):
        answer = client.get("/api/rules/settings").json

    assert answer["version"] is None
    assert answer["settings"]["notice_days"] == 7
    assert answer["coming"] == [{"version": 1, "effective_on": "2026-10-20", "note": "试行"}]
