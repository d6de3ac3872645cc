"""Days and moments as people read them: 10月12日 周一, Mon 12 Oct; always local time."""

from datetime import date, datetime

from flask import Flask

from server import clock
from server.language import chosen

WEEKDAYS = {
    "zh": ["周一", "周二", "周三", "周四", "周五", "周六", "周日"],
    "en": ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
}
MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def day(value: date | datetime | str | None) -> str:
    """A calendar day with its weekday; the year only where it is another one."""
    if not value:
        return "—"
    when = _local_day(value)
    weekday = WEEKDAYS[chosen()][when.weekday()]
    this_year = when.year == clock.today().year
    if chosen() == "en":
        return f"{weekday} {when.day} {MONTHS[when.month - 1]}" + ("" if this_year else f" {when.year}")
    return ("" if this_year else f"{when.year}年") + f"{when.month}月{when.day}日 {weekday}"


def month(value: date | str) -> str:
    """A month with its year: 2026年11月."""
    first = date.fromisoformat(f"{value[:7]}-01") if isinstance(value, str) else value
    return f"{MONTHS[first.month - 1]} {first.year}" if chosen() == "en" else f"{first.year}年{first.month}月"


def plain(value: date) -> str:
    """A calendar day without its weekday; the year only where it is another one."""
    return _written(value, None if value.year == clock.today().year else value.year)


def plain_after(value: date, start: date) -> str:
    """A later day, said beside an earlier one: 次年4月12日."""
    if chosen() != "en" and start.year == clock.today().year == value.year - 1:
        return f"次年{_written(value, None)}"
    return plain(value)


def moment(value: datetime | None) -> str:
    """A day and the minute."""
    return f"{day(value)} {hour(value)}" if value else "—"


def hour(value: datetime | None) -> str:
    """The minute of the day, where the day is already said."""
    return value.astimezone(clock.LOCAL).strftime("%H:%M") if value else "—"


def until(value: datetime | None, start: datetime | None) -> str:
    """The end of a span: only the minute if it ended on the day it began."""
    same = value and start and clock.local_day(value) == clock.local_day(start)
    return hour(value) if same else moment(value)


def has_come(value: date | None) -> bool:
    """Whether a day is today or past."""
    return value is not None and value <= clock.today()


def init_app(app: Flask) -> None:
    """Gives templates the filters `day`, `month`, `moment`, `hour`, `until` and `has_come`."""
    app.jinja_env.filters.update(day=day, month=month, moment=moment, hour=hour, until=until, has_come=has_come)


def _written(value: date, year: int | None) -> str:
    if chosen() == "en":
        return f"{value.day} {MONTHS[value.month - 1]}" + (f" {year}" if year else "")
    return (f"{year}年" if year else "") + f"{value.month}月{value.day}日"


def _local_day(value: date | datetime | str) -> date:
    if isinstance(value, str):
        return date.fromisoformat(value)
    return clock.local_day(value) if isinstance(value, datetime) else value
