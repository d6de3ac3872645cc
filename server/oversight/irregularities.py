"""Reads what the system noticed, with the facts of each in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from server import dates
from server.db import db
from server.feedback.complaint_tables import ComplaintRow
from server.frame import listed
from server.http import PAGE_SIZE, current_language
from server.oversight.agencies import short_names
from server.oversight.filters import Filters
from server.oversight.tables import IrregularityRow
from server.planning.tables import VisitRow
from server.refusals import REASONS, sentence
from server.registry.tables import EnterpriseRow, InspectorRow, PremisesRow
from server.vocabulary import Decision, Irregularity


@dataclass(frozen=True)
class Noticed:
    """One irregularity as the supervisor reads it, with what was decided about it."""

    id: str
    kind: Irregularity | str
    visit: VisitRow | None
    enterprise: str
    agency: str
    inspector: str
    facts: str
    noticed_at: datetime
    decision: Decision
    reason: str
    case_id: str | None


def irregularities(by: Filters, page: int, decision: str = "") -> tuple[list[Noticed], int]:
    """A page of what was noticed in the span, newest first, and how much there is."""
    wanted = select(IrregularityRow).where(IrregularityRow.noticed_at >= by.start, IrregularityRow.noticed_at < by.end)
    if by.agency:
        wanted = wanted.where(IrregularityRow.agency_id == by.agency)
    if by.choice:
        wanted = wanted.where(IrregularityRow.kind == by.choice)
    if decision:
        wanted = wanted.where(IrregularityRow.decision == decision)
    total = db.session.scalar(select(func.count()).select_from(wanted.subquery())) or 0
    newest = wanted.order_by(IrregularityRow.noticed_at.desc(), IrregularityRow.id.desc())
    return _read(db.session.scalars(newest.offset((page - 1) * PAGE_SIZE).limit(PAGE_SIZE)).all()), total


def of_visit(visit_id: str) -> list[Noticed]:
    """What was noticed on one visit."""
    rows = select(IrregularityRow).where(IrregularityRow.visit_id == visit_id).order_by(IrregularityRow.noticed_at)
    return _read(db.session.scalars(rows).all())


def of_case(case_id: str) -> list[Noticed]:
    """What a case was opened upon."""
    rows = select(IrregularityRow).where(IrregularityRow.case_id == case_id).order_by(IrregularityRow.noticed_at)
    return _read(db.session.scalars(rows).all())


def by_ids(ids: Iterable[str]) -> dict[str, Noticed]:
    """These irregularities, by id."""
    rows = db.session.scalars(select(IrregularityRow).where(IrregularityRow.id.in_(set(ids)))).all()
    return {each.id: each for each in _read(rows)}


def _read(rows: Iterable[IrregularityRow]) -> list[Noticed]:
    rows = list(rows)
    visits = _visits(row.visit_id for row in rows)
    agencies = short_names(row.agency_id for row in rows)
    people = _people(rows)
    told = _enterprises(row.facts.get("complaint") for row in rows)
    return [
        Noticed(
            id=row.id,
            kind=Irregularity(row.kind) if row.kind in set(Irregularity) else row.kind,
            visit=visits.get(row.visit_id or ""),
            enterprise=told.get(row.facts.get("complaint") or "", ""),
            agency=agencies[row.agency_id],
            inspector=people.get(row.facts.get("inspector") or "", ""),
            facts=_in_words(row.kind, row.facts, people),
            noticed_at=row.noticed_at,
            decision=Decision(row.decision),
            reason=row.reason,
            case_id=row.case_id,
        )
        for row in rows
    ]


def _in_words(kind: str, facts: Mapping[str, Any], people: Mapping[str, str]) -> str:
    """The sentence that shows why; a kind that needs no more than its name has none."""
    match kind, facts:
        case Irregularity.ONE_INSPECTOR, {"present": present}:
            return _("到场%(present)s人。", present=present)
        case Irregularity.TEAM_INCOMPLETE, {"present": present}:
            return _("计划中的执法人员只剩%(present)s人。", present=present)
        case Irregularity.TEAM_CLASH, {"visit_on": day}:
            return _("检查改到%(day)s，此人同一时段另有安排，须调整人员。", day=dates.day(day))
        case (
            (Irregularity.TOO_FREQUENT | Irregularity.OVER_CAP | Irregularity.NO_FINDING_SERIES),
            {"count": count, "most": most},
        ):
            return _("第%(count)s次，预警线%(most)s次。", count=count, most=most)
        case Irregularity.QUIET_PERIOD, {"planned": planned, "entered": entered}:
            return _(
                "%(planned)s的检查前后为静默期，%(entered)s入企。",
                planned=dates.day(planned),
                entered=dates.day(entered),
            )
        case Irregularity.WRONG_DAY, {"planned": planned, "entered": entered}:
            return _("计划%(planned)s，实际%(entered)s。", planned=dates.day(planned), entered=dates.day(entered))
        case Irregularity.NOT_IN_TEAM, {"inspectors": strangers}:
            return listed(people.get(each, each) for each in strangers)
        case Irregularity.OTHER_ENTERPRISE, {"planned": planned, "scanned": scanned}:
            return _("计划检查%(planned)s，扫到%(scanned)s。", planned=planned, scanned=scanned)
        case Irregularity.LATE_SYNC | Irregularity.CLOCK_SUSPECT, {"made_at": made_at, "received_at": received_at}:
            return _("手机记为%(made)s，%(received)s收到。", made=_moment(made_at), received=_moment(received_at))
        case (
            (Irregularity.TIME_REGRESS | Irregularity.TIME_CONTRADICTED),
            {"made_at": made_at, "not_before": not_before, "not_after": not_after},
        ):
            between = {"since": _moment(not_before), "until": _moment(not_after)}
            return _("手机记为%(made)s，可证明在%(since)s与%(until)s之间。", made=_moment(made_at), **between)
        case Irregularity.RECORDS_REPLACED, {"dseq": dseq, "seen_at": seen_at}:
            return _("%(seen)s见证过前%(count)s条，上传的不是那些。", seen=_moment(seen_at), count=dseq)
        case Irregularity.SYNC_REFUSED, {"code": code} if code in REASONS:
            return sentence(REASONS[code], facts, current_language())
        case Irregularity.UNSIGNED, {"from": first, "to": last}:
            return _("第%(first)s条到第%(last)s条，这部手机登记过签名密钥。", first=first, last=last)
        case Irregularity.KEY_CHANGED, _facts:
            return _("新密钥只凭登录登记，没有通行密钥确认。")
        case Irregularity.LOG_CONTRADICTED, {"place": place}:
            return _("日志停止签名：%(place)s。请与系统管理员和见证方核对。", place=place)
        case Irregularity.TWO_PLACES, {"since": since, "until": until}:
            return _("%(since)s至%(until)s，此人也在另一家企业的检查中。", since=_moment(since), until=_moment(until))
        case Irregularity.VISIT_CLOSED, {"completed_at": completed_at}:
            return _("检查已于%(moment)s完成。", moment=_moment(completed_at))
    return str(facts.get("reason", ""))


def _moment(text: str) -> str:
    return dates.moment(datetime.fromisoformat(text))


def _visits(ids: Iterable[str | None]) -> dict[str, VisitRow]:
    with_place = joinedload(VisitRow.premises).joinedload(PremisesRow.enterprise)
    rows = db.session.scalars(
        select(VisitRow).options(with_place).where(VisitRow.id.in_({each for each in ids if each}))
    )
    return {row.id: row for row in rows}


def _enterprises(complaints: Iterable[str | None]) -> dict[str, str]:
    """The enterprises that complaints are about, by the complaint."""
    ids = {each for each in complaints if each}
    found = (
        select(ComplaintRow.id, EnterpriseRow.name)
        .join(EnterpriseRow, EnterpriseRow.id == ComplaintRow.enterprise_id)
        .where(ComplaintRow.id.in_(ids))
    )
    return dict(db.session.execute(found).all()) if ids else {}


def _people(rows: Iterable[IrregularityRow]) -> dict[str, str]:
    named = {who for row in rows for who in [row.facts.get("inspector", ""), *row.facts.get("inspectors", [])]}
    found = db.session.execute(select(InspectorRow.id, InspectorRow.name).where(InspectorRow.id.in_(named)))
    return dict(found.all())
