"""What the supervisor sees first: what is irregular or unhappy lately, and how the day stands; each opens its rows."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from flask_babel import gettext as _
from sqlalchemy import Select, func, select

from server import clock
from server.db import db
from server.feedback.tables import RatingRow
from server.oversight import case_reading
from server.oversight.ratings import DISSATISFIED
from server.oversight.tables import IrregularityRow
from server.planning.queries import terms_on
from server.planning.tables import VisitRow
from server.vocabulary import VisitState

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Figure:
    """A number with its name and the address of the rows behind it."""

    name: str
    count: int | str
    of: str
    address: str


def figures() -> list[Figure]:
    """Irregularities and unhappy ratings of the last week, then today's visits."""
    today = clock.today()
    week = (today - WEEK).isoformat()
    start = datetime.combine(today - WEEK, datetime.min.time(), clock.LOCAL)
    noticed = select(IrregularityRow.id).where(IrregularityRow.noticed_at >= start)
    unhappy = select(RatingRow.id).where(
        RatingRow.changed_at >= start, (RatingRow.process <= 2) | (RatingRow.result <= 2)
    )
    visits = select(VisitRow.id).where(VisitRow.visit_on == today)
    started = visits.where(VisitRow.state == VisitState.STARTED)
    cases = case_reading.counts()
    return [
        Figure(_("逾期案件"), cases["overdue"], _("在办%(open)s件", open=cases["open"]), "/desk/cases?only=overdue"),
        Figure(
            _("待受理"),
            cases["received"],
            _("%(days)s个工作日内决定", days=terms_on(today).accept_days),
            "/desk/cases?state=received",
        ),
        Figure(_("不规范情形"), _count(noticed), _("近7天"), f"/desk/irregularities?since={week}"),
        Figure(_("不满意评价"), _count(unhappy), _("近7天"), f"/desk/ratings?choice={DISSATISFIED}"),
        Figure(_("正在检查"), _count(started), _("今天"), f"/desk/visits?choice={VisitState.STARTED}"),
        Figure(_("全部检查"), _count(visits), _("今天"), "/desk/visits"),
    ]


def _count(rows: Select[str]) -> int:
    return db.session.scalar(select(func.count()).select_from(rows.subquery())) or 0
