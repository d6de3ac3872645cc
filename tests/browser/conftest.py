"""What browser tests share: a small district in a folder of its own, and the running product."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.browser.running import Running, served
from tests.browser.small_district import SmallDistrict, build


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def district(tmp_path: Path) -> SmallDistrict:
    return build(tmp_path / "data")


@pytest.fixture
def running(district: SmallDistrict) -> Iterator[Running]:
    with served(district.data) as server:
        yield server
