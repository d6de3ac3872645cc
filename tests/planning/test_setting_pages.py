"""The versions of the settings at the desk: added for a day to come, never changed."""

import pytest
from flask.testing import FlaskClient

from server import clock
from server.db import db, transaction
from server.planning import queries
from server.registry.tables import SettingVersionRow
from server.trail.tables import TrailEntryRow
from server.vocabulary import Role
from tests.builders import an_account, signed_in
from tests.planning.district import october

FORM = {
    "notice_days": "10", "merge_days": "7", "quiet_days": "7", "emergency_pull_days": "2", "freeze_hour": "18",
    "object_scope": "premises", "effective_on": "2026-10-20", "note": "试行办法第三条",
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
