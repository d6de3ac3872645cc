"""What an agency's documents of a visit say: each field of a template, from plan, record and result."""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from server import clock
from server.accounts.tables import AccountRow
from server.db import db
from server.feedback import findings as told
from server.oversight import inspected
from server.planning.tables import PlanApprovalRow, PlanRow, VisitRow
from server.registry.tables import AgencyRow, InspectorRow, PremisesRow
from server.visits import objected, sign_off_queries
from server.visits.tables import ResultRow
from server.vocabulary import Cause, Channel, Outcome, PlanState, TeamRole, VisitState

Values = dict[str, str]
BEGUN = (VisitState.STARTED, VisitState.COMPLETED)


def plan_of(visit: VisitRow, agency_id: str) -> PlanRow | None:
    """The agency's plan on a visit."""
    own = (plan for plan in visit.plans if plan.agency_id == agency_id and plan.state == PlanState.FILED)
    return next(own, None)


def result_of(visit: VisitRow, agency_id: str) -> ResultRow | None:
    """The version of the agency's result that is signed and in force."""
    return sign_off_queries.in_force(visit.id, agency_id)


def values(visit: VisitRow, agency: AgencyRow, number: str) -> Values:
    """Every field; what is not known is empty and leaves room to write by hand."""
    return {
        "number": number, "agency": agency.name, "phone": agency.phone, "visit_on": _day(visit.visit_on),
        "started_at": _moment(visit.started_at), "completed_at": _moment(visit.completed_at),
        **_place(visit.premises), **_planned(visit, agency), **_recorded(visit, agency), **_result(visit, agency),
    }  # fmt: skip


def _place(premises: PremisesRow | None) -> Values:
    if premises is None:
        return {"enterprise": "", "credit_code": "", "address": ""}
    enterprise = premises.enterprise
    return {"enterprise": enterprise.name, "credit_code": enterprise.credit_code, "address": premises.address}


def _planned(visit: VisitRow, agency: AgencyRow) -> Values:
    plan = plan_of(visit, agency.id)
    others = [each.agency.name for each in visit.plans if each.agency_id != agency.id and each.state == PlanState.FILED]
    versions = [each.item_version for each in plan.items] if plan else []
    basis = [f"《{law['law']}》{law['article']}" for version in versions for law in version.legal_basis]
    team = plan.team if plan else []
    return {
        "items": _listed(each.name for each in versions), "legal_basis": _listed(basis),
        "team": _listed(_person(each) for each in team if each.role == TeamRole.INSPECTOR),
        "helpers": _listed(each.inspector.name for each in team if each.role == TeamRole.HELPER) or "无",
        "together": _listed(others) or "无", "frequency": _frequency(visit, agency),
        "kind_of_check": _kind(plan), "source": _source(plan), "filed_at": _moment(plan.filed_at if plan else None),
        "approval": _approval(plan),
    }  # fmt: skip


def _person(member: Any) -> str:
    return f"{member.inspector.name}（{member.badge_number}）"


def _kind(plan: PlanRow | None) -> str:
    """司法部问答: 日常检查, 个案检查 and 专项检查."""
    if plan is None or plan.cause in (Cause.EMERGENCY, Cause.TIP_OFF, Cause.OTHER):
        return "个案检查"
    return "专项检查" if plan.cause == Cause.SUPERIOR_ORDER else "日常检查"


def _source(plan: PlanRow | None) -> str:
    if plan is None:
        return "未报备计划"
    words = Cause(plan.cause).zh if plan.cause else Channel(plan.channel).zh
    return f"{words}（{plan.reference}）" if plan.reference else words


def _approval(plan: PlanRow | None) -> str:
    row = db.session.get(PlanApprovalRow, plan.id) if plan else None
    if row is None or row.approved_at is None:
        return ""
    account = db.session.get(AccountRow, row.account_id) if row.account_id else None
    return f"同意。{account.name if account else ''} {_moment(row.approved_at)}"


def _frequency(visit: VisitRow, agency: AgencyRow) -> str:
    """The visits of this agency to the enterprise from New Year to this one, those called off not counted."""
    if visit.premises is None:
        return ""
    first = visit.visit_on.replace(month=1, day=1)
    counted = (
        select(func.count(VisitRow.id.distinct()))
        .join(PlanRow, PlanRow.visit_id == VisitRow.id)
        .join(PremisesRow, PremisesRow.id == VisitRow.premises_id)
        .where(
            PremisesRow.enterprise_id == visit.premises.enterprise_id, PlanRow.agency_id == agency.id,
            PlanRow.state == PlanState.FILED, VisitRow.visit_on >= first, VisitRow.visit_on < visit.visit_on,
            VisitRow.state.in_(BEGUN),
        )
    )  # fmt: skip
    return f"本机关本年度对该企业第{(db.session.scalar(counted) or 0) + 1}次检查"


def _recorded(visit: VisitRow, agency: AgencyRow) -> Values:
    if visit.state not in BEGUN:
        return dict.fromkeys(
            ("entered", "answers", "findings", "evidence", "statement", "representative", "signature"), ""
        )
    own = [row for row in inspected.check_ins(visit.id) if row.agency_id == agency.id]
    found = [each for each in told.findings(visit.id) if each.agency == agency.short_name]
    said = told.statement(visit.id)
    photos = sorted({sha for each in inspected.photos(visit.id).values() for sha in (one.sha256 for one in each)})
    return {
        "entered": _listed(_badged(each, visit.visit_on) for each in _came(own, agency)),
        "answers": _answers(visit.id), "findings": _findings(found) or "未发现问题。",
        "evidence": _evidence(photos),
        "statement": said.text if said else "", "representative": said.representative if said else "",
        "signature": _signature(said),
    }  # fmt: skip


def _came(check_ins: Iterable[Any], agency: AgencyRow) -> list[InspectorRow]:
    """Whoever of the agency scanned, and who he said had come with him."""
    named = [one for row in check_ins for one in (row.inspector_id, *row.present)]
    people = [db.session.get(InspectorRow, each) for each in dict.fromkeys(named)]
    return [each for each in people if each is not None and each.agency_id == agency.id]


def _badged(inspector: InspectorRow, on: date) -> str:
    held = [badge.number for badge in inspector.badges if badge.valid_from <= on <= badge.valid_until]
    return f"{inspector.name}（{held[0] if held else '证件已过期'}）"


def _answers(visit_id: str) -> str:
    rows = []
    for item, lines in inspected.answers(visit_id).items():
        said = [(line.content, _word(line)) for line in lines if line.answers]
        rows += [f"【{item}】", *(f"{number}. {content}：{word}" for number, (content, word) in enumerate(said, 1))]
    return "\n".join(rows)


def _word(line: inspected.Line) -> str:
    if line.settled:
        return line.settled.zh
    return "、".join(dict.fromkeys(value.zh for _, value in line.answers))


def _findings(found: Iterable[Any]) -> str:
    words = (f"{each.text}（{each.severity.zh}）{_due(each.correction_due)}" for each in found)
    return "\n".join(f"{number}. {one}" for number, one in enumerate(words, 1))


def _evidence(digests: list[str]) -> str:
    return f"共{len(digests)}份，原件按SHA-256摘要存档：{_listed(each[:16] for each in digests)}" if digests else "无"


def _due(on: date | None) -> str:
    return f" 请于{_day(on)}前整改" if on else ""


def _signature(said: Any) -> str:
    if said is None:
        return ""
    return f"拒绝签字：{said.refusal_reason}；见证人：{said.witness}" if said.refused else said.representative


def _result(visit: VisitRow, agency: AgencyRow) -> Values:
    row = result_of(visit, agency.id)
    if row is None:
        return dict.fromkeys(("outcome", "outcomes", "issued_at", "responsible"), "")
    return {
        "outcome": Outcome(row.outcome).zh, "issued_at": _moment(row.issued_at),
        "outcomes": _each(row) + _objected(visit, agency),
        "responsible": _badged(row.inspector, visit.visit_on),
    }  # fmt: skip


def _each(row: ResultRow) -> str:
    each: Iterable[Mapping[str, str]] = row.outcomes
    return "；".join(f"{one['name']}：{Outcome(one['outcome']).zh}" for one in each)


def _objected(visit: VisitRow, agency: AgencyRow) -> str:
    told = objected.of_result(visit.id, agency.id)
    return f"（异议复查中，{told.number}，有结论以前结果仍然有效）" if told and told.runs else ""


def _listed(words: Iterable[str]) -> str:
    return "、".join(dict.fromkeys(words))


def _day(on: date) -> str:
    return f"{on.year}年{on.month}月{on.day}日"


def _moment(at: datetime | None) -> str:
    return f"{_day(clock.local_day(at))}{at.astimezone(clock.LOCAL):%H:%M}" if at else ""
