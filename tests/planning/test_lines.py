"""A line of the replay format means the same whether it is read at one go or field by field."""

from datetime import datetime

from hypothesis import given
from hypothesis import strategies as st

from server.planning.lines import BadLine, moment, read_field_by_field, read_plan
from server.planning.rules import local

ANYTHING = st.sampled_from([None, "", "x", 0, 1, True, False, 2.5, [], ["x"], [1], ["x", "y", "x"], {}])
DAYS = st.sampled_from(["2026-10-12", "20261012", "2026-W42-1", "2026-02-30", "2026-1-1"])
FIELDS = {
    "plan": st.just("A"),
    "agency": st.just("a"),
    "items": st.lists(st.sampled_from("xyz"), min_size=1),
    "channel": st.sampled_from(["ordinary", "green", "recheck"]),
    "cause": st.sampled_from(["emergency", "covert", "other", None]),
    "reference": st.sampled_from(["1", None]),
    "visit_on": st.just("2026-10-12"),
    "earliest": DAYS | st.none(),
    "latest": DAYS | st.none(),
    "fixed_day": st.booleans(),
    "urgent": st.booleans(),
}
OFFSETS = st.sampled_from(["+08:00", "+08:00:00", "+0800", "-04:00", "Z", ""])
CLOCKS = st.sampled_from(
    ["T09:00:59", "T090059", " 09:00:59", "T09:00", "T09:00:60", "T24:00:00", "T0900:5", "T09:00:5９"]
)


@st.composite
def filings(draw):
    """The fields of a filing, of which one or two may be anything, and one missing."""
    facts = {name: draw(field) for name, field in FIELDS.items()}
    facts |= draw(st.dictionaries(st.sampled_from(list(FIELDS)), ANYTHING | DAYS, max_size=2))
    facts.pop(draw(st.sampled_from(["nothing", *FIELDS])), None)
    return facts


def said(read, *asked):
    try:
        return read(*asked)
    except BadLine as error:
        return str(error)


@given(filings())
def test_a_plan_read_at_one_go_is_the_one_read_field_by_field(facts):
    assert said(read_plan, facts, 7) == said(read_field_by_field, facts, 7)


@given(st.sampled_from(["2026-10-12", "1990-07-01", "1992-01-01", "2026-W42-1", "20261012"]), CLOCKS, OFFSETS)
def test_a_moment_is_what_the_calendar_of_the_language_says(day, clock, offset):
    text = day + clock + offset
    try:
        plainly = datetime.fromisoformat(text)
        expected = local(plainly) if plainly.tzinfo else "at has no offset"
    except ValueError:
        expected = "at is not a time"

    found = said(moment, {"at": text}, "at")

    assert found == expected
    assert isinstance(found, str) or (found.date(), found.hour) == (expected.date(), expected.hour)
