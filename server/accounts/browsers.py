"""Which browser asks, and who else signed in from it: known by a long-lived cookie, of which only a digest is kept."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, after_this_request, request
from flask_login import current_user
from sqlalchemy import Select, or_, select

from server import cookies
from server.accounts.tables import AccountRow, BrowserUseRow, MembershipRow, PasskeyRow, SessionRow
from server.db import db, transaction
from server.ids import digest, new_token
from server.registry.tables import InspectorRow

COOKIE = "browser_mark"
KEPT_FOR = timedelta(days=400)


@dataclass(frozen=True)
class Whence:
    """Where a request comes from: its browser, and the browser in which the passkey it signed in with was made."""

    browser: str = ""
    passkey_made_in: str = ""
    passkey_made_at: datetime | None = None


NOWHERE = Whence()


def current() -> str:
    """The digest of this browser's mark; a browser without one is given one with this answer."""
    if COOKIE not in request.environ:
        mark = cookies.given(COOKIE) or new_token()
        request.environ[COOKIE] = digest(mark)
        after_this_request(lambda answer: _marked(answer, mark))
    return str(request.environ[COOKIE])


def note(account_id: str, until: datetime) -> None:
    """Remembers that an account may be in use in this browser until then."""
    with transaction():
        row = db.session.get(BrowserUseRow, (current(), account_id))
        if row is None:
            db.session.add(BrowserUseRow(browser=current(), account_id=account_id, until=until))
        else:
            row.until = max(row.until, until)


def whence() -> Whence:
    """Where the running request comes from."""
    mark = cookies.given(COOKIE)
    browser = digest(mark) if mark else ""
    session = db.session.get(SessionRow, current_user.id)
    passkey = db.session.get(PasskeyRow, session.passkey_id) if session and session.passkey_id else None
    return Whence(browser, passkey.made_in, passkey.made_at) if passkey else Whence(browser)


def was_used_by(agencies: Collection[str], browser: str, since: datetime) -> bool:
    """Whether somebody of these agencies could have been signed in from a browser at that moment or after it."""
    people = people_of(agencies)
    found = select(BrowserUseRow.account_id).where(
        BrowserUseRow.browser == browser, BrowserUseRow.until >= since, BrowserUseRow.account_id.in_(people)
    )
    return bool(browser) and db.session.scalar(found.limit(1)) is not None


def people_of(agencies: Collection[str]) -> Select[str]:
    """The accounts of everybody in these agencies."""
    members = select(MembershipRow.account_id).where(MembershipRow.agency_id.in_(agencies))
    inspectors = select(InspectorRow.id).where(InspectorRow.agency_id.in_(agencies))
    return select(AccountRow.id).where(or_(AccountRow.id.in_(members), AccountRow.inspector_id.in_(inspectors)))


def _marked(answer: Response, mark: str) -> Response:
    cookies.put(answer, COOKIE, mark, int(KEPT_FOR.total_seconds()))
    return answer
