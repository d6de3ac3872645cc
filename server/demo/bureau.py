"""What enterprises told the bureau and how it went: cases in different states, made as anybody makes them."""

from collections.abc import Sequence
from datetime import date, timedelta

from sqlalchemy import select

from server import clock
from server.accounts import queries as accounts
from server.accounts.sessions import actor_of
from server.accounts.tables import AccountRow
from server.db import db
from server.demo import photos
from server.demo.crew import Crew
from server.demo.schedule import moment
from server.feedback import complaints
from server.feedback.complaint_rules import Filing
from server.ids import new_id
from server.oversight import asking, cases, following, staff
from server.oversight import commands as irregularities
from server.oversight.case_tables import CaseRow
from server.oversight.tables import IrregularityRow
from server.oversight.working_calendar import days_after, known
from server.planning.tables import PlanRow, VisitRow
from server.policy import ANONYMOUS, Actor
from server.registry.tables import EnterpriseRow, PremisesRow
from server.vocabulary import CaseAct, CaseOutcome, ComplaintKind, Conduct, Irregularity, StaffMatter, VisitState

DESK = "fire-rescue"  # whose officer and lead a visitor of the demo signs in as
BANQUET = "检查从下午两点拖到五点，期间有人提出去附近饭店吃饭，要我们安排。我们没有答应，随后对方态度变差。"
SLOW = "检查人员没有提前出示证件，我们要求后才拿出来；三个人翻看了与检查事项无关的账本。"


def tell(crew: Crew, credit_code: str, day: date) -> None:
    """A case closed to somebody's content, one investigated, one just received, one upon irregularities, and a tip."""
    bureau = Bureau(crew, day)
    bureau.closed(credit_code)
    bureau.investigated()
    bureau.reported(credit_code)
    bureau.noticed()
    bureau.told_by_staff()


class Bureau:
    """The desk of the demo's supervisor on some past days."""

    def __init__(self, crew: Crew, day: date) -> None:
        self.crew = crew
        self.day = day
        row, second = (accounts.by_sign_in_name(name) for name in ("supervisor", "supervisor2"))
        assert row is not None and second is not None
        self.officer, self.second = actor_of(row), actor_of(second)

    def closed(self, credit_code: str) -> None:
        """The manager's own complaint of weeks ago: upheld, rectified, answered, and he is content."""
        visit = next(iter(_visits(self.day, of=credit_code)), None)
        if visit is None or visit.premises is None:
            return
        began = visit.visit_on + timedelta(days=1)
        manager = self.crew.manager_of(visit.premises.enterprise)
        case = self._file(visit, manager, (Conduct.NO_BADGE, Conduct.MANNER), SLOW, began)
        self._act(case, CaseAct.ACCEPT, _on(began, 1))
        self._act(case, CaseAct.INVESTIGATE, _on(began, 1))
        with clock.at(moment(_on(began, 2), 10)):
            asked = asking.ask(
                case, "请说明当日亮证情况和查阅账本的依据，并提供执法记录仪视频。", agency=_agency(visit),
                inspector=None, names_visit=True, due_on=None, by=self.officer,
            ).id  # fmt: skip
        with clock.at(moment(_on(began, 5), 16)):
            asking.answer(
                asked, "经核实，两名人员进门时未主动亮证；查阅账本超出本次事项。", by=self._of(_agency(visit))
            )
        self._act(
            case, CaseAct.PROPOSE_OPINION, _on(began, 7),
            text="反映情况属实：未主动亮证，且超出检查事项查阅账本。", outcome=CaseOutcome.UPHELD,
        )  # fmt: skip
        with clock.at(moment(_on(began, 7), 10)):
            cases.act(case, CaseAct.GIVE_OPINION, by=self.second)
        with clock.at(moment(_on(began, 7), 11)):
            measure = asking.order(
                case, "组织全体执法人员学习亮证和事项范围的规定，报送学习记录。", due_on=None, by=self.officer
            ).id
        with clock.at(moment(_on(began, 12), 15)):
            asking.report_done(measure, "已于本周组织学习，参加28人，记录附后。", by=self._of(_agency(visit)))
        with clock.at(moment(_on(began, 13), 9)):
            asking.judge(measure, case, CaseAct.CONFIRM, "", by=self.officer)
        answer = "经查，您反映的情况属实。已责令该单位整改，并确认整改完成。感谢您的监督。"
        self._act(case, CaseAct.CLOSE, _on(began, 13), text=answer)
        with clock.at(moment(_on(began, 14), 20)):
            following.content(case, True, "处理得很快。", manager.account_id)

    def investigated(self) -> None:
        """About an agency whose desk a visitor can open: one question waits there, and time is short."""
        visit = next(iter(_visits(self.day - timedelta(days=8), by=DESK)), None)
        if visit is None or visit.premises is None:
            return
        filed = self.day - timedelta(days=6)
        manager = self.crew.manager_of(visit.premises.enterprise)
        case = self._file(visit, manager, (Conduct.BANQUETS, Conduct.DISTURBING), BANQUET, filed, photo="banquet")
        self._act(case, CaseAct.ACCEPT, _on(filed, 1))
        self._act(case, CaseAct.INVESTIGATE, _on(filed, 1))
        with clock.at(moment(self.day - timedelta(days=4), 10)):
            asking.ask(
                case, "请说明本月入企检查期间执行廉洁纪律的情况，以及检查时长超过两小时的原因。", agency=DESK,
                inspector=None, names_visit=False, due_on=self.day + timedelta(days=1), by=self.officer,
            )  # fmt: skip

    def reported(self, credit_code: str) -> None:
        """Somebody stood in a shop without a code this morning; and a tip that nobody has answered in time."""
        shop = db.session.scalars(
            select(PremisesRow)
            .join(EnterpriseRow)
            .where(EnterpriseRow.credit_code != credit_code)
            .order_by(EnterpriseRow.credit_code, PremisesRow.number)
        ).first()
        if shop is None:
            return
        text = "来了两个人，说是来看消防的，没有扫码，也不肯出示证件，正在后厨拍照。"
        report = Filing(new_id(), ComplaintKind.NO_CODE, text, place="后厨")
        with clock.at(moment(self.day, 6, 40)):
            complaints.add_photo(complaints.file(report, shop, ANONYMOUS).id, photos.photo("no code"))
        tip = Filing(new_id(), ComplaintKind.TIP, "听说有检查人员推荐企业去指定的公司买灭火器，否则复查不过。")
        with clock.at(moment(self.day - timedelta(days=9), 21, 5)):
            complaints.file(tip, shop, ANONYMOUS)

    def noticed(self) -> None:
        """Of what the system noticed, one is dismissed with a reason and one has become a case."""
        told = IrregularityRow.kind == Irregularity.ONE_INSPECTOR
        found = list(db.session.scalars(select(IrregularityRow).where(told).order_by(IrregularityRow.noticed_at)))
        with clock.at(moment(self.day - timedelta(days=2), 9, 30)):
            if len(found) > 1:
                reason = "当日另一名执法人员途中车辆故障，晚到20分钟，有出车记录。"
                irregularities.dismiss([found[0].id], reason, by=self.officer.account_id)
            if found:
                irregularities.open_case([found[-1].id], "一人入企检查，核实原因。", by=self.officer.account_id)

    def _file(
        self, visit: VisitRow, by: Actor, conduct: tuple[Conduct, ...], text: str, on: date, photo: str = ""
    ) -> str:
        premises = visit.premises
        assert premises is not None
        filing = Filing(new_id(), ComplaintKind.CONDUCT, text, conduct, visit.id, _agency(visit))
        with clock.at(moment(on, 19, 25)):
            filed = complaints.file(filing, premises, by).id
            if photo:
                complaints.add_photo(filed, photos.photo(photo))
        return db.session.scalars(select(CaseRow.id).where(CaseRow.complaint_id == filed)).one()

    def told_by_staff(self) -> None:
        """An inspector asks to be recused, past his own agency."""
        inspector = accounts.by_sign_in_name("inspector2")
        assert inspector is not None
        with clock.at(moment(self.day - timedelta(days=1), 8)):
            staff.tell(StaffMatter.RECUSAL, "下周要检查的企业是我亲属开的，请安排别人去。", "", by=actor_of(inspector))

    def _act(self, case: str, act: CaseAct, on: date, text: str = "", **more: str) -> None:
        with clock.at(moment(on, 9, 40)):
            cases.act(case, act, by=self.officer, text=text, **more)

    def _of(self, agency: str) -> Actor:
        return actor_of(db.session.get_one(AccountRow, self.crew.officer_of(agency)))


def _visits(before: date, of: str = "", by: str = "") -> Sequence[VisitRow]:
    """Visits one agency alone completed in the two months up to a day, of one enterprise or by one agency."""
    wanted = select(VisitRow).where(
        VisitRow.state == VisitState.COMPLETED,
        VisitRow.visit_on.between(before - timedelta(days=60), before),
        VisitRow.planned,
    )
    if of:
        own = select(PremisesRow.id).join(EnterpriseRow).where(EnterpriseRow.credit_code == of)
        wanted = wanted.where(VisitRow.premises_id.in_(own)).order_by(VisitRow.visit_on)
    if by:
        wanted = wanted.where(VisitRow.id.in_(select(PlanRow.visit_id).where(PlanRow.agency_id == by)))
        wanted = wanted.order_by(VisitRow.visit_on.desc(), VisitRow.premises_id)
    return [row for row in db.session.scalars(wanted) if len({plan.agency_id for plan in row.plans}) == 1]


def _on(start: date, days: int) -> date:
    """So many working days later: the bureau keeps office hours."""
    return days_after(start, days, known())


def _agency(visit: VisitRow) -> str:
    return visit.plans[0].agency_id
