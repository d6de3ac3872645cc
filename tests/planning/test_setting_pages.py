"""The versions of the settings at the desk: added for a day to come, never changed."""

import pytest
from flask.testing import FlaskClient

from server import clock
from server.db import db, transaction
from server.planning import queries
from server.planning.basis import in_force
from server.registry.tables import SettingVersionRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import Role
from tests.builders import an_account, signed_in
from tests.planning.district import october

# What these pages ask of a database is asked of PostgreSQL too where each role opens every page (tests/whole).
pytestmark = pytest.mark.one_database

FORM = {
    "notice_days": "10", "merge_days": "7", "quiet_days": "7", "emergency_pull_days": "2", "freeze_hour": "18",
    "object_scope": "premises", "effective_on": "2026-10-20", "note": "试行办法第三条",
    "confirmed": "yes",
}  # fmt: skip


def sent(client, form=FORM, role=Role.ADMIN):
    account = an_account(role)
    with clock.at(october(1)):
        return signed_in(client, account).post("/desk/settings", data=form)


def test_a_version_takes_effect_on_its_day(client: FlaskClient):
    assert sent(client).status_code == 302

    assert queries.settings_on(october(19).date())[0] is None
    version, settings = queries.settings_on(october(20).date())
    assert (version, settings.notice_days) == (1, 10)
    assert db.session.query(TrailEntryRow).filter_by(kind="settings.added").count() == 1


def test_settings_of_other_parts_are_carried_over(client: FlaskClient):
    values = {"planning": {"quiet_days": 3}, "alarms": {"preset": "chengdu"}}
    with transaction():
        db.session.add(SettingVersionRow(id=1, effective_on=october(1).date(), values=values, made_at=october(1)))

    sent(client)

    assert db.session.get_one(SettingVersionRow, 2).values["alarms"] == {"preset": "chengdu"}
    assert db.session.get_one(SettingVersionRow, 2).values["planning"]["quiet_days"] == 7


@pytest.mark.parametrize(
    "wrong",
    [{"effective_on": "2026-10-01"}, {"effective_on": ""}, {"effective_on": "x"}, {"notice_days": "-1"},
     {"notice_days": "10000"}, {"freeze_hour": "24"}, {"object_scope": "street"}, {"notice_days": ""}],
)  # fmt: skip
def test_a_version_for_today_or_beyond_its_ranges_is_refused(client: FlaskClient, wrong):
    answer = sent(client, FORM | wrong)

    assert answer.status_code == 422
    assert db.session.query(SettingVersionRow).count() == 0


def test_the_supervisor_reads_the_versions_and_adds_none(client: FlaskClient):
    sent(client)
    supervisor = an_account(Role.SUPERVISOR)

    with clock.at(october(2)):
        page = signed_in(client, supervisor).get("/desk/settings").text

    assert "试行办法第三条" in page
    assert "新增一版" not in page
    assert sent(client, role=Role.SUPERVISOR).status_code == 403


OFTEN = FORM | {
    "yearly_cap": "2", "refuse_over_cap": "yes", "presets": ["hainan"], "scope_0": "own", "span_0": "month",
    "days_0": "", "most_0": "1", "scope_1": "enterprise", "span_1": "days", "days_1": "90", "most_1": "3",
}  # fmt: skip


def test_what_would_change_is_shown_in_words_before_it_counts(client: FlaskClient):
    asked = {name: value for name, value in (OFTEN | {"notice_days": "10"}).items() if name != "confirmed"}

    page = sent(client, asked)

    assert page.status_code == 200
    assert "7 天 → 10 天" in page.text
    assert "不设 → 每个单位对每家企业每年2次" in page.text
    assert "同一单位对同一企业一个月内（自然月）超过1次" in page.text
    assert "合并时最多改期前后</b>" not in page.text
    assert db.session.query(SettingVersionRow).count() == 0


def test_frequency_rules_of_other_cities_and_ones_own_take_effect_together(client: FlaskClient):
    assert sent(client, OFTEN).status_code == 302

    with clock.at(october(21)):
        _, _, limits = in_force(clock.today())
        public = client.get("/rules").text
    assert (limits.yearly_cap, limits.refuse_over_cap) == (2, True)
    assert [(each.code, each.most, each.own) for each in limits.alarms] == [
        ("hainan_60_days", 2, False), ("own_own_month", 1, True), ("own_enterprise_90", 3, False),
    ]  # fmt: skip
    assert "第1版，10月20日" in public
    assert "同一企业连续90天内超过3次" in public


def test_another_form_leaves_the_frequency_as_it_was(client: FlaskClient):
    sent(client, OFTEN)
    sent(client, FORM | {"effective_on": "2026-10-22", "notice_days": "12"})

    assert db.session.get_one(SettingVersionRow, 2).values["frequency"]["yearly_cap"] == 2


@pytest.mark.parametrize(
    "wrong",
    [{"yearly_cap": "0"}, {"yearly_cap": "many"}, {"presets": ["beijing"]}, {"most_0": ""}, {"most_0": "999"},
     {"days_1": ""}, {"days_1": "400"}, {"span_0": "decade"}],
)  # fmt: skip
def test_a_frequency_rule_that_makes_no_sense_is_refused(client: FlaskClient, wrong):
    assert sent(client, OFTEN | wrong).status_code == 422
    assert db.session.query(SettingVersionRow).count() == 0
