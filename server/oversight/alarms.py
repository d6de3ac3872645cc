"""The alarms that stand: the presets with the bureau's changes, counted over what was noticed and not dismissed."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from sqlalchemy import and_, case, select

from server import clock, trail
from server.db import db, transaction
from server.oversight import alarm_rules, irregularities
from server.oversight.agencies import short_names
from server.oversight.alarm_rules import AlarmRule, Seen
from server.oversight.case_tables import CaseRow
from server.oversight.irregularities import Noticed
from server.oversight.tables import UNDISMISSED, AlarmRuleRow, IrregularityRow
from server.planning.tables import VisitRow
from server.refusals import INVALID, NOT_FOUND, Refused
from server.registry.tables import EnterpriseRow, InspectorRow, PremisesRow
from server.vocabulary import CaseState, Decision

PAGE, MOST_SHOWN = 20, 20  # alarms on a page, and what set them off under each
PRESETS = Path(__file__).parent / "alarm_presets.json"


@dataclass(frozen=True)
class Alarm:
    """A rule that was set off, by whom in words, how often, and what comes to be decided first."""

    rule: AlarmRule
    subject: str
    count: int
    noticed: Sequence[Noticed]


@cache
def presets() -> dict[str, AlarmRule]:
    """The rules as delivered."""
    return alarm_rules.read_presets(PRESETS.read_text())


def rules() -> list[AlarmRule]:
    """The rules as they count here."""
    changes = {row.code: (row.active, row.at_least, row.days) for row in db.session.scalars(select(AlarmRuleRow))}
    return alarm_rules.changed(presets().values(), changes)


def change(code: str, *, active: bool, at_least: int, days: int, by: str | None) -> None:
    """The bureau sets when a rule is set off."""
    if code not in presets():
        raise Refused(NOT_FOUND)
    if not alarm_rules.in_range(at_least, days):
        raise Refused(INVALID, fields=f"{at_least}, {days}")
    with transaction():
        row = db.session.get(AlarmRuleRow, code) or AlarmRuleRow(code=code)
        row.active, row.at_least, row.days, row.changed_at, row.changed_by = active, at_least, days, clock.now(), by
        db.session.add(row)
        facts = {"active": active, "at_least": at_least, "days": days}
        trail.append("alarm_rule.changed", "alarm_rule", code, facts, account_id=by)


def count() -> int:
    """How many alarms stand."""
    return len(_raised())


def standing(page: int = 1) -> tuple[list[Alarm], int]:
    """A page of the alarms with something still to decide, and how many there are."""
    raised = _raised()
    found = raised[(page - 1) * PAGE : page * PAGE]
    shown = [sorted(each.seen, key=lambda seen: not seen.is_open)[:MOST_SHOWN] for each in found]
    rows, names = irregularities.by_ids([seen.id for some in shown for seen in some]), _names(found)
    alarms = [
        Alarm(each.rule, names.get(each.subject, each.subject), len(each.seen), [rows[seen.id] for seen in some])
        for each, some in zip(found, shown, strict=True)
    ]
    return alarms, len(raised)


def _raised() -> list[alarm_rules.Raised]:
    counting = [rule for rule in rules() if rule.active]
    return alarm_rules.raised(counting, _seen(counting), clock.today()) if counting else []


def _seen(counting: Sequence[AlarmRule]) -> list[Seen]:
    """What one of the rules may count."""
    since = clock.now() - timedelta(days=max(rule.days for rule in counting))
    kinds = sorted({kind for rule in counting for kind in rule.kinds})
    placed = IrregularityRow.kind.in_({kind for rule in counting if rule.per == "enterprise" for kind in rule.kinds})
    inspector, rule = IrregularityRow.facts["inspector"].as_string(), IrregularityRow.facts["rule"].as_string()
    found = db.session.execute(
        select(
            IrregularityRow.id, IrregularityRow.kind, IrregularityRow.noticed_at, IrregularityRow.agency_id,
            inspector, PremisesRow.enterprise_id, rule, IrregularityRow.decision, CaseRow.state,
        )
        .outerjoin(CaseRow, and_(CaseRow.id == IrregularityRow.case_id, CaseRow.complaint_id.is_not(None)))
        .outerjoin(VisitRow, VisitRow.id == case((placed, IrregularityRow.visit_id)))
        .outerjoin(PremisesRow, PremisesRow.id == VisitRow.premises_id)
        .where(
            IrregularityRow.noticed_at >= since, IrregularityRow.kind.in_(kinds), UNDISMISSED,
        )
    )  # fmt: skip
    return [
        Seen(id, kind, clock.local_day(at), agency, who, enterprise, code, _is_open(decision, state))
        for id, kind, at, agency, who, enterprise, code, decision, state in found
    ]


def _is_open(decision: str, state: str | None) -> bool:
    """Not decided yet; of what somebody reported, the case is there at once, and nobody has investigated it."""
    return decision == Decision.OPEN or state in (CaseState.RECEIVED, CaseState.ACCEPTED)


def _names(found: Sequence[alarm_rules.Raised]) -> dict[str, str]:
    """Agencies, inspectors and enterprises by name."""
    ids = {each.subject for each in found}
    names: dict[str, str] = {key: value for key, value in short_names(ids).items() if key}
    for table in (InspectorRow, EnterpriseRow):
        names |= dict(db.session.execute(select(table.id, table.name).where(table.id.in_(ids))).all())
    return names


def preset_names(language: str) -> dict[str, str]:
    """What the presets are called."""
    return {name: each["en" if language == "en" else "zh"] for name, each in json.loads(PRESETS.read_text()).items()}
