"""What anybody may read: which agency, item, legal basis, day and outcome; never a name, a word, a photo or a place."""

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from server import policy
from server.accounts.tables import AccountRow
from server.db import db, transaction
from server.evidence.tables import BlobRow
from server.feedback.complaint_tables import ComplaintRow
from server.feedback.tables import RatingRow
from server.oversight.case_tables import CaseRow, QuestionRow
from server.planning.service_tables import ServiceVisitRow
from server.planning.tables import DayRequestRow, PlanRow, PlanTeamRow, VisitRow
from server.policy import EVERYBODY
from server.registry.tables import BadgeRow, EnterpriseRow, InspectorRow
from server.visits.correction_tables import CorrectionRow
from server.visits.objection_tables import ObjectionRow
from server.visits.tables import CheckInRow, ClosingRow, EvidenceRow, FindingRow, StatementRow
from server.vocabulary import Outcome, VisitState
from tests.builders import an_enterprise, in_days
from tests.feedback.visits import a_fire_plan, a_visit, close, enter
from tests.whole.addresses import address
from tests.whole.two_sides import Side, two_sides

pytestmark = pytest.mark.one_database

PRIVATE: dict[Any, tuple[str, ...]] = {
    AccountRow: ("name",), InspectorRow: ("name",), EnterpriseRow: ("legal_representative",),
    FindingRow: ("text",), EvidenceRow: ("caption",), ClosingRow: ("summary",), CheckInRow: ("reason",),
    StatementRow: ("text", "representative", "refusal_reason", "witness"),
    RatingRow: ("process_text", "result_text"), ComplaintRow: ("text", "place"), CaseRow: ("subject", "opinion"),
    QuestionRow: ("text", "answer"), CorrectionRow: ("text", "answer"), ObjectionRow: ("text",),
    PlanRow: ("reference",), DayRequestRow: ("reason",), ServiceVisitRow: ("purpose", "people"),
}  # fmt: skip
# Pages that only a link in somebody's hands opens: his own receipt, his own invitation.
HANDED_OUT = ("following.", "accounts.invitation")
PLACE = {"lat_e7": 359753197, "lon_e7": 1201864209, "accuracy_m": 7}


def marked() -> list[str]:
    """Writes a recognisable secret into everything that is nobody's business, and says which."""
    secrets: list[str] = []
    with transaction():
        for table, names in PRIVATE.items():
            for number, row in enumerate(db.session.scalars(select(table)).all()):
                for name in names:
                    secret = f"机密{table.__tablename__}{name}{number}"
                    setattr(row, name, secret)
                    secrets.append(secret)
        for number, badge in enumerate(db.session.scalars(select(BadgeRow)).all()):
            badge.number = f"3702998877{number:04}"
        for member in db.session.scalars(select(PlanTeamRow)):
            member.badge_number = "37029988771234"
        for check_in in db.session.scalars(select(CheckInRow)):
            check_in.place = PLACE
    digests = [
        *db.session.scalars(select(BlobRow.sha256)),
        *filter(None, db.session.scalars(select(InspectorRow.photo))),
    ]
    return [*secrets, *digests, "3702998877", *(str(each) for each in PLACE.values() if each > 99)]


def asked(app: Flask, client: FlaskClient, side: Side) -> Iterator[tuple[str, str]]:
    """Every page and file that asks nobody who he is, with what it answers to a stranger."""
    ids = {**side.ids, "number": "1", "asset": "no.js"}
    with client.session_transaction() as cookie:
        cookie.clear()
    for rule in app.url_map.iter_rules():
        handed_out = rule.endpoint.startswith(HANDED_OUT)
        if "GET" in (rule.methods or ()) and EVERYBODY in policy.TABLE[rule.endpoint].grants and not handed_out:
            answer = client.get(address(app, rule, ids))
            assert answer.status_code < 500, rule.rule
            yield rule.rule, answer.get_data().decode(errors="replace")


def test_no_public_page_shows_a_name_a_word_a_photo_a_place_or_a_whole_badge_number(app: Flask, client: FlaskClient):
    side = two_sides(client)[0]
    secrets = marked()
    with transaction():
        db.session.get_one(VisitRow, side.ids["open_visit"]).visit_on = in_days(9)

    pages = list(asked(app, client, side))

    assert len(secrets) > 60 and len(pages) > 25
    assert [(page, secret) for page, text in pages for secret in secrets if secret in text] == []
    ahead = in_days(9)
    door = next(text for page, text in pages if page == "/e/<token>")
    assert f"{ahead.month}月{ahead.day}日" not in door, "a visit to come is told to the enterprise alone"


@pytest.mark.parametrize("state", [VisitState.STARTED, VisitState.COMPLETED])
def test_anybody_reads_who_inspects_what_on_which_ground_when_and_how_it_ended(client: FlaskClient, state: VisitState):
    enterprise = an_enterprise()
    plan = a_fire_plan()
    visit = a_visit(enterprise.premises[0], plan, state=state)
    enter(visit, plan.team[0].inspector)
    if state is VisitState.COMPLETED:
        close(visit, Outcome.PROBLEMS_FOUND)

    page = client.get(f"/e/{enterprise.premises[0].door_token}").text

    over = state is VisitState.COMPLETED
    for told in (
        "消防救援大队",
        "消防安全检查",
        "中华人民共和国消防法",
        "第五十三条",
        f"{visit.visit_on.day}日" if over else "10:42",
    ):
        assert told in page
    assert "王建国" not in page and ("4521" in page) is not over
    assert (Outcome.PROBLEMS_FOUND.zh in page and 'href="/log"' in page) is over
