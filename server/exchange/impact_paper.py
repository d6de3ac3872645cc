"""An assessment as a printed sheet."""

from flask_babel import gettext as _

from server import dates
from server.exchange.impact_tables import ImpactRow
from server.paper import Paper


def drawn(row: ImpactRow) -> bytes:
    """The assessment as a PDF."""
    premises = row.visit.premises
    paper = Paper(_("涉企行政执法案件经济影响评估表"))
    paper.facts([
        (_("企业"), premises.enterprise.name if premises else _("未登记的企业")),
        (_("信用代码"), premises.enterprise.credit_code if premises else "—"),
        (_("检查日期"), dates.day(row.visit.visit_on)),
        (_("执法单位"), row.agency.name),
        (_("评估人"), row.made_by),
        (_("评估时间"), dates.moment(row.made_at)),
        (_("版本"), _("第%(number)s版，对应检查结果第%(result)s版", number=row.version, result=row.result_version)),
    ])  # fmt: skip
    paper.heading(_("评估内容"))
    for each in row.answers:
        paper.small(each["question"])
        paper.text(each["answer"] or "—")
    return paper.made()
