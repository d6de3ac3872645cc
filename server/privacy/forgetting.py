"""What was kept long enough goes by itself: sessions, networks, looks, refused messages, old tips; the trail counts."""

from collections.abc import Callable, Mapping
from datetime import date, datetime, time

from sqlalchemy import delete, select

from server import clock, trail
from server.accounts import networks
from server.accounts.tables import BrowserUseRow, SessionRow
from server.db import db, transaction
from server.feedback.complaint_tables import ComplaintPhotoRow, ComplaintRow
from server.oversight.case_tables import CaseRow
from server.planning.queries import retention_on
from server.privacy import destroying, marking, periods
from server.privacy.needed import OVER
from server.privacy.tables import LookRow
from server.sync.tables import RejectRow
from server.vocabulary import ComplaintKind, RemovalScope

AT_ONCE = 100


def forget() -> None:
    """One round: everything whose time is over, with one entry that says how much that was."""
    kept = retention_on(clock.today())
    traces, tips = periods.days_ago(kept.trace_days), periods.years_ago(kept.tip_years)
    with transaction():
        counts = {name: forgets(traces) for name, forgets in TRACES.items()} | {"tips": _tips(tips)}
        gone = {name: count for name, count in counts.items() if count}
        if gone:
            facts = {"counts": gone, "traces_before": traces, "tips_before": tips}
            trail.append("retention.executed", "retention", clock.today().isoformat(), facts)
    destroying.sweep()


def _sessions(before: date) -> int:
    return _deleted(delete(SessionRow).where(SessionRow.made_at < _moment(before)))


def _browsers(before: date) -> int:
    return _deleted(delete(BrowserUseRow).where(BrowserUseRow.until < _moment(before)))


def _looks(before: date) -> int:
    return _deleted(delete(LookRow).where(LookRow.seen_on < before))


def _refused(before: date) -> int:
    return _deleted(delete(RejectRow).where(RejectRow.received_at < _moment(before)))


TRACES: Mapping[str, Callable[[date], int]] = {
    "sessions": _sessions, "networks": networks.forget, "browsers": _browsers, "looks": _looks,
    "refused_messages": _refused,
}  # fmt: skip


def _tips(before: date) -> int:
    """A stranger's words and photos; number, kind, day and outcome stay for the figures. Not while its case is open."""
    closed = select(CaseRow.complaint_id).where(CaseRow.complaint_id == ComplaintRow.id, CaseRow.state.in_(OVER))
    due = select(ComplaintRow.id).where(
        ComplaintRow.kind == ComplaintKind.TIP, ComplaintRow.filed_at < _moment(before),
        ComplaintRow.text != marking.MARK, closed.exists(),
    )  # fmt: skip
    found = db.session.scalars(due.order_by(ComplaintRow.filed_at).limit(AT_ONCE)).all()
    for complaint_id in found:
        photos = select(ComplaintPhotoRow.sha256).where(ComplaintPhotoRow.complaint_id == complaint_id)
        destroying.files(db.session.scalars(photos).all())
        marking.mark(RemovalScope.COMPLAINT, complaint_id)
    return len(found)


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), clock.LOCAL)


def _deleted(statement: object) -> int:
    return int(db.session.execute(statement).rowcount)  # type: ignore[call-overload]
