"""检查结果: drawn up when an agency closes, and anew when more of that visit arrives later; each awaits sign-off."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Select, bindparam, func, insert, or_, select, update

from server import clock, trail
from server.db import ask
from server.ids import new_id
from server.planning.tables import VisitRow
from server.registry.tables import AgencyRow, ItemVersionRow
from server.visits import rules, settling
from server.visits.differing import Line
from server.visits.rules import Inspected
from server.visits.tables import AnswerRow, ClosingRow, FindingRow, ResultRow
from server.vocabulary import LineValue, Outcome, ResultOrigin, ResultState

Rows = Sequence[Any]
Of = tuple[str, str]  # a visit's id and an agency's
THESE: Any = bindparam("visits", expanding=True)


class Drawn(NamedTuple):
    """What a version says: each item with what was found about it, and the findings that stand."""

    outcomes: list[dict[str, Any]]
    findings: list[dict[str, Any]]


def _by_agency(row: Any, *names: str) -> Select[Any]:
    columns = row.__table__.c
    # 一表通查: what a colleague answered of a shared line counts for the agency whose line it is.
    counted = func.coalesce(columns.counts_for, columns.agency_id) if "counts_for" in columns else columns.agency_id
    of_visits = select(columns.visit_id, counted.label("agency_id"), *(columns[name] for name in names))
    return of_visits.where(columns.visit_id.in_(THESE)).order_by(columns.received_at, columns.dseq)


ANSWERS = _by_agency(AnswerRow, "item_id", "item_version_id", "line", "inspector_id", "value")
FINDINGS = _by_agency(
    FindingRow, "id", "item_id", "item_version_id", "line", "text", "severity", "correction_due", "corrects",
    "withdrawn_by",
)  # fmt: skip
CLOSINGS = _by_agency(ClosingRow, "outcomes")
RESULT, AGENCY = ResultRow.__table__.c, AgencyRow.__table__.c
LAST = (
    select(
        RESULT.visit_id, RESULT.agency_id, RESULT.version, RESULT.outcomes, RESULT.findings, RESULT.origin,
        RESULT.inspector_id,
    )
    .where(RESULT.visit_id.in_(THESE))
    .order_by(RESULT.version)
)  # fmt: skip
UNSIGNED = {"waiting": ResultState.WAITING, "replaced": ResultState.REPLACED}
REPLACE = (
    update(ResultRow.__table__)
    .where(
        RESULT.visit_id == bindparam("visit"), RESULT.agency_id == bindparam("agency"),
        RESULT.state == bindparam("waiting"),
    )
    .values(state=bindparam("replaced"))
)  # fmt: skip
INTO = insert(ResultRow.__table__)
VERSION = ItemVersionRow.__table__.c
NAMED = or_(
    VERSION.item_id.in_(bindparam("items", expanding=True)), VERSION.id.in_(bindparam("used", expanding=True))
)  # fmt: skip
VERSIONS = select(VERSION.id, VERSION.item_id, VERSION.name).where(NAMED).order_by(VERSION.version)
AGENCIES = select(AGENCY.id, AGENCY.competence).where(AGENCY.id.in_(bindparam("agencies", expanding=True)))


def issue(due: Mapping[tuple[VisitRow, str], str]) -> None:
    """Draws up what is due of agencies on visits, in a new version where it says something new."""
    if not due:
        return
    before = _grouped(_read(LAST, due))
    competences = {row.id: row.competence for row in ask(AGENCIES, {"agencies": [a for _, a in due]})}
    told = _Told(due)
    issued = []
    for (visit, agency_id), inspector_id in due.items():
        drawn_up = Drawn(told.outcomes(visit.id, agency_id), told.findings_of(visit.id, agency_id))
        versions = before[visit.id, agency_id]
        if not versions or drawn_up not in (_recorded(versions), _says(versions[-1])):
            issued.append(_result(visit, agency_id, drawn_up, versions, inspector_id, competences[agency_id]))
    keep(issued)
    trail.append_all([_act(result) for result in issued])


def keep(results: Sequence[dict[str, Any]]) -> None:
    """Keeps new versions; one before that nobody signed is no longer asked for."""
    if not results:
        return
    for each in results:
        if each["version"] > 1:
            ask(REPLACE, {"visit": each["visit_id"], "agency": each["agency_id"], **UNSIGNED})
    ask(INTO, results)


def _recorded(versions: Rows) -> Drawn:
    """What the records said when they were last drawn up, whatever an objection has made of it since."""
    return _says([row for row in versions if row.origin in (ResultOrigin.CLOSED, ResultOrigin.LATE)][-1])


def _says(version: Any) -> Drawn:
    return Drawn(version.outcomes, version.findings)


def _result(
    visit: VisitRow, agency_id: str, drawn_up: Drawn, versions: Rows, inspector_id: str, competence: str
) -> dict[str, Any]:
    """首检责任制: whoever closed first answers for every version that follows."""
    return {
        "id": new_id(), "visit_id": visit.id, "premises_id": visit.premises_id, "agency_id": agency_id,
        "competence": competence, "version": versions[-1].version + 1 if versions else 1, "visit_on": visit.visit_on,
        "outcome": rules.overall(Outcome(each["outcome"]) for each in drawn_up.outcomes),
        "outcomes": drawn_up.outcomes, "findings": drawn_up.findings,
        "inspector_id": versions[0].inspector_id if versions else inspector_id, "issued_at": clock.now(),
        "state": ResultState.WAITING, "origin": ResultOrigin.LATE if versions else ResultOrigin.CLOSED, "reason": "",
    }  # fmt: skip


def _act(result: Mapping[str, Any]) -> trail.Act:
    facts = {"outcomes": result["outcomes"]}
    return trail.Act("result.issued", "visit", result["visit_id"], facts, agency_id=result["agency_id"])


class _Told:
    """What was recorded on visits, by agency, read for all of them at once."""

    def __init__(self, due: Iterable[tuple[VisitRow, str]]) -> None:
        due = list(due)
        self.answers, self.findings, self.closings = (
            _grouped(_read(each, due)) for each in (ANSWERS, FINDINGS, CLOSINGS)
        )
        self.settled = settling.settled_on({visit.id for visit, _ in due})
        stated = {each["inspection_item"] for rows in self.closings.values() for row in rows for each in row.outcomes}
        used = {row.item_version_id for rows in (*self.answers.values(), *self.findings.values()) for row in rows}
        versions = _versions(stated, used)
        self.newest = {row.item_id: row.id for row in versions if row.item_id in stated}
        self.names = {row.id: row.name for row in versions}

    def outcomes(self, visit_id: str, agency_id: str) -> list[dict[str, Any]]:
        """Each item with what this agency found about it."""
        key = visit_id, agency_id
        answers, findings, stated = self.answers[key], _standing(self.findings[key]), _stated(self.closings[key])
        versions = {item: self.newest[item] for item in stated if item in self.newest}
        versions |= {row.item_id: row.item_version_id for row in (*answers, *findings)}
        settled = self.settled[visit_id]
        looked_at = {item: _inspected(item, answers, findings, stated, settled) for item in sorted(versions)}
        return [
            {
                "item": item, "item_version": versions[item], "name": self.names[versions[item]],
                "outcome": str(outcome), "value": str(rules.value(inspected, outcome)),
            }
            for item, inspected in looked_at.items()
            if (outcome := rules.outcome(inspected)) is not None
        ]  # fmt: skip

    def findings_of(self, visit_id: str, agency_id: str) -> list[dict[str, Any]]:
        """The findings that stand, as the result tells them."""
        return [
            {
                "id": row.id, "item": row.item_id, "line": row.line, "text": row.text, "severity": row.severity,
                "due": row.correction_due.isoformat() if row.correction_due else None,
            }
            for row in _standing(self.findings[visit_id, agency_id])
        ]  # fmt: skip


def _inspected(
    item: str, answers: Rows, findings: Rows, stated: Mapping[str, Outcome], settled: Mapping[Line, str]
) -> Inspected:
    own = (row for row in answers if row.item_id == item)
    newest = {(row.line, row.inspector_id): settled.get(Line(item, row.line), row.value) for row in own}
    found = [row for row in findings if row.item_id == item]
    return Inspected(
        values=tuple(LineValue(value) for value in newest.values()),
        findings=len(found),
        corrections=sum(row.correction_due is not None for row in found),
        stated=stated.get(item),
    )


def _standing(findings: Rows) -> list[Any]:
    """The findings that were neither withdrawn nor replaced by a correction."""
    standing = [row for row in findings if row.withdrawn_by is None]
    corrected = {row.corrects for row in standing}
    return [row for row in standing if row.id not in corrected]


def _stated(closings: Rows) -> dict[str, Outcome]:
    return {each["inspection_item"]: Outcome(each["outcome"]) for closing in closings for each in closing.outcomes}


def _versions(items: Collection[str], used: Collection[str]) -> Rows:
    """The versions used, and all of the items stated: the newest comes last."""
    return ask(VERSIONS, {"items": sorted(items), "used": sorted(used)}).all()


def _read(asked: Select[Any], due: Iterable[tuple[VisitRow, str]]) -> Rows:
    return ask(asked, {"visits": sorted({visit.id for visit, _ in due})}).all()


def _grouped(rows: Rows) -> dict[Of, list[Any]]:
    grouped: dict[Of, list[Any]] = defaultdict(list)
    for row in rows:
        grouped[_of(row)].append(row)
    return grouped


def _of(row: Any) -> Of:
    return row.visit_id, row.agency_id
