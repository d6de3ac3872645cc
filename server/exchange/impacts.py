"""经济影响评估: made by an agency of its result before it penalises or closes anything; every version stays."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import joinedload

from server import clock, trail
from server.db import db, lock, transaction
from server.exchange import impact_form
from server.exchange.impact_tables import ImpactQuestionsRow, ImpactRow
from server.planning.tables import VisitRow
from server.policy import Actor
from server.refusals import DOCUMENT_NOT_YET, IMPACT_QUESTIONS_CHANGED, Refused
from server.registry.tables import PremisesRow
from server.visits.tables import ResultRow

LATEST = 500  # shown and exported at once


def questions() -> tuple[int, list[dict[str, Any]]]:
    """The questions as they stand, with their version."""
    row = db.session.scalar(select(ImpactQuestionsRow).order_by(ImpactQuestionsRow.version.desc()).limit(1))
    return (row.version, impact_form.read(row.text)) if row else (0, impact_form.read(impact_form.SHIPPED))


def ask_anew(text: str, actor: Actor) -> int:
    """Puts the district's own questions in the place of those before; what was answered keeps its questions."""
    wanted = impact_form.write(impact_form.read(text))
    with transaction():
        lock("impact")
        version, before = questions()
        if wanted == impact_form.write(before):
            return version
        row = ImpactQuestionsRow(version=version + 1, text=wanted, account_id=actor.account_id, made_at=clock.now())
        db.session.add(row)
        facts = {"version": row.version}
        trail.append("impact.asked_anew", "impact_questions", str(row.version), facts, account_id=actor.account_id)
    return version + 1


def assess(visit_id: str, agency_id: str, asked: int, given: Sequence[str], actor: Actor) -> ImpactRow:
    """Keeps an agency's answers as a new version; the same answers again change nothing."""
    with transaction():
        lock("impact")
        version, wanted = questions()
        if asked != version:
            raise Refused(IMPACT_QUESTIONS_CHANGED)
        answers, result = impact_form.answered(wanted, given), result_version(visit_id, agency_id)
        if not result:
            raise Refused(DOCUMENT_NOT_YET)
        before = of_result(visit_id, agency_id)
        if before and before[0].answers == answers:
            return before[0]
        row = ImpactRow(visit_id=visit_id, agency_id=agency_id, result_version=result, questions_version=version)
        row.version, row.answers = (before[0].version + 1 if before else 1), answers
        row.made_by, row.account_id, row.made_at = actor.name, actor.account_id, clock.now()
        db.session.add(row)
        db.session.flush()
        trail.append(
            "impact.assessed", "visit", visit_id, {"version": row.version, "answers": answers},
            account_id=actor.account_id, agency_id=agency_id,
        )  # fmt: skip
    return row


def of_result(visit_id: str, agency_id: str) -> list[ImpactRow]:
    """Every version of an agency's assessment at a visit, the newest first."""
    wanted = select(ImpactRow).where(ImpactRow.visit_id == visit_id, ImpactRow.agency_id == agency_id)
    return list(db.session.scalars(wanted.order_by(ImpactRow.version.desc())))


def latest(agencies: set[str] | None) -> list[ImpactRow]:
    """The newest version of each assessment, of everybody or of some agencies."""
    newest = select(func.max(ImpactRow.version).label("version"), ImpactRow.visit_id, ImpactRow.agency_id)
    last = newest.group_by(ImpactRow.visit_id, ImpactRow.agency_id).subquery()
    same = db.and_(
        ImpactRow.visit_id == last.c.visit_id, ImpactRow.agency_id == last.c.agency_id,
        ImpactRow.version == last.c.version,
    )  # fmt: skip
    place = joinedload(ImpactRow.visit).joinedload(VisitRow.premises).joinedload(PremisesRow.enterprise)
    wanted = select(ImpactRow).join(last, same).options(place, joinedload(ImpactRow.agency))
    if agencies is not None:
        wanted = wanted.where(ImpactRow.agency_id.in_(sorted(agencies)))
    return list(db.session.scalars(wanted.order_by(ImpactRow.made_at.desc(), ImpactRow.id).limit(LATEST)))


def result_version(visit_id: str, agency_id: str) -> int:
    """The newest version of the agency's result; 0 where there is none yet."""
    wanted = select(func.max(ResultRow.version)).where(ResultRow.visit_id == visit_id, ResultRow.agency_id == agency_id)
    return db.session.scalar(wanted) or 0
