"""What agencies ask once, what they leave unpenalised, and the guides for the trades, entered as at the desks."""

from collections import defaultdict
from datetime import date, timedelta

from sqlalchemy import Select, select

from server.accounts import queries as accounts
from server.accounts.sessions import actor_of
from server.db import db
from server.demo.rosters import HERE, shipped
from server.exchange import impacts
from server.planning import service_visits
from server.planning.tables import VisitRow
from server.policy import Actor
from server.registry import guiding, sharing
from server.registry.imports import apply, plan_sheet, read_sheet
from server.registry.tables import InspectionItemRow
from server.visits.tables import ResultRow
from server.vocabulary import Outcome

# What is asked, of which lines; the last waits for the health authority's word.
SHARED = (
    ("场所布局、隔断有没有擅自改动", ("fire-exit|6", "food-license|4"), True),
    ("油烟罩、烟道和净化设施有没有定期清洗，记录在哪", ("fire-facilities|6", "cooking-fumes|2"), True),
    ("直接服务顾客、接触食品的人员有没有有效的健康证明", ("food-staff|1", "public-place-hygiene|2"), False),
)
ANSWERS = (
    "拟处罚款五千元，不停业", "小微企业", "14人", "不会", "影响较小", "没有影响", "影响较小", "否", "能",
    "问题已当场部分改正，拟减轻处罚并允许分两期缴纳；同步提供信用修复指导。", "影响较大，采用减轻影响的办法", "",
)  # fmt: skip


# Days from today, what for, and who goes, to the manager's enterprise.
CALLS = (
    (-6, "call", "听取对消防车通道划线的意见，不做检查", "祝静姝、尹建岳"),
    (5, "advise", "送《餐饮服务合规指引》，讲用火用电安全", "祝静姝"),
)


def call_on(credit_code: str, day: date) -> None:
    """Visits that are no inspections, as the officer records them."""
    officer = _actor("officer")
    for days, kind, purpose, people in CALLS:
        on = (day + timedelta(days=days)).isoformat()
        form = {"credit_code": credit_code, "premises": 1, "visit_on": on, "kind": kind}
        service_visits.record("fire-rescue", {**form, "purpose": purpose, "people": people}, officer)


def publish() -> None:
    """The leniency list as a file, the lines asked once, plain words and guides as at the desk."""
    admin, bureau = _actor("admin"), _actor("supervisor")
    apply(plan_sheet(read_sheet((HERE / "leniency.csv").read_bytes())), admin.account_id, stop_on_problem=True)
    for content, lines, agreed in SHARED:
        row = sharing.propose(content, lines, bureau)
        if agreed:
            sharing.agree(row.id, admin)
    for item, words in _plain().items():
        guiding.say_plainly(db.session.get_one(InspectionItemRow, item), words, admin)
    for guide in shipped("guides.csv"):
        form = {"items": guide["items"].replace(" ", "\n"), "prepare": guide["prepare"].replace("|", "\n")}
        guiding.keep(guide["slug"], {**guide, **form}, admin, new=True)


def assess(day: date) -> None:
    """The officer's assessment of the last case his agency may have before this day."""
    officer = _actor("officer")
    for visit_id, agency_id in db.session.execute(_last_case(day)):
        impacts.assess(visit_id, agency_id, 0, ANSWERS, officer)


def _last_case(day: date) -> Select[str, str]:
    return (
        select(ResultRow.visit_id, ResultRow.agency_id)
        .join(VisitRow, VisitRow.id == ResultRow.visit_id)
        .where(ResultRow.agency_id == "fire-rescue", ResultRow.outcome != Outcome.NO_PROBLEM, VisitRow.visit_on < day)
        .order_by(VisitRow.visit_on.desc(), ResultRow.id)
        .limit(1)
    )


def _plain() -> dict[str, dict[str, str]]:
    said: dict[str, dict[str, str]] = defaultdict(dict)
    for row in shipped("plain_lines.csv"):
        said[row["item"]][row["line"]] = row["words"]
    return said


def _actor(name: str) -> Actor:
    account = accounts.by_sign_in_name(name)
    assert account is not None
    return actor_of(account)
