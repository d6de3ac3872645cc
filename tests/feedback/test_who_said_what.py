"""Forty attempts of an agency to find out who rated, and how: two worlds that differ in it read the same."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from server.db import db
from server.feedback.tables import RatingRow
from server.oversight import redactions
from tests.feedback.worlds import Besides, World

pytestmark = pytest.mark.one_database


def changes(visit: int, *steps: int) -> Besides:
    """The rating of one visit is given or changed, once or several times."""

    def change(world: World, visits: list[str]) -> None:
        for step in steps:
            world.rate(visits[visit], step)

    return change


def says(visit: int, step: int, **said: object) -> Besides:
    return lambda world, visits: world.rate(visits[visit], step, **said)


SCENARIOS = {
    # One visit, few visits
    "the only visit, rated or not": (["1"], ["."]),
    "the only visit, well or badly": (["5"], ["1"]),
    "one visit in each of ten weeks, none or all badly": (["1"] * 10, ["5"] * 10),
    "two visits by the only inspector": (["1."], [".1"]),
    "four ratings, good or bad": (["5555"], ["1111"]),
    "four of ten, who they were": (["5555......"], ["......5555"]),
    "four of ten, rated or not": (["5555......"], [".........."]),
    "nine visits, all rated or none": (["555555555"], ["........."]),
    # The fifth rating
    "the fifth in a week of one visit": (["5555......", "1"], ["5555......", "."]),
    "the fifth in a week of three visits": (["5555......", "1.."], ["5555......", "..."]),
    "the fifth, good or bad, not yet told": (["5555......", "1..."], ["5555......", "5..."]),
    # Groups: who of them
    "five of ten, who they were": (["12345....."], [".....12345"]),
    "five of ten, who of them was displeased": (["55155....."], ["51555....."]),
    "who was silent": (["5.555.5..."], [".55.5.5.5."]),
    "the visit of Monday or of Friday": (["1....55552"], ["55552....1"]),
    "displeased and silent change places": (["1.5555...."], [".15555...."]),
    "two weeks of one parcel change places": (["11...", "555.."], ["555..", "11..."]),
    "a rating moves to the week after within a parcel": (["55555", "....."], ["5555.", "5...."]),
    # All alike
    "all pleased, or one not": (["55555....."], ["55551....."]),
    "all pleased, or one neutral": (["44444....."], ["44443....."]),
    "all displeased, or one not": (["11111....."], ["11151....."]),
    "very satisfied or satisfied": (["55555....."], ["45454....."]),
    "very dissatisfied or neutral": (["11122....."], ["33333....."]),
    "the last one agrees or not, of eleven": (["55555555555.."], ["55555555551.."]),
    # Everybody rates
    "all ten rated, or nine": (["5555555555"], ["555555555."]),
    "all ten rated, well or badly": (["5555555555"], ["1111111111"]),
    "everybody rated in the second parcel": ([".....", ".....", "5555555555"], [".....", ".....", "1111111111"]),
    # Differences of two reports
    "two reports, a quiet week between": (["12345.....", "1"], ["12345.....", "5"]),
    "two reports, the second not full": (["12345.....", "11..."], ["12345.....", "....."]),
    "two reports, each with its own": (["1555555...", "5555551..."], ["5155555...", "1555555..."]),
    "a third report too thin": (["5555.5....", "55555.....", "1"], ["5555.5....", "55555.....", "."]),
    "displeased early or late in the second": (["55555.....", "15555....."], ["55555.....", "55551....."]),
}
WITH_WORDS = {
    "changed on the third day": ("155......5..55", changes(0, 5), "555......5..55", None),
    "changed back and forth": ("555......5..55", changes(0, 1, 3, 5), "555......5..55", None),
    "rated twice alike": ("555......5..55", changes(0, 5, 5), "555......5..55", None),
    "given late in the window": ("55......5..55.", changes(13, 5), "55......5..555", None),
    "words nobody has decided upon": (
        "555......5..55",
        says(0, 5, process_text="带走了两瓶酒"),
        "555......5..55",
        None,
    ),
    "long words or short": (
        "5555.5....",
        says(0, 5, result_text="好" * 2000),
        "5555.5....",
        says(0, 5, result_text="好"),
    ),
    "one tag of asking for something": (
        "5555.5....",
        says(0, 5, tags=["asked_for_anything"]),
        "5555.5....",
        says(1, 5, tags=["asked_for_anything"]),
    ),
    "a tag or none": ("5555.5....", says(0, 5, tags=["asked_for_anything"]), "5555.5....", None),
}


@pytest.fixture
def world(app, client) -> World:
    return World(client)


@pytest.mark.parametrize("name", SCENARIOS)
def test_two_worlds_read_the_same(world: World, name: str):
    one, other = SCENARIOS[name]

    assert world.read(one) == world.read(other)


@pytest.mark.parametrize("name", WITH_WORDS)
def test_two_worlds_of_changes_words_and_tags_read_the_same(world: World, name: str):
    one, besides, other, besides_too = WITH_WORDS[name]

    assert world.read([one], besides) == world.read([other], besides_too)


def test_there_are_forty():
    assert len(SCENARIOS) + len(WITH_WORDS) == 40


def test_the_attacker_does_read_something(world: World):
    """Were the pages empty, all worlds would read the same."""
    pleased, displeased = world.read(["55555....."]), world.read(["33322....."])

    assert any("至少4份".encode() in page for page in pages(pleased))
    assert pleased != displeased


def test_another_agency_reads_of_this_one_only_what_everybody_does(world: World):
    read = world.read(["12345....."], agency="market")
    mirrors = [page for page in pages(read) if "为什么只看到这些".encode() in page]

    fire, market = mirrors[-4], mirrors[-2]
    assert "还没有可以公布的评价".encode() in fire
    assert "检查完成于".encode() in market


WEEKS = st.lists(st.text(".12345", max_size=12), min_size=1, max_size=5)


@settings(max_examples=4, deadline=None, suppress_health_check=list(HealthCheck))
@given(WEEKS, st.randoms(use_true_random=False))
def test_any_sequence_of_reports_reads_the_same_when_visits_change_places(world: World, weeks: list[str], random):
    shuffled = ["".join(random.sample(word, len(word))) for word in weeks]

    assert world.read(weeks) == world.read(shuffled)


def test_words_of_a_group_come_all_at_once_and_in_an_order_that_says_nothing(world: World):
    def say(made: World, visits: list[str]) -> None:
        made.rate(visits[0], 1, process_text="我们在长江路1号")
        made.rate(visits[1], 5, result_text="结果没有说明")

    world.live(["1555.5...."], say)
    first, second = (
        row.id for row in db.session.query(RatingRow).filter(RatingRow.group_id.is_not(None)) if words(row)
    )

    redact(world, first, "乙、等了很久", "")
    assert told(world) == []
    redact(world, second, "", "甲、没有说明")

    assert told(world) == ["乙、等了很久", "甲、没有说明"]
    assert not any("长江路1号".encode() in page for page in world.looked_at())


def redact(world: World, rating: str, *texts: str) -> None:
    redactions.propose(rating, *texts, by=world.attackers[0])
    redactions.confirm(rating, by=world.attackers[1])


def pages(read: list[object]) -> list[bytes]:
    return [each for each in read if isinstance(each, bytes)]


def words(row: RatingRow) -> str:
    return row.process_text + row.result_text


def told(world: World) -> list[str]:
    """The words that the agency reads, in their order."""
    page = next(each.decode() for each in world.looked_at() if "为什么只看到这些".encode() in each)
    return sorted((text for text in ("乙、等了很久", "甲、没有说明") if text in page), key=page.index)
