"""Drafts as screens and programs are shown them: what is asked, what would become of it now, and what was decided."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from server import clock
from server.http import words
from server.planning import answering, approving, draft_queries, filing, forms, prompt_views, queries, roster, views
from server.planning.answering import Fate
from server.planning.submitting import Handed
from server.planning.tables import PlanDraftRow, PlanRow
from server.refusals import NOTHING_LEFT, REASONS, Refused
from server.vocabulary import Cause, Channel, DraftState


def draft(row: PlanDraftRow, language: str) -> dict[str, Any]:
    """One draft as programs are told of it; `fate` only while it waits."""
    fate = fate_now(row, language) if row.state == DraftState.WAITING else None
    return {
        "id": row.id,
        "state": row.state,
        "revision": row.revision,
        "agency": row.agency_id,
        "asked": row.asked,
        "made_at": row.made_at.isoformat(),
        "changed_at": row.changed_at.isoformat(),
        "reason": row.reason,
        "refusal": row.refusal and row.refusal | {"detail": refusal_words(row.refusal)},
        "plan": row.plan_id,
        "fate": fate and {"visit_on": fate.lands, "sentence": fate.sentence},
    }


def handed_in(handed: Handed, language: str) -> tuple[dict[str, Any], int]:
    """What a program that handed in a plan is told: the plan as filed, or the draft that waits for approval."""
    if handed.plan:
        return views.plan(queries.plan_or_refuse(handed.plan), language), 201
    return draft(draft_queries.one(handed.draft or ""), language), 202


def listed(rows: Iterable[PlanDraftRow], language: str) -> list[dict[str, Any]]:
    """Drafts as a list shows them."""
    rows = list(rows)
    names = draft_queries.names_of(row.made_by for row in rows)
    return [_line(row, names, language) for row in rows]


def _line(row: PlanDraftRow, names: Mapping[str, str], language: str) -> dict[str, Any]:
    waits = row.state == DraftState.WAITING
    return {
        "row": row,
        "state": DraftState(row.state),
        "channel": Cause(row.cause) if row.cause else Channel(row.channel),
        "author": names.get(row.made_by or "", "—"),
        "fate": fate_now(row, language) if waits else None,
        "sent_back": row.reason or (row.refusal and refusal_words(row.refusal)) or "",
    }


def page(row: PlanDraftRow, language: str) -> dict[str, Any]:
    """One draft with everything its page shows."""
    new = draft_queries.plan_of(row)
    asked = filing.asked_now(new, row.agency_id, row.premises)
    team = roster.team_of(row.agency_id, new.team, new.visit_on)
    return {
        **_line(row, draft_queries.names_of([row.made_by]), language),
        "new": new,
        "items": [asked.names.get(code, code) for code in new.items],
        "team": [forms.words_of(member, new.visit_on) for member in team],
        "results": prompt_views.results(asked, new),
        "settled": prompt_views.settled(asked, new),
        "counts": prompt_views.counts(asked, {member.inspector_id: member.name for member in team}),
        "decided_by": draft_queries.names_of([row.decided_by]).get(row.decided_by or ""),
    }


def fate_now(row: PlanDraftRow, language: str) -> Fate:
    """What would become of a draft if it were filed at this moment."""
    try:
        left = draft_queries.left_now(row)
        if not left.items:
            raise Refused(NOTHING_LEFT)
        decision = filing.preview(left, agency_id=row.agency_id).decision
    except Refused as refused:
        return Fate("stop", words(refused.reason, refused.facts))
    sentence = views.decision(decision.as_document(), language)["sentence"]
    return Fate(answering.tone(decision), sentence, decision.visit_on)


def refusal_words(refusal: Mapping[str, Any]) -> str:
    """Why the rules refused a draft when it was approved."""
    facts = {name: _day(value) if isinstance(value, str) else value for name, value in refusal["facts"].items()}
    return words(REASONS[refusal["code"]], facts)


def _day(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return text


def emergency(plan: PlanRow) -> dict[str, Any]:
    """An emergency that was filed and is still to be approved, with the hours left."""
    left = approving.due_at(plan) - clock.now()
    return {"row": plan, "late": left.total_seconds() < 0, "hours": max(-(-int(left.total_seconds()) // 3600), 0)}
