"""The server's own log: each event one line that programs read, at a moment in UTC, without people's data."""

import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from server import logs
from server.db import db


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    root, told = logging.getLogger(), io.StringIO()
    before = root.handlers, root.level
    logs.begin(told)
    yield told
    root.handlers, root.level = before
    structlog.reset_defaults()


def test_whoever_speaks_each_event_is_one_line_with_its_moment_in_utc(written: io.StringIO):
    structlog.get_logger("part").info("a job\n2026-01-01 somebody signed in", fault="x\ny")
    try:
        raise RuntimeError("broken")
    except RuntimeError:
        logging.getLogger("library").exception("fault")

    told = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [each["event"] for each in told] == ["a job\n2026-01-01 somebody signed in", "fault"]
    assert [(each["level"], each["logger"]) for each in told] == [("info", "part"), ("error", "library")]
    assert all(each["timestamp"].endswith("Z") for each in told)
    assert "RuntimeError: broken" in told[1]["exception"]


def test_a_fault_of_the_database_names_no_value_that_was_to_be_written(app):
    with pytest.raises(DBAPIError) as fault:
        db.session.execute(text("INSERT INTO nowhere VALUES (:words)"), {"words": "举报人夏某"})

    assert "nowhere" in str(fault.value) and "夏某" not in str(fault.value)
