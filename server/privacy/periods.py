"""From which day back something is old enough, counted from today."""

from datetime import date, timedelta

from server import clock
from server.planning.queries import retention_on


def evidence_before() -> date:
    """Visits before this day have been kept as long as the district's settings ask."""
    return years_ago(retention_on(clock.today()).evidence_years)


def days_ago(days: int) -> date:
    """So many days before today."""
    return clock.today() - timedelta(days=days)


def years_ago(years: int) -> date:
    """The same day so many years ago; of a 29 February the day before."""
    today = clock.today()
    leap = today.month == 2 and today.day == 29
    return today.replace(year=today.year - years, day=28 if leap else today.day)
