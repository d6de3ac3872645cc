"""Days and moments as people read them."""

from datetime import UTC, date, datetime

import pytest

from server import clock, dates

NOW = datetime(2026, 10, 12, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def october():
    with clock.at(NOW):
        yield


def test_a_day_is_said_with_its_weekday():
    assert dates.day(date(2026, 10, 12)) == "10月12日 周一"


def test_another_year_is_said():
    assert dates.day(date(2025, 12, 31)) == "2025年12月31日 周三"


def test_a_moment_is_local(app):
    with app.test_request_context(headers={"Accept-Language": "en"}):
        assert dates.moment(datetime(2026, 10, 11, 16, 30, tzinfo=UTC)) == "Mon 12 Oct 00:30"


def test_the_end_of_a_span_on_one_day_is_only_its_minute():
    start = datetime(2026, 10, 12, 2, 42, tzinfo=UTC)

    assert dates.until(datetime(2026, 10, 12, 3, 42, tzinfo=UTC), start) == "11:42"
    assert dates.until(datetime(2026, 10, 13, 3, 42, tzinfo=UTC), start) == "10月13日 周二 11:42"
