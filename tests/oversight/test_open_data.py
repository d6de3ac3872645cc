"""The district's page, its CSV and its JSON tell the same, and nothing that is not published."""

import csv
import io
from datetime import UTC, date, datetime

import pytest

from server import clock, trail
from server.db import db, transaction
from server.feedback.grouping import figures
from server.feedback.tables import RatingGroupRow
from server.ids import new_id
from server.oversight import outcomes, wilson
from server.oversight.case_tables import CaseRow
from server.vocabulary import CaseOrigin, CaseOutcome, CaseState, Role
from tests.builders import an_account, an_agency, signed_in
from tests.feedback.test_grouping import said

# What is asked of a database here is asked of PostgreSQL too by other tests.
pytestmark = pytest.mark.one_database

TODAY = datetime(2026, 11, 10, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def today():
    with clock.at(TODAY):
        yield


def a_group(agency: str, first: date, visits: int, *steps: int) -> None:
    told = [said(step, step, "civil") for step in steps]
    with transaction():
        db.session.add(
            RatingGroupRow(
                id=new_id(), agency_id=agency, first_day=first, last_day=first, visits=visits, ratings=len(told),
                figures=figures(told),
            )
        )  # fmt: skip


@pytest.fixture
def groups(app) -> None:
    an_agency()
    an_agency("market", "=市场监督管理局", "market")
    a_group("fire-rescue", date(2026, 6, 1), 12, 5, 5, 4, 1, 1, 2)
    a_group("fire-rescue", date(2026, 7, 6), 20, 5, 5, 5, 5, 5)
    a_group("market", date(2026, 6, 1), 10, 3, 4, 4, 1, 1)


def test_page_csv_and_json_say_the_same(client, groups):
    page, told = client.get("/district").text, client.get("/district/satisfaction.json").json
    rows = list(csv.DictReader(io.StringIO(client.get("/district/satisfaction.csv").text.removeprefix("\ufeff"))))

    assert told["together"] == {
        "visits": 42, "ratings": 16, "process_satisfied_least": 9, "process_satisfied_most": 10,
        "result_satisfied_least": 9, "result_satisfied_most": 10,
    }  # fmt: skip
    assert "公布的42次检查中，16次有企业评价（38%）" in page and "56%–62%" in page and "9至10份" in page
    assert [{**row, "agency_name": row["agency_name"].lstrip("'")} for row in rows] == [
        {name: str(value) for name, value in row.items()} for row in told["groups"]
    ]


def test_no_cell_is_a_formula(client, groups):
    assert "'=市场监督管理局" in client.get("/district/satisfaction.csv").text


def test_without_groups_the_page_says_calmly_why(client, app):
    assert "还没有可以公布的评价" in client.get("/district").text
    assert client.get("/district/satisfaction.json").json["groups"] == []


def test_the_agency_s_mirror_shows_its_own_groups_and_sums(client, groups, app):
    from server.registry.tables import AgencyRow

    lead = an_account(Role.AGENCY_LEAD, agency=db.session.get_one(AgencyRow, "fire-rescue"))

    page = signed_in(client, lead).get("/desk/mirror").text

    assert "7至8份" in page and "64%–73%" in page
    assert page.count(">12<") == 1 and ">10<" not in page


def settled(outcome: CaseOutcome | None, at: datetime, origin: CaseOrigin = CaseOrigin.COMPLAINT) -> None:
    state = CaseState.CLOSED if outcome else CaseState.DECLINED
    with transaction(), clock.at(at):
        row = CaseRow(
            id=new_id(), number=new_id()[-12:], origin=origin, state=state, subject="x", opened_at=at, outcome=outcome
        )
        db.session.add(row)
        trail.append("case.close" if outcome else "case.decline", "oversight_case", row.id, {})


def test_fewer_than_five_outcomes_are_no_number_and_no_sum_betrays_them(client, app):
    summer = datetime(2026, 8, 3, tzinfo=UTC)
    for _ in range(6):
        settled(CaseOutcome.UPHELD, summer)
    for _ in range(4):
        settled(CaseOutcome.PARTLY, summer)

    told = client.get("/district/satisfaction.json").json["complaints"]

    assert told["counts"] == {"upheld": 6, "partly": None, "unfounded": None, "declined": None}
    assert "10" not in str(told["counts"])
    page = client.get("/district").text
    assert "6件" in page and page.count("不足5件</dd>") == 3


def test_what_is_settled_in_the_running_quarter_waits_for_the_next(app):
    for _ in range(5):
        settled(None, datetime(2026, 9, 30, tzinfo=UTC))
    settled(None, datetime(2026, 10, 2, tzinfo=UTC))
    settled(None, datetime(2026, 9, 1, tzinfo=UTC), origin=CaseOrigin.BUREAU)

    told = outcomes.outcomes()

    assert told.before == date(2026, 10, 1)
    assert told.counts[CaseState.DECLINED] == 5


@pytest.mark.parametrize(
    ("hits", "of", "between"),
    [(0, 10, (0.0, 0.2775)), (5, 10, (0.2366, 0.7634)), (10, 10, (0.7225, 1.0)), (0, 0, (0.0, 1.0))],
)
def test_wilson_s_interval_is_the_published_one(hits, of, between):
    assert wilson.interval(hits, of) == pytest.approx(between, abs=0.0001)
