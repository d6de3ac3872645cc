"""What the supervisor reads, and that nobody of an agency does."""

import io

import pytest
from PIL import Image

from server import clock, trail
from server.db import db, transaction
from server.feedback import rated_days
from server.feedback.tables import RatingRow
from server.oversight import ratings
from server.oversight.filters import Filters
from server.oversight.tables import IrregularityRow
from server.planning.tables import VisitRow
from server.vocabulary import Cause, Channel, Irregularity, Role, VisitState
from tests.builders import an_account, an_agency, an_enterprise, in_days, signed_in
from tests.feedback.visits import a_fire_plan, a_visit, close, enter, find

pytestmark = pytest.mark.one_database

PAGES = ["/desk/ratings", "/desk/visits", "/desk/irregularities"]


@pytest.fixture
def visit(app) -> VisitRow:
    plan = a_fire_plan(on=in_days(-3))
    visit = a_visit(an_enterprise().premises[0], plan, state=VisitState.COMPLETED, on=in_days(-3))
    enter(visit, plan.team[0].inspector)
    close(visit)
    return visit


@pytest.fixture
def supervisor(client):
    return signed_in(client, an_account(Role.SUPERVISOR))


def rate(visit: VisitRow, **said: object) -> None:
    account = an_account(Role.MANAGER, enterprise=visit.premises.enterprise)
    now = clock.now()
    rating = RatingRow(
        visit_id=visit.id, enterprise_id=visit.premises.enterprise_id, made_at=now, changed_at=now, made_by=account.id,
        **{"process": 2, "result": 4, "process_text": "待了三个小时", **said},
    )  # fmt: skip
    with transaction():
        db.session.add(rating)


def notice(visit: VisitRow, **facts: object) -> None:
    facts = {"kind": Irregularity.NO_PLAN, "agency": "fire-rescue", "operation": visit.id, **facts}
    with transaction():
        trail.append("irregularity.noticed", "visit", visit.id, facts)


def a_photo() -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (1600, 1200), "teal").save(file, "JPEG")
    return file.getvalue()


def test_the_supervisor_reads_both_scores_in_words_with_the_text(supervisor, visit):
    rate(visit)

    page = supervisor.get("/desk/ratings").text

    for shown in ("不满意", "满意", "待了三个小时", "海之味餐饮有限公司", "消防救援", f"/desk/visits/{visit.id}"):
        assert shown in page


def test_the_response_rate_shows_both_its_numbers(supervisor, visit):
    rate(visit)
    a_visit(visit.premises, a_fire_plan(on=in_days(-20)), state=VisitState.COMPLETED, on=in_days(-20))
    rated_days.catch_up()

    page = supervisor.get("/desk/ratings").text

    assert "50%" in page and "2次完成的检查中，1次已评价" in page


def test_visits_that_can_still_be_rated_are_counted_apart(app, visit):
    a_visit(visit.premises, a_fire_plan(on=in_days(-15)), state=VisitState.COMPLETED, on=in_days(-15))
    a_visit(visit.premises, a_fire_plan(on=in_days(-16)), state=VisitState.COMPLETED, on=in_days(-16))
    rate(visit)
    rated_days.catch_up()

    told = ratings.response(Filters(in_days(-30), clock.today(), "", ""))

    assert (told.completed, told.rated, told.still_open) == (3, 1, 1)
    assert (told.process["2"], told.result["4"]) == (1, 1)


def test_ratings_are_narrowed_by_agency_days_and_displeasure(supervisor, visit):
    rate(visit)
    an_agency("market", "市场监督管理局")

    assert "待了三个小时" in supervisor.get("/desk/ratings?agency=fire-rescue&choice=dissatisfied").text
    assert "待了三个小时" not in supervisor.get("/desk/ratings?agency=market").text
    assert "待了三个小时" not in supervisor.get(f"/desk/ratings?until={in_days(-10)}").text


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.OFFICER, Role.AGENCY_LEAD, Role.ADMIN, Role.MANAGER])
@pytest.mark.parametrize("address", PAGES)
def test_nobody_but_the_supervisor_opens_these_pages(client, visit, role, address):
    rate(visit)
    agency = an_agency("other", "其他单位") if role is not Role.MANAGER else None

    answer = signed_in(client, an_account(role, agency=agency)).get(address)

    assert answer.status_code == 403
    assert "待了三个小时" not in answer.text


def test_the_own_agency_finds_its_rating_nowhere(client, visit):
    rate(visit)
    lead = an_account(Role.AGENCY_LEAD, agency=visit.plans[0].agency)
    signed_in(client, lead)

    addresses = ["/desk/", "/desk/ratings", "/desk/visits", f"/desk/visits/{visit.id}"]
    assert not [each for each in addresses if "待了三个小时" in client.get(each).text]


def test_strangers_are_sent_to_sign_in(client, app):
    assert client.get("/desk/ratings").location.startswith("/sign-in")


def test_today_s_visits_are_listed_and_filtered_by_state(supervisor, visit):
    a_visit(visit.premises, a_fire_plan(), state=VisitState.STARTED)

    today = supervisor.get("/desk/visits").text

    assert today.count("海之味餐饮有限公司") == 1 and "检查中" in today
    assert "这段时间没有检查" in supervisor.get("/desk/visits?choice=completed").text


def test_one_visit_shows_what_was_recorded_its_rating_and_its_trail(supervisor, visit):
    find(visit, photos=[a_photo()], missing=2)
    rate(visit)
    notice(visit)

    page = supervisor.get(f"/desk/visits/{visit.id}").text

    for shown in (
        "王建国",
        "后厨安全出口被货架堵塞",
        "照片1/3张已送达",
        "待了三个小时",
        "无计划入企",
        "未扫码",
        "全程留痕：2条",
    ):
        assert shown in page


def test_the_supervisor_sees_a_covert_plan_before_it_begins(supervisor, visit):
    sealed = a_visit(visit.premises, a_fire_plan(channel=Channel.GREEN, cause=Cause.COVERT))

    assert "暗访" in supervisor.get(f"/desk/visits/{sealed.id}").text


def test_a_photo_is_shown_small_and_its_original_only_downloaded(supervisor, visit):
    photo = a_photo()
    find(visit, photos=[photo])
    page = supervisor.get(f"/desk/visits/{visit.id}").text
    picture = page.split('<img src="')[1].split('"')[0]

    original = supervisor.get(f"{picture}/original")

    assert supervisor.get(picture).mimetype == "image/jpeg"
    assert original.data == photo
    assert original.headers["Content-Disposition"].startswith("attachment")
    assert original.headers["Content-Security-Policy"] == "sandbox; default-src 'none'"


def test_a_file_that_is_no_evidence_is_not_opened(supervisor, app):
    assert supervisor.get("/desk/evidence/" + "0" * 64).status_code == 404


def test_what_the_visits_notice_is_kept_and_listed_in_words(supervisor, visit):
    notice(visit, kind=Irregularity.WRONG_DAY, planned=in_days(-5), entered=in_days(-3))

    page = supervisor.get("/desk/irregularities").text

    assert db.session.query(IrregularityRow).one().facts["planned"] == in_days(-5).isoformat()
    assert "非计划日检查" in page and "海之味餐饮有限公司" in page and "实际" in page


def test_irregularities_are_narrowed_by_kind(supervisor, visit):
    notice(visit)

    assert "海之味餐饮有限公司" not in supervisor.get("/desk/irregularities?choice=late_sync").text


def test_the_desk_opens_with_what_is_irregular_and_each_section_the_role_has(supervisor, visit):
    notice(visit)

    page = supervisor.get("/desk/").text

    assert "不规范情形" in page and "/desk/ratings" in page


def test_an_officer_s_desk_has_no_word_of_ratings(client, app):
    page = signed_in(client, an_account(Role.OFFICER, agency=an_agency())).get("/desk/").text

    assert "/desk/ratings" not in page and "企业评价" not in page
