"""The `mashang` command on an installation that is not well."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server import assets
from server.cli import main


@pytest.fixture(autouse=True)
def installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("MASHANG_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DATABASE_URL", "")
    monkeypatch.setattr(assets, "standing_build", lambda: assets.UNBUILT)


def mashang(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def test_the_doctor_names_every_part_that_is_missing():
    told = mashang("doctor")

    assert told.exit_code == 1
    assert "FAULT   database: OperationalError: (sqlite3.OperationalError) no such table" in told.output
    assert "FAULT   front end: RuntimeError: The front end is not built. Run: script/setup" in told.output
    assert "ok      disk" in told.output


def test_the_database_comes_up_to_date_and_rosters_come_in_without_a_front_end(tmp_path: Path):
    (tmp_path / "agencies.csv").write_text("code,name,competence\nfire,消防救援大队,fire\n", "utf-8")

    assert mashang("upgrade").exit_code == 0
    assert mashang("import", str(tmp_path / "agencies.csv")).exit_code == 0


def test_an_address_that_is_no_databases_is_said_in_a_line(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DATABASE_URL", "garbage")

    told = mashang("doctor")

    assert (told.exit_code, told.output.count("\n")) == (1, 1)
    assert told.output.startswith("DATABASE_URL is no address of a database")
