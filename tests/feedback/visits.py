"""Visits as they stand after filing, entering and closing, for what is shown of them."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

from server import clock
from server.accounts.step_up import Proof
from server.db import db, next_number, transaction
from server.evidence import store
from server.evidence.tables import BlobRow
from server.ids import new_id
from server.planning.tables import PlanItemRow, PlanRow, PlanTeamRow, VisitRow
from server.registry.tables import AgencyRow, EnterpriseRow, InspectorRow, ItemVersionRow, PremisesRow
from server.visits import sign_off, sign_off_rules
from server.visits.sign_off_document import Asked, Wish, document
from server.visits.tables import CheckInRow, ClosingRow, EvidenceRow, FindingRow, ResultRow, StatementRow
from server.vocabulary import Channel, Outcome, ResultState, Severity, SignOffGrade, VisitState
from tests.builders import an_agency, an_inspector, an_item


def a_visit(premises: PremisesRow, *plans: PlanRow, state: str = VisitState.OPEN, on: date | None = None) -> VisitRow:
    """A visit that holds these plans; completed ones ended an hour after they began."""
    on = on or clock.today()
    begun = datetime.combine(on, datetime.min.time(), clock.LOCAL) + timedelta(hours=10, minutes=42)
    visit = VisitRow(
        id=new_id(), premises_id=premises.id, visit_on=on, state=state, planned=bool(plans), made_at=clock.now(),
        started_at=begun if state in (VisitState.STARTED, VisitState.COMPLETED) else None,
        completed_at=begun + timedelta(hours=1) if state == VisitState.COMPLETED else None,
    )  # fmt: skip
    with transaction():
        db.session.add(visit)
        db.session.flush()
        for plan in plans:
            plan.number, plan.premises_id, plan.visit_id = next_number("plan"), premises.id, visit.id
            plan.stands_on = visit.visit_on
            db.session.add(plan)
    return visit


def a_plan(
    agency: AgencyRow, team: Sequence[InspectorRow], *items: ItemVersionRow, on: date | None = None,
    channel: str = Channel.ORDINARY, cause: str | None = None,
) -> PlanRow:  # fmt: skip
    """A plan not yet kept: a_visit keeps it."""
    plan = PlanRow(
        id=new_id(), agency_id=agency.id, channel=channel, cause=cause, visit_on=on or clock.today(),
        filed_at=clock.now(), state="filed", decision={},
    )  # fmt: skip
    plan.items = [PlanItemRow(item_id=e.item_id, item_version_id=e.id, position=n) for n, e in enumerate(items)]
    plan.team = [
        PlanTeamRow(inspector_id=e.id, badge_number=e.badges[0].number, position=n) for n, e in enumerate(team)
    ]
    return plan


def a_fire_plan(**facts: Any) -> PlanRow:
    """A plan of the fire brigade with two inspectors, whose first badge ends in 4521."""
    fire = db.session.get(AgencyRow, "fire-rescue") or an_agency()
    team = [an_inspector(fire, "王建国", badge_number=f"1502{new_id()[-4:]}4521"), an_inspector(fire, "李思源")]
    item = db.session.query(ItemVersionRow).filter_by(item_id="fire-exit").first() or an_item(fire)
    return a_plan(fire, team, item, **facts)


def enter(visit: VisitRow, inspector: InspectorRow) -> None:
    """扫码入企 by this inspector."""
    _keep(
        CheckInRow(
            operation_id=new_id(), visit_id=visit.id, inspector_id=inspector.id, agency_id=inspector.agency_id,
            made_at=visit.started_at, received_at=clock.now(), present=[inspector.id],
        )
    )  # fmt: skip


def find(
    visit: VisitRow, text: str = "后厨安全出口被货架堵塞", photos: Sequence[bytes] = (), missing: int = 0
) -> FindingRow:
    """A finding at the first line of the visit's first item, with photos that arrived and some that did not."""
    plan = visit.plans[0]
    finding = FindingRow(
        id=new_id(), operation_id=new_id(), visit_id=visit.id, item_id=plan.items[0].item_id,
        item_version_id=plan.items[0].item_version_id, line="1", text=text, severity=Severity.ORDINARY,
        correction_due=visit.visit_on + timedelta(days=7), inspector_id=plan.team[0].inspector_id,
        agency_id=plan.agency_id,
        made_at=visit.started_at, received_at=clock.now(), dseq=1,
    )  # fmt: skip
    _keep(finding)
    with transaction():
        digests = [store.keep(photo, "image/jpeg") for photo in photos]
        digests += [_expected() for _ in range(missing)]
        for sha256 in digests:
            db.session.add(
                EvidenceRow(
                    operation_id=new_id(), visit_id=visit.id, sha256=sha256, size=1, mime="image/jpeg",
                    role="evidence", finding_id=finding.id, made_at=clock.now(),
                )
            )  # fmt: skip
    return finding


def close(visit: VisitRow, outcome: str = Outcome.NO_PROBLEM, agency: AgencyRow | None = None) -> None:
    """The statement, the closing and the signed result of one agency."""
    plan = visit.plans[0]
    inspector = plan.team[0].inspector_id
    common = {
        "visit_id": visit.id, "inspector_id": inspector, "agency_id": plan.agency_id, "made_at": clock.now(),
        "received_at": clock.now(),
    }  # fmt: skip
    _keep(StatementRow(operation_id=new_id(), text="已知悉，立即整改。", representative="赵敏", dseq=2, **common))
    _keep(ClosingRow(operation_id=new_id(), summary="现场检查顺利完成。", dseq=3, **common))
    result = ResultRow(
        id=new_id(), visit_id=visit.id, premises_id=visit.premises_id, agency_id=plan.agency_id, competence="fire",
        visit_on=visit.visit_on, outcome=outcome, inspector_id=inspector, issued_at=clock.now(),
        state=ResultState.SIGNED,
        outcomes=[
            {"item": e.item_id, "item_version": e.item_version_id, "name": e.item_version.name, "outcome": outcome}
            for e in plan.items
        ],
    )  # fmt: skip
    _keep(result)
    with transaction():
        sign(result)


def sign(result: ResultRow) -> None:
    """Its inspector answers for a result, inside a transaction."""
    wish = Wish(sign_off_rules.FITTING[Outcome(result.outcome)][0], "", result.inspector_id)
    said = document(result, wish, Asked("", ""), None)
    sign_off.keep(result, wish, said, Proof(SignOffGrade.PASSWORD), account_id=None)


def door(enterprise: EnterpriseRow) -> str:
    """The address on the enterprise's door."""
    return f"/e/{enterprise.premises[0].door_token}"


def _expected() -> str:
    sha256 = (new_id() + new_id()).replace("-", "")
    db.session.add(BlobRow(sha256=sha256, size=1, mime="image/jpeg", declared_at=clock.now()))
    db.session.flush()
    return sha256


def _keep(row: Any) -> None:
    with transaction():
        db.session.add(row)
