"""The pages of statistics: each figure is the sum of its rows, an agency sees its own, and bad addresses do no harm."""

import re
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from server import clock
from server.db import db, transaction
from server.planning.commands import file_plan
from server.planning.values import NewPlan
from server.registry.tables import AgencyRow
from server.statistics import adjusting, asking, keeping, rows
from server.statistics.asking import Where
from server.statistics.measures import MEASURES
from server.statistics.reading import Reader
from server.vocabulary import Cause, Channel, Role, TeamRole
from tests.builders import an_account, signed_in
from tests.statistics.world import CODES, World

pytestmark = pytest.mark.one_database

PAGE = "/desk/statistics"
CARD = re.compile(r'<div id="(\w+)"><dt>[^<]*</dt><dd>([^<]*)<small>')


@pytest.fixture
def world(client: FlaskClient) -> World:
    made = World(client, 3)
    made.live(70)
    with clock.at(made.now):
        keeping.catch_up()
    return made


def test_a_district_as_its_readers_see_it(client: FlaskClient, world: World):
    with clock.at(world.now):
        period = Where(asking.months_back(clock.today(), 11), asking.months_back(clock.today(), 0))
        every_figure_is_the_sum_of_its_rows(period)
        an_agency_sees_its_own(client, world, period)
        a_covert_plan_shows_nowhere_before_it_has_begun(client, world)
        bad_addresses_are_answered(client, world)
        what_is_exported_can_be_read(client, world)


def every_figure_is_the_sum_of_its_rows(period: Where) -> None:
    for where in (
        period,
        Where(period.since, period.until, "market"),
        Where(period.since, period.until, "", "food-safety"),
    ):
        whole = asking.whole(where)
        for measure in MEASURES:
            found = rows.rows(where, measure, Reader(bureau=True), 1)
            assert sum(each.count for each in found) == whole[measure], (where, measure)
            assert len(found) < 50
    assert asking.whole(period)["visits"] > 5


def an_agency_sees_its_own(client: FlaskClient, world: World, period: Where) -> None:
    address = f"{PAGE}?since={period.since}&until={period.until}"
    lead = an_account(Role.AGENCY_LEAD, agency=db.session.get_one(AgencyRow, "market"))
    own, foreign = (signed_in(client, lead).get(f"{address}{more}").text for more in ("", "&agency=urban&by=agency"))
    assert cards(own) == cards(foreign)
    assert "urban大队" not in own + foreign
    whole = asking.whole(Where(period.since, period.until, "market"))
    assert cards(own)["visits"] == str(whole["visits"])
    assert "complaint_rate" not in cards(own)
    assert client.get(f"{PAGE}/rows?figure=complaint_rate").text.count("XS") == 0
    supervisor = signed_in(client, an_account(Role.SUPERVISOR)).get(address).text
    assert "complaint_rate" in cards(supervisor)
    assert "urban大队"[:4] in supervisor


def a_covert_plan_shows_nowhere_before_it_has_begun(client: FlaskClient, world: World) -> None:
    address = f"{PAGE}?by=sub_district"
    reader = signed_in(client, world.bureau)
    before = [reader.get(each).text for each in (address, f"{PAGE}/rows?figure=green_share", "/district/figures")]
    office = world.offices[1]
    team = tuple((each.id, TeamRole.INSPECTOR) for each in office.inspectors)
    new = NewPlan(
        CODES[1], 1, (office.item.item_id,), team, clock.today(), Channel.GREEN, Cause.COVERT, "暗访〔2026〕1号"
    )
    file_plan(new, agency_id="market", account_id=None)
    keeping.catch_up()
    after = [reader.get(each).text for each in (address, f"{PAGE}/rows?figure=green_share", "/district/figures")]
    assert after == before


def bad_addresses_are_answered(client: FlaskClient, world: World) -> None:
    reader = signed_in(client, world.bureau)
    for query in (
        "since=2026-13&until=x", "since=2999-01&until=1000-01", "since=2000-01&until=2999-12",
        "agency=nobody&item=none",
        "by=everything&figure=none", "industry=" + "9" * 500, "sub_district=<script>alert(1)</script>",
        "page=-3",
    ):  # fmt: skip
        for page in (PAGE, f"{PAGE}/rows", f"{PAGE}/export", f"{PAGE}/chart"):
            answer = reader.get(f"{page}?{query}")
            assert answer.status_code == 200, (page, query)
            assert b"<script>alert" not in answer.data
    assert reader.get(f"{PAGE}/export?kind=exe").status_code == 404
    assert reader.get(f"{PAGE}/chart?chart=none").status_code == 404


def what_is_exported_can_be_read(client: FlaskClient, world: World) -> None:
    with transaction():
        db.session.get_one(AgencyRow, "market").short_name = "=1+1"
    reader = signed_in(client, world.bureau)
    text = reader.get(f"{PAGE}/export?table=apart&by=agency").data.decode()
    assert "'=1+1" in text
    assert text.startswith("\ufeff")
    assert reader.get(f"{PAGE}/export?kind=xlsx").data[:2] == b"PK"
    for chart in ("monthly", "figure", "causes", "apart", "satisfaction"):
        drawn = reader.get(f"{PAGE}/chart?chart={chart}&figure=joint_share").data
        assert ElementTree.fromstring(drawn)[0].tag.endswith("title")
        assert b"var(" not in drawn


def test_an_adjustment_is_made_by_the_lead_and_shows_before_and_after(client: FlaskClient, world: World):
    begins = f"{clock.local_day(world.now):%Y-%m}"
    market = db.session.get_one(AgencyRow, "market")
    lead, officer = (an_account(role, agency=market) for role in (Role.AGENCY_LEAD, Role.OFFICER))
    wanted = {"figure": "repeat_share", "kind": "remote", "text": "改为在线监测", "begins": begins, "agency": "market"}
    address = f"{PAGE}/adjustments"
    with clock.at(world.now):
        assert signed_in(client, officer).post(address, data=wanted).status_code == 403
        assert signed_in(client, lead).post(address, data={**wanted, "agency": "urban"}).status_code == 404
        for name, wrong in (
            ("begins", "2026"),
            ("kind", "x"),
            ("figure", "complaint_rate"),
            ("text", " "),
            ("item", "y"),
        ):
            assert client.post(address, data={**wanted, name: wrong}).status_code == 422, name
        assert client.post(address, data=wanted).status_code == 302
        assert client.post(address, data={**wanted, "figure": "visits", "item": "food-safety"}).status_code == 302
        effects = {each.figure.code: each for each in adjusting.effects(["market"])}
        since = asking.months_back(clock.today(), 3), asking.months_back(clock.today(), 1)
        visits = asking.whole(Where(*since, "market", "food-safety"))["visits"]
        assert effects["visits"].before == str(visits)
        assert effects["visits"].after == str(asking.whole(Where(begins, begins, "market", "food-safety"))["visits"])
        assert "改为在线监测" in client.get(address).text
        assert "改为在线监测" in client.get("/district/figures").text
        end = f"{address}/{effects['visits'].row.id}/end"
        assert signed_in(client, an_account(Role.AGENCY_LEAD, agency=world.offices[2].agency)).post(
            end, data={"because": "x"}
        ).status_code == 404  # fmt: skip
        assert signed_in(client, lead).post(end, data={"because": ""}).status_code == 422
        assert client.post(end, data={"because": "已见成效"}).status_code == 302
        assert client.post(end, data={"because": "再结束"}).status_code == 404
        assert "已见成效" in client.get(address).text


def cards(page: str) -> dict[str, str]:
    return dict(CARD.findall(page))
