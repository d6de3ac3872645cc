"""What of complaints and ratings agencies and the public are told, and nothing by which more could be worked out."""

from collections import Counter

import pytest

from server.oversight.wilson import interval
from server.statistics.complaining import told
from server.statistics.satisfying import between


@pytest.mark.parametrize(
    ("own", "district", "is_told"),
    [(5, 5, True), (7, 12, True), (4, 20, False), (0, 20, False), (6, 8, False), (6, 10, False), (6, 11, True)],
)
def test_a_number_below_five_is_never_told_nor_left_over_by_what_is_told(own: int, district: int, is_told: bool):
    assert told(Counter(complaints=own), Counter(complaints=district)) == (own if is_told else None)


def test_an_interval_covers_both_ends_of_a_count_told_as_a_range():
    low, high = between((0, 1), 8)
    assert low == interval(0, 8)[0]
    assert high == interval(1, 8)[1]
    assert between((3, 3), 8) == interval(3, 8)
    assert between((9, 10), 9)[1] == interval(9, 9)[1]
