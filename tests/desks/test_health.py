"""Jobs hold up none behind them and say how they went; the administrator sees what is wrong with the platform."""

import os
from datetime import timedelta
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from server import clock, doctor, jobs
from server.config import Settings
from server.db import db
from server.desks import health
from server.jobs.tables import JobRow
from server.vocabulary import Role
from tests.builders import an_account, signed_in


def fails() -> None:
    raise RuntimeError("no room")


def test_a_job_that_fails_is_kept_with_its_fault_and_holds_up_none_behind_it(app):
    done: list[str] = []

    for _ in range(2):
        with pytest.raises(RuntimeError):
            jobs.run_all([("told", fails), ("pushed", lambda: done.append("pushed"))])

    told, pushed = db.session.get_one(JobRow, "told"), db.session.get_one(JobRow, "pushed")
    assert done == ["pushed", "pushed"]
    assert (told.failures, told.fault, pushed.failures) == (2, "RuntimeError: no room", 0)
    jobs.run_all([("told", lambda: None)])
    db.session.expire_all()
    assert (told.failures, told.failed_at is not None, jobs.standing().failing) == (0, True, [])


def test_the_administrator_is_told_that_nobody_runs_the_jobs_or_that_one_fails(client: FlaskClient):
    admin = signed_in(client, an_account(Role.ADMIN))
    assert "自动任务没有在运行" in admin.get("/desk/").text

    with pytest.raises(RuntimeError):
        jobs.run_all([("told", fails)])

    page = admin.get("/desk/").text
    assert "自动任务没有在运行" not in page and "自动任务“向企业发通知”出错" in page
    assert "连续1次出错" in admin.get("/desk/health").text
    with clock.at(clock.now() + 3 * jobs.EVERY):
        assert jobs.standing().stands_still


@pytest.mark.one_database
def test_a_backup_is_known_of_by_the_mark_it_leaves(app, settings: Settings):
    mark: Path = settings.data / doctor.BACKUP_MARK
    assert not doctor.backup(settings).alive

    mark.touch()
    assert doctor.backup(settings).alive
    old = (clock.now() - timedelta(days=5)).timestamp()
    os.utime(mark, (old, old))

    assert not doctor.backup(settings).alive
    assert "没有两天内的备份记录，请检查备份。" in health.urgent()
