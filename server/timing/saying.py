"""Says in words how well a record's time is proved."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from flask_babel import gettext as _

from server import dates
from server.frame import label, listed
from server.timing.queries import Moment, Proved, VisitTimes
from server.vocabulary import TimeGrade

MINUTE = timedelta(minutes=1)


def proof_words(proved: Proved | None) -> str:
    """记录时间可证明在09:12与09:15之间，等级A."""
    if proved is None:
        return _("时间证明要等日志签署，约一分钟")
    grade, not_after = label(proved.grade), _rounded_up(proved.not_after)
    if proved.flaw or proved.not_before is None:
        until = dates.moment(not_after)
        return _("%(flaw)s；最迟%(until)s，%(grade)s", flaw=label(proved.flaw), until=until, grade=grade)
    since, until = dates.moment(proved.not_before), dates.until(not_after, proved.not_before)
    return _("记录时间可证明在%(since)s与%(until)s之间，%(grade)s", since=since, until=until, grade=grade)


def proof_span(proved: Proved | None) -> str:
    """09:12至09:15: the bounds alone, for a table that says the rest."""
    if proved is None:
        return _("待证明")
    not_after = _rounded_up(proved.not_after)
    if proved.not_before is None:
        return _("最迟%(until)s", until=dates.moment(not_after))
    return _(
        "%(since)s至%(until)s", since=dates.moment(proved.not_before), until=dates.until(not_after, proved.not_before)
    )


def grade_counts(times: VisitTimes) -> str:
    """全部23条记录：等级A 20条，等级B 3条."""
    counts = [
        _("%(grade)s %(count)s条", grade=label(grade), count=times.grades[grade])
        for grade in TimeGrade
        if times.grades.get(grade)
    ]
    if times.waiting:
        counts.append(_("等日志签署%(count)s条", count=times.waiting))
    return _("全部%(all)s条记录：", all=sum(times.grades.values()) + times.waiting) + listed(counts)


def lines(times: VisitTimes) -> Iterator[tuple[str, str]]:
    """For a printed document: what happened, with the proof of its time."""
    for each in times.moments:
        yield _named(each), proof_words(each.proved)


def _named(moment: Moment) -> str:
    return f"{moment.agency} {label(moment.kind)}"


def _rounded_up(moment: datetime) -> datetime:
    """To the next full minute: what is said must not be narrower than what is proved."""
    return moment + (MINUTE - timedelta(seconds=moment.second, microseconds=moment.microsecond)) % MINUTE
