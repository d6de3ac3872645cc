"""What became of the demo's ratings: groups closed week by week, and words that the supervisor redacted."""

from datetime import date

from sqlalchemy import func, select

from server import clock
from server.accounts import queries as accounts
from server.db import db
from server.demo.schedule import moment
from server.feedback.closing_groups import close_due
from server.feedback.tables import RatingGroupRow, RatingRow
from server.oversight import redactions

# What would tell an agency which enterprise it was, and what is left of it.
SHORTENED = {"时间稍长，影响了中午营业。": "时间稍长。"}


def close_week(on: date) -> None:
    """The worker's round on a Monday."""
    if on.weekday() == 0:
        close_due()


def redact(day: date) -> None:
    """Both supervisors have read all words but those of the latest groups; of these, some wait for the second."""
    supervisor, second = (accounts.by_sign_in_name(name) for name in ("supervisor", "supervisor2"))
    assert supervisor is not None and second is not None
    latest = select(func.max(RatingGroupRow.last_day)).scalar_subquery()
    earlier = select(RatingGroupRow.id).where(RatingGroupRow.last_day < latest)
    written = db.session.scalars(redactions.UNDECIDED.where(RatingRow.group_id.in_(earlier))).all()
    with clock.at(moment(day, 6)):
        for row in written:
            texts = [SHORTENED.get(text, text) for text in (row.process_text, row.result_text)]
            redactions.propose(row.id, *texts, by=second.id)
            redactions.confirm(row.id, by=supervisor.id)
        for row in db.session.scalars(redactions.UNDECIDED.limit(2)).all():
            redactions.propose(row.id, row.process_text, row.result_text, by=second.id)
