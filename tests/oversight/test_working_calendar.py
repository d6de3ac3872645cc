"""Working days are counted as the State Council's notices say, and as weekdays where nothing is known."""

from datetime import date

import pytest

from server.oversight.working_calendar import FOLDER, days_after, is_working, known, unknown_years


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2025, 1, 26), True),  # the Sunday worked for the Spring Festival
        (date(2025, 1, 28), False),
        (date(2025, 10, 8), False),
        (date(2025, 10, 11), True),
        (date(2026, 1, 2), False),
        (date(2026, 1, 4), True),
        (date(2026, 2, 14), True),
        (date(2026, 2, 23), False),
        (date(2026, 2, 24), True),
        (date(2026, 5, 9), True),
        (date(2026, 9, 20), True),
        (date(2026, 10, 7), False),
        (date(2026, 10, 8), True),
        (date(2026, 11, 21), False),
        (date(2031, 10, 1), True),  # nothing is known of 2031: a Wednesday
    ],
)
def test_a_day_is_worked_or_not_as_the_notice_says(day, working):
    assert is_working(day, known()) is working


def test_five_working_days_before_the_spring_festival_end_after_it():
    assert days_after(date(2026, 2, 12), 5, known()) == date(2026, 2, 26)


def test_five_working_days_of_an_ordinary_week_end_on_the_same_weekday():
    assert days_after(date(2026, 11, 23), 5, known()) == date(2026, 11, 30)


def test_each_year_has_its_source_and_as_many_days_as_the_notice():
    # Days off less the days worked for them: 28 in 2025 and 33 in 2026, of which 5 and 6 are made up.
    assert {year: (len(each.off), len(each.made_up)) for year, each in known().items()} == {
        2025: (1 + 8 + 3 + 5 + 3 + 8, 5),
        2026: (3 + 9 + 3 + 5 + 3 + 3 + 7, 6),
    }
    assert all("国务院办公厅" in each.source for each in known().values())
    assert sorted(int(file.stem) for file in FOLDER.glob("*.json")) == sorted(known())


def test_a_make_up_day_is_a_weekend_day_and_no_day_off():
    for each in known().values():
        assert all(day.weekday() >= 5 for day in each.made_up)
        assert not each.made_up & each.off


def test_a_year_without_data_says_so():
    assert unknown_years(date(2026, 12, 28), date(2027, 1, 8), known()) == [2027]
