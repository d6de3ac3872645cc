"""The record of a visit as a printed document: who, what on which basis, what was found, what came of it."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import NamedTuple

from flask_babel import gettext as _

from server import dates
from server.feedback import printed_state
from server.feedback.cards import Finding, Part, Signed, Statement, VisitCard
from server.feedback.printed_state import Printed
from server.frame import label, listed
from server.paper import Paper
from server.registry.tables import PremisesRow
from server.timing import saying
from server.timing.queries import VisitTimes
from server.visits.correction_tables import CorrectionRow, ReplyRow
from server.vocabulary import CorrectionState


class Record(NamedTuple):
    """Everything the document says."""

    premises: PremisesRow
    visit: VisitCard
    findings: Sequence[Finding]
    statement: Statement | None
    summaries: Sequence[tuple[str, str]]
    reports: Mapping[str, list[CorrectionRow]]
    replies: Mapping[str, list[ReplyRow]]
    last_days: tuple[date, date] | None
    state: Printed | None
    times: VisitTimes


def drawn(record: Record, number: str, printed_on: date) -> bytes:
    """The document as a PDF."""
    paper = Paper(_("入企检查记录"))
    visit, premises = record.visit, record.premises
    paper.facts(
        [
            (_("企业"), premises.enterprise.name),
            (_("信用代码"), premises.enterprise.credit_code),
            (_("地址"), premises.address),
            (_("检查日"), dates.day(visit.visit_on)),
            (_("次数"), _("本企业第%(number)s次检查", number=visit.ordinal) if visit.ordinal else ""),
            (_("起止"), f"{dates.moment(visit.started_at)} – {dates.until(visit.completed_at, visit.started_at)}"),
        ]
    )
    for part in visit.parts:
        _part(paper, part)
    _findings(paper, record)
    _results(paper, record)
    _statement(paper, record)
    _times(paper, record)
    _remedies(paper, record)
    printed_state.print_on(paper, record.state)
    paper.heading("")
    paper.small(_("记录编号%(number)s，%(day)s从平台打印。", number=number, day=dates.day(printed_on)))
    return paper.made()


def _part(paper: Paper, part: Part) -> None:
    paper.heading(part.agency)
    people = listed(f"{each.name}（{each.badge_number}）" for each in part.people)
    basis = [f"《{law['law']}》{law['article']}" for item in part.items for law in item.legal_basis]
    paper.facts(
        [
            (_("人员"), people),
            (_("事项"), listed(item.name for item in part.items)),
            (_("依据"), listed(dict.fromkeys(basis))),
        ]
    )


def _findings(paper: Paper, record: Record) -> None:
    paper.heading(_("发现的问题"))
    if not record.findings:
        paper.text(_("未记录问题"))
    for number, each in enumerate(record.findings, 1):
        paper.text(f"{number}. {each.text}（{label(each.severity)}）")
        due = _("请于%(day)s前整改", day=dates.day(each.correction_due)) if each.correction_due else ""
        paper.small(listed(filter(None, [each.item, each.line, each.agency, due])))
        for report in record.reports[each.id]:
            paper.small(f"{dates.day(report.made_at)} {label(CorrectionState(report.state))}：{report.text}")


def _results(paper: Paper, record: Record) -> None:
    for result in record.visit.results:
        outcome = label(result.outcome) or (_("已撤销") if result.signed else _("待签发"))
        paper.heading(_("%(agency)s的结果：%(outcome)s", agency=result.agency, outcome=outcome))
        if result.signed:
            paper.small(_signed(result.signed))
        if result.objected and result.objected.runs:
            paper.text(
                _("异议复查中：%(agency)s%(day)s提出异议（%(number)s），有结论以前结果仍然有效。",
                  agency=result.objected.agency, day=dates.day(result.objected.filed_on), number=result.objected.number)
            )  # fmt: skip
        for reply in record.replies[result.agency_id]:
            paper.text(_("企业答复（%(day)s）：%(words)s", day=dates.day(reply.made_at), words=reply.text))


def _signed(signed: Signed) -> str:
    """What was done, and who answers for it."""
    day, told = (
        dates.moment(signed.signed_at),
        [label(signed.disposition), signed.text, *_spared(signed), signed.reason],
    )
    who = _("首检责任人%(name)s，%(day)s签发，%(grade)s", name=signed.inspector, day=day, grade=label(signed.grade))
    return listed(filter(None, [*told, who]))


def _spared(signed: Signed) -> list[str]:
    return [_("免罚情形：%(name)s", name=each["name"]) for each in signed.leniency]


def _statement(paper: Paper, record: Record) -> None:
    said = record.statement
    facts = [(agency, summary) for agency, summary in record.summaries]
    if said and said.text:
        facts.append((_("企业意见"), said.text))
    if said:
        unsigned = _("未签字。%(reason)s 见证人：%(witness)s", reason=said.refusal_reason, witness=said.witness)
        facts.append((_("签字"), unsigned if said.refused else said.representative))
    if facts:
        paper.heading(_("企业意见与小结"))
        paper.facts(facts)


def _times(paper: Paper, record: Record) -> None:
    """Between which moments the entries and ends of the visit are proved to have been recorded."""
    if record.times.moments:
        paper.heading(_("记录时间"))
        for what, proof in saying.lines(record.times):
            paper.text(f"{what}：{proof}")
        paper.small(saying.grade_counts(record.times))


def _remedies(paper: Paper, record: Record) -> None:
    if record.last_days is None:
        return
    reconsideration, lawsuit = (dates.day(day) for day in record.last_days)
    paper.heading(_("不同意结果怎么办"))
    paper.text(
        _("行政复议：依《行政复议法》第二十条，自知道之日起算，期限至%(day)s，向本级人民政府申请，司法局受理，不收费。",
          day=reconsideration)
    )  # fmt: skip
    paper.text(
        _("行政诉讼：依《行政诉讼法》第四十六条，自知道之日起六个月内（至%(day)s）向人民法院起诉。", day=lawsuit)
    )
