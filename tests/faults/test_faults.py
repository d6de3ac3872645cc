"""The faults that pass quickly, on the database under test; `script/fault` brings about all of them, and for longer."""

from collections.abc import Iterator

import pytest

from fault import catalogue
from fault.databases import Postgres
from fault.run import FAULTS, NotPossible, Size
from fault.runner import Runner
from tests.databases import Databases, PostgresDatabases

assert catalogue.FAMILIES
pytestmark = pytest.mark.timeout(300)
# What the database itself could lose or repeat; script/fault brings all of it about on both.
ON_POSTGRESQL = ("F1", "F4", "F15")


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Each short fault on SQLite but those of PostgreSQL's own, some there; each broken server where its fault is."""
    database = metafunc.config.getoption("--database")
    few = ON_POSTGRESQL if database == "postgresql" else FAULTS
    short = [each for each in FAULTS.values() if each.short and each.number in few]
    if database == "sqlite":
        short = [each for each in short if each.proof == database]
    if "broken" in metafunc.fixturenames:
        proofs = [(each.number, each.broken[0]) for each in short if each.proof == database]
        metafunc.parametrize(("number", "broken"), proofs)
    elif "number" in metafunc.fixturenames:
        metafunc.parametrize("number", [each.number for each in short])


@pytest.fixture(scope="session")
def runner(databases: Databases, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    runner = Runner(tmp_path_factory.mktemp("faults"), Size.SHORT)
    if isinstance(databases, PostgresDatabases):
        runner.databases["postgresql"] = Postgres(runner.folder, databases.base)
    yield runner
    runner.close()


@pytest.fixture
def database(request: pytest.FixtureRequest) -> str:
    return str(request.config.getoption("--database"))


def test_all_that_was_acknowledged_is_there_exactly_once(number: str, runner: Runner, database: str):
    try:
        account = runner.bring_about(FAULTS[number], database)
    except NotPossible as why:
        pytest.skip(f"not possible here: {why}")

    assert account.is_right, account


def test_a_broken_server_or_phone_is_found_out(number: str, broken: str, runner: Runner, database: str):
    try:
        account = runner.bring_about(FAULTS[number], database, broken)
    except NotPossible as why:
        pytest.skip(f"not possible here: {why}")

    assert not account.is_right, account
