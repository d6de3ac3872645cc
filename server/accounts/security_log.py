"""安全日志: what may be an attack or gives somebody power; who by his account, whence by a digest, nothing else."""

from collections.abc import Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

import structlog
from flask import has_request_context
from sqlalchemy import delete, func, select
from sqlalchemy.exc import OperationalError

from server import clock, trail
from server.accounts import networks
from server.accounts.tables import SecurityNoteRow
from server.db import db, transaction
from server.vocabulary import SecurityNote

SAME = timedelta(minutes=10)
KEPT_FOR = timedelta(days=180)
LETTERS = 16  # of a network's digest: enough to see that two lines are from one place
PAGE = 100
log = structlog.get_logger()


def init() -> None:
    """Follows the trail where it tells of roles."""
    trail.subscribe("account.opened", _opened)
    trail.subscribe("account.role_given", lambda id, facts: _role(SecurityNote.ROLE_GIVEN, id, facts["role"]))
    trail.subscribe("account.role_ended", lambda id, facts: _role(SecurityNote.ROLE_ENDED, id, facts["role"]))


def note(kind: SecurityNote, account_id: str | None = None, what: str = "") -> None:
    """Keeps it; what happens again within ten minutes is counted. A full disk keeps nobody from working."""
    network = networks.current()[:LETTERS] if has_request_context() else ""
    log.warning("security", kind=str(kind), account=account_id, network=network, what=what)
    with suppress(OperationalError), transaction():
        known = _standing(kind, account_id, network, what)
        if known is None:
            now = clock.now()
            db.session.add(
                SecurityNoteRow(
                    kind=kind, account_id=account_id, network=network, what=what[:60], noted_at=now, last_at=now
                )
            )
        else:
            known.many, known.last_at = known.many + 1, clock.now()


def lines(
    page: int = 1, *, kind: SecurityNote | None = None, account_id: str | None = None
) -> Sequence[SecurityNoteRow]:
    """The log, or what of it is of one kind or one account, the newest first."""
    asked = select(SecurityNoteRow).order_by(SecurityNoteRow.noted_at.desc(), SecurityNoteRow.id.desc())
    if kind:
        asked = asked.where(SecurityNoteRow.kind == kind)
    if account_id:
        asked = asked.where(SecurityNoteRow.account_id == account_id)
    return db.session.scalars(asked.limit(PAGE).offset((page - 1) * PAGE)).all()


def counted(since: datetime) -> dict[str, int]:
    """How often each kind was noted since then."""
    asked = select(SecurityNoteRow.kind, func.sum(SecurityNoteRow.many)).where(SecurityNoteRow.last_at >= since)
    return {kind: int(many) for kind, many in db.session.execute(asked.group_by(SecurityNoteRow.kind))}


def forget_old() -> None:
    """What is older than the law asks to keep goes."""
    with transaction():
        db.session.execute(delete(SecurityNoteRow).where(SecurityNoteRow.last_at < clock.now() - KEPT_FOR))


def _standing(kind: SecurityNote, account_id: str | None, network: str, what: str) -> SecurityNoteRow | None:
    same = (
        SecurityNoteRow.kind == kind, SecurityNoteRow.account_id == account_id, SecurityNoteRow.network == network,
        SecurityNoteRow.what == what[:60], SecurityNoteRow.noted_at > clock.now() - SAME,
    )  # fmt: skip
    return db.session.scalar(select(SecurityNoteRow).where(*same).limit(1))


def _opened(account_id: str, facts: Any) -> None:
    for role in facts["roles"]:
        _role(SecurityNote.ROLE_GIVEN, account_id, role)


def _role(kind: SecurityNote, account_id: str, role: str) -> None:
    """Only what a person did: a district that is built or imported says so in its trail."""
    if has_request_context():
        note(kind, account_id, str(role))
