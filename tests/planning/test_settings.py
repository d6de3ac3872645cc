"""Planning settings are read whole or not at all."""

import pytest

from server.planning.settings import BadSettings, read_settings, settings_from
from server.planning.values import Settings


def test_what_is_left_out_keeps_its_default():
    assert read_settings('{"quiet_days": 5}') == Settings(quiet_days=5)


@pytest.mark.parametrize(
    "given",
    [
        [],
        {"quiet": 7},
        {"quiet_days": "7"},
        {"quiet_days": -1},
        {"quiet_days": True},
        {"merge_days": 400},
        {"freeze_hour": 24},
        {"object_scope": "district"},
    ],
)
def test_a_setting_that_is_unknown_or_out_of_range_is_named(given):
    with pytest.raises(BadSettings):
        settings_from(given)


def test_settings_that_are_not_json_are_refused():
    with pytest.raises(BadSettings):
        read_settings("{")
