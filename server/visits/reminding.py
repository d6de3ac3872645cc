"""Agencies are reminded, once before and once on the day: results to sign off, corrections that fall due."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from sqlalchemy import or_, select

from server import clock, notices
from server.accounts.tables import AccountRow, MembershipRow
from server.db import db
from server.notices.tables import NoticeRow
from server.visits import correction_queries, sign_off_queries, sign_off_rules
from server.visits.correction_rules import SOON
from server.vocabulary import DeskNews, Role

LONGEST = timedelta(days=400)  # no district gives longer to sign off


class Due(NamedTuple):
    """One thing to be reminded of, and whom."""

    kind: DeskNews
    about: str
    facts: dict[str, str]
    people: list[str]


def remind() -> int:
    """One round; what somebody was reminded of he is not reminded of again. Says of how much."""
    due = [*_results(), *_corrections()]
    told = select(NoticeRow.kind, NoticeRow.about).where(NoticeRow.about.in_([each.about for each in due]))
    known = {(kind, about) for kind, about in db.session.execute(told)}
    new = [each for each in due if (each.kind, each.about) not in known]
    for each in new:
        for account in dict.fromkeys(each.people):
            notices.send(account, each.kind, each.facts, about=each.about)
    return len(new)


def _results() -> Iterator[Due]:
    """To whoever answers for the inspection, and the lead of his agency."""
    for line in sign_off_queries.waiting(None, since=clock.now() - LONGEST):
        if _near(line.sign_by, sign_off_rules.REMINDED):
            kind = DeskNews.SIGN_TODAY if line.sign_by <= clock.today() else DeskNews.SIGN_SOON
            facts = {"result": line.row.id, "enterprise": line.enterprise, "by": line.sign_by.isoformat()}
            people = [*_inspector(line.row.inspector_id), *_holding(line.row.agency_id, Role.AGENCY_LEAD)]
            yield Due(kind, line.row.id, facts, people)


def _corrections() -> Iterator[Due]:
    """To the agency's desk, while the enterprise has not reported."""
    today = clock.today()
    for each in correction_queries.near(today - SOON, today + SOON):
        if each.waits_for_enterprise and each.due:
            kind = DeskNews.CORRECTION_TODAY if each.due <= today else DeskNews.CORRECTION_SOON
            facts = {"finding": each.finding.id, "due": each.due.isoformat()}
            yield Due(kind, each.deadline, facts, _holding(each.finding.agency_id, Role.OFFICER, Role.AGENCY_LEAD))


def _near(day: date, before: timedelta) -> bool:
    """Up to a while after the day, so that a worker that stood still tells it late rather than never."""
    return day - before <= clock.today() <= day + before


def _inspector(inspector_id: str) -> list[str]:
    own = select(AccountRow.id).where(AccountRow.inspector_id == inspector_id, AccountRow.ended_at.is_(None))
    return list(db.session.scalars(own))


def _holding(agency_id: str, *roles: Role) -> list[str]:
    standing = select(MembershipRow.account_id).join(AccountRow, AccountRow.id == MembershipRow.account_id)
    own = standing.where(
        MembershipRow.agency_id == agency_id, or_(*(MembershipRow.role == role for role in roles)),
        MembershipRow.ended_at.is_(None), AccountRow.ended_at.is_(None),
    )  # fmt: skip
    return list(db.session.scalars(own.distinct().order_by(MembershipRow.account_id)))
