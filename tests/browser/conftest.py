"""What browser tests share: a small district in a folder of its own, and the running product."""

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.browser.running import Running, served
from tests.browser.small_district import SmallDistrict, build


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "browser" in item.path.parts:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def built_district(tmp_path_factory: pytest.TempPathFactory) -> SmallDistrict:
    """Built once; each test works on a copy."""
    return build(tmp_path_factory.mktemp("district") / "data")


@pytest.fixture
def district(built_district: SmallDistrict, tmp_path: Path) -> SmallDistrict:
    return copied(built_district, tmp_path)


@pytest.fixture
def running(district: SmallDistrict) -> Iterator[Running]:
    with served(district.data) as server:
        yield server


@pytest.fixture(scope="module")
def lasting_district(built_district: SmallDistrict, tmp_path_factory: pytest.TempPathFactory) -> SmallDistrict:
    """One for all tests of a file that leave nothing behind."""
    return copied(built_district, tmp_path_factory.mktemp("lasting"))


@pytest.fixture(scope="module")
def lasting(lasting_district: SmallDistrict) -> Iterator[Running]:
    with served(lasting_district.data) as server:
        yield server


def copied(built: SmallDistrict, folder: Path) -> SmallDistrict:
    shutil.copytree(built.data, folder / "data")
    return replace(built, data=folder / "data")
