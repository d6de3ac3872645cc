"""How the platform does: what the doctor finds, the phones not heard of, and what waits to be handed on."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from flask import Flask, current_app
from flask_babel import gettext as _
from sqlalchemy import ColumnElement, func, select

from server import clock, doctor, jobs
from server.accounts.tables import AccountRow, DeviceRow
from server.db import db
from server.desks import health_words, under_way
from server.doctor import Finding
from server.frame import label
from server.notices.tables import NoticeRow, PushRow
from server.sync.tables import QuarantineRow
from server.vocabulary import Job, Settled

LONG_SILENT = timedelta(days=3)


class Queue(NamedTuple):
    """Something that waits, and whether it is more or older than it should be."""

    name: str
    many: int
    said: str
    wrong: bool


@dataclass(frozen=True)
class Phone:
    """A phone nothing has been heard of for days."""

    owner: str
    label: str
    heard: datetime | None


def findings() -> list[Finding]:
    """Everything `mashang doctor` looks at, once a minute: it draws a document and reads the whole front end."""
    return _examined(current_app._get_current_object(), clock.now().replace(second=0, microsecond=0))  # type: ignore[attr-defined]


@lru_cache(maxsize=1)
def _examined(app: Flask, _minute: datetime) -> list[Finding]:
    return doctor.examine(app)


def urgent() -> list[str]:
    """What an administrator must know at once, of what is quickly looked at."""
    settings = current_app.extensions["settings"]
    looked = [doctor.disk(settings), doctor.backup(settings), doctor.time()]
    standing = jobs.standing()
    still = [_("自动任务没有在运行。")] if standing.stands_still else []
    failing = [_("自动任务“%(job)s”出错。", job=label(Job(each.name))) for each in standing.failing]
    return [*still, *failing, *(health_words.sentence(each) for each in looked if not each.alive)]


def queues() -> list[Queue]:
    """What waits to go out, and what phones sent that nobody has decided about."""
    lately = clock.now() - 2 * jobs.EVERY
    unsent = _count(NoticeRow.id, NoticeRow.sent_at.is_(None))
    stuck = _count(NoticeRow.id, NoticeRow.sent_at.is_(None), NoticeRow.made_at < lately)
    due = _count(PushRow.notice_id, PushRow.due_at <= lately)
    kept = _count(QuarantineRow.entry_id, QuarantineRow.outcome == Settled.OPEN)
    silent = {each.visit for each in under_way.under_way() if each.silent}
    return [
        Queue(_("待转发的通知"), unsent, _("其中%(count)s件超过20分钟", count=stuck), bool(stuck)),
        Queue(_("待推送到手机"), due, _("到时没有送出"), bool(due)),
        Queue(_("手机上传、待核实的记录"), kept, _("由司法局在“待处理记录”决定"), False),
        Queue(_("手机可能有未上传记录的检查"), len(silent), _("正在检查，手机半小时没有联系"), False),
    ]


def silent_phones(most: int = 50) -> Sequence[Phone]:
    """The phones of people who still serve, nothing of which was heard for days, the longest first."""
    silent = (
        select(AccountRow.name, DeviceRow.label, DeviceRow.heard_at)
        .join(AccountRow, AccountRow.id == DeviceRow.account_id)
        .where(DeviceRow.revoked_at.is_(None), AccountRow.ended_at.is_(None), AccountRow.inspector_id.is_not(None))
        .where(DeviceRow.heard_at < clock.now() - LONG_SILENT)
        .order_by(DeviceRow.heard_at)
    )
    return [Phone(*row) for row in db.session.execute(silent.limit(most))]


def _count(column: object, *conditions: ColumnElement[bool]) -> int:
    return db.session.scalar(select(func.count(column)).where(*conditions)) or 0  # type: ignore[arg-type]
