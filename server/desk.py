"""The desk's first page, and which sections each role finds on it."""

from dataclasses import dataclass

from flask import Blueprint, Flask, g, render_template, request, url_for
from flask_babel import lazy_gettext as _l

from server import policy
from server.desks import overview
from server.desks.to_do import Waiting
from server.feedback import waiting as answered
from server.http import current_actor
from server.oversight import waiting as looked_into
from server.planning import waiting
from server.privacy import choosing
from server.refusals import Refused

blueprint = Blueprint("desk", __name__, url_prefix="/desk")
WAITING = (waiting, answered, looked_into, choosing)

# Endpoint, name and what is done there; who sees it stands in policy.py.
SECTIONS = [
    ("desk.home", _l("总览"), ""),
    ("today.district", _l("今日全区"), _l("今天全区的检查：正在哪里、联合和绿色通道各多少、有无不规范。")),
    ("week.shown", _l("本周检查"), _l("本单位七天的检查：哪天、去哪家、谁去、查什么。")),
    ("today.now", _l("正在检查"), _l("谁在哪家企业检查、几点入企、手机最近什么时候联网。")),
    ("overdue.listed", _l("逾期事项"), _l("到期未办的答复、案件、审批、结果和整改，由谁办、逾期几天。")),
    ("planning.plans", _l("检查计划"), _l("报备检查计划，查看每项计划的合并、顺延结果。")),
    ("drafts.listed", _l("报备审批"), _l("负责人批准送审的计划，24小时内补办应急计划的审批。")),
    ("proposals.listed", _l("合并与改期"), _l("其他单位或司法局建议的合并、改期，逐条答复。")),
    ("day_requests.listed", _l("改期申请"), _l("企业申请另定检查日，由牵头单位同意改期或说明理由。")),
    ("service_visits.listed", _l("入企走访"), _l("观摩、督导、走访和政策宣讲，不是检查，同样登记，企业看得到。")),
    ("what_if.compared", _l("合并测算"), _l("现有检查最少可以合为几次，向有关单位发出建议。")),
    ("registry.home", _l("清单管理"), _l("执法单位、执法人员、检查事项和企业，逐条可查、可改、可终止。")),
    ("settings.listed", _l("规则设置"), _l("提前、合并、静默期的天数，按版本施行并向社会公开。")),
    ("oversight.visits_of_days", _l("入企检查"), _l("今天谁在检查、查了什么，每次检查的全程留痕。")),
    ("results.listed", _l("结果签发"), _l("检查结果由首检责任人签发，逾期在先；各版都可查。")),
    ("corrections.listed", _l("整改核查"), _l("企业上报的整改和照片，由提出问题的单位确认或要求补充。")),
    ("mirror.shown", _l("企业怎么说"), _l("本单位检查得到的评价，满五份成组公布，看不出是谁。")),
    ("oversight.ratings_of_days", _l("企业评价"), _l("企业对检查过程和结果的评价，仅司法局可见。")),
    ("quarantine.listed", _l("待处理记录"), _l("手机上传、原文已留存，但未能计入检查的记录，由您核实决定。")),
    ("learned_codes.listed", _l("码的归属"), _l("不含代码的执照码属于哪家企业，存疑的由您认定或撤销。")),
    ("objections.listed", _l("异议复查"), _l("对其他单位检查结果的异议、受理、复查和结论，首次结果在此期间仍有效。")),
    ("cases.listed", _l("监督案件"), _l("投诉、线索和系统发现立案后的受理、调查、意见与整改，逾期在先。")),
    ("oversight.irregularities_of_days", _l("不规范执法"), _l("系统发现的无计划入企、证件过期等情形。")),
    ("removals.listed", _l("到期资料"), _l("保存期满的检查资料和依法移除，两人决定，日志留痕。")),
    ("documents.listed", _l("检查文书"), _l("按检查自动填写、编号出具审批表、通知书、笔录和结果告知书。")),
    ("document_templates.listed", _l("文书模板"), _l("本区七种检查文书的文字，逐版保存，可预览。")),
    ("impacts.listed", _l("经济影响评估"), _l("处罚、停业以前评估对企业经营的影响，逐版留存，可打印、导出。")),
    (
        "statistics.shown",
        _l("统计分析"),
        _l("入企次数、合并成效、绿色通道、整改、满意度，按月、按单位、事项、行业、街道。"),
    ),
    ("check_actions.listed", _l("监管数据报送"), _l("按国家“互联网+监管”的字段核对、导出检查行为。")),
    ("inquiries.listed", _l("监督事项"), _l("司法局的询问、监督意见和整改要求，由本单位答复。")),
    ("security.shown", _l("安全日志"), _l("登录失败、授予身份、导出、停用后仍使用等，留存半年。")),
    ("health.shown", _l("平台状况"), _l("磁盘、备份、数据库、自动任务、队列和久未联系的手机。")),
]
# The navigation's headings and what stands under each; what none of them names comes last.
GROUPS = [
    (_l("今天"), ("desk.home", "today.district", "week.shown", "today.now", "overdue.listed")),
    (_l("计划"), ("planning.plans", "drafts.listed", "proposals.listed", "day_requests.listed",
                "what_if.compared", "service_visits.listed")),
    (_l("检查"), ("oversight.visits_of_days", "results.listed", "corrections.listed", "documents.listed",
                "impacts.listed")),
    (_l("监督"), ("cases.listed", "inquiries.listed", "objections.listed", "oversight.irregularities_of_days",
                "quarantine.listed", "learned_codes.listed", "removals.listed")),
    (_l("评价与数据"), ("statistics.shown", "mirror.shown", "oversight.ratings_of_days", "check_actions.listed")),
    (_l("管理"), ("registry.home", "settings.listed", "document_templates.listed", "security.shown",
                "health.shown")),
]  # fmt: skip
OTHERS = _l("其他")


@dataclass(frozen=True)
class Section:
    """One entry of the desk's navigation."""

    endpoint: str
    name: str
    purpose: str
    address: str
    current: bool
    waiting: int = 0


def init_app(app: Flask) -> None:
    """Gives desk templates their navigation."""
    app.jinja_env.globals["desk_sections"] = grouped


@blueprint.get("/")
def home() -> str:
    waiting = [Waiting(each.endpoint, each.name, each.address, each.waiting) for each in sections()]
    return render_template("desk/home.html", desk=overview.of(current_actor(), waiting), groups=grouped())


def grouped() -> list[tuple[str, list[Section]]]:
    """The sections this person may open, under their headings."""
    own = {each.endpoint: each for each in sections()}
    headed = [(str(name), [own.pop(each) for each in endpoints if each in own]) for name, endpoints in GROUPS]
    return [(name, found) for name, found in [*headed, (str(OTHERS), list(own.values()))] if found]


def sections() -> list[Section]:
    """The sections this person may open, in the order of the day's work; looked up once a page."""
    if "desk_sections" not in g:
        g.desk_sections = _sections()
    found: list[Section] = g.desk_sections
    return found


def _sections() -> list[Section]:
    counted = [part.for_actor(current_actor()) for part in WAITING]
    waits = {endpoint: count for counts in counted for endpoint, count in counts.items()}
    return [
        Section(endpoint, str(name), str(purpose), url_for(endpoint), _is_current(endpoint), waits.get(endpoint, 0))
        for endpoint, name, purpose in SECTIONS
        if _may_open(endpoint)
    ]


def _may_open(endpoint: str) -> bool:
    try:
        policy.check_route(endpoint, current_actor())
    except Refused:
        return False
    return True


def _is_current(endpoint: str) -> bool:
    address = url_for(endpoint)
    return request.path == address if endpoint == "desk.home" else request.path.startswith(address)
