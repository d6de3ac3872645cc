"""The agency's calendar: seven days side by side, a list on a phone; the week and the day stand in the address."""

from datetime import date, timedelta

from flask import Blueprint, render_template, request

from server import clock
from server.desks import week
from server.http import current_actor
from server.planning import access

blueprint = Blueprint("week", __name__, url_prefix="/desk/week")
FIRST, LAST = date(2000, 1, 3), date(2999, 12, 27)


@blueprint.get("")
def shown() -> str:
    """A week from its Monday; with `day`, that day alone and whole."""
    own, one = access.agencies_of(current_actor()), _day("day")
    first = week.monday_of(one or _day("from") or clock.today())
    days = week.week(own, one, days=1, shown=week.MOST_A_DAY) if one else week.week(own, first)
    step = timedelta(days=1 if one else week.DAYS)
    return render_template(
        "desk/today/week.html", days=days, one=one, first=first, last=first + timedelta(days=week.DAYS - 1),
        before=(one or first) - step, after=(one or first) + step, today=clock.today(),
        total=sum(day.total for day in days),
    )  # fmt: skip


def _day(name: str) -> date | None:
    try:
        asked = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return min(max(asked, FIRST), LAST)  # a week more or less must still be a week
