"""The commands `mashang backup` and `mashang restore` as whoever runs them at night meets them."""

from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from server.backup import vault
from server.cli import main

pytestmark = pytest.mark.one_database
WORDS = {"MASHANG_BACKUP_PASSPHRASE": "correct horse battery staple"}


@pytest.fixture(autouse=True)
def installation(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(vault, "COST", {"n": 2**10, "r": 8, "p": 1})
    monkeypatch.setenv("MASHANG_DATA", str(tmp_path / "data"))
    monkeypatch.setenv("DATABASE_URL", "")
    assert mashang("upgrade").exit_code == 0


def mashang(*words: object, **env: str) -> Result:
    return CliRunner().invoke(main, [str(word) for word in words], env=env)


def test_without_a_passphrase_it_says_what_that_means(tmp_path: Path):
    refused = mashang("backup", tmp_path / "copy")
    assert (refused.exit_code, "--plain" in refused.output, (tmp_path / "copy").exists()) == (1, True, False)

    plain = mashang("backup", tmp_path / "copy", "--plain")

    assert plain.exit_code == 0
    assert "NOT ENCRYPTED" in plain.output
    assert mashang("restore", tmp_path / "copy", "--check").exit_code == 0


def test_a_backup_is_taken_proved_and_found_broken(tmp_path: Path):
    taken = mashang("backup", tmp_path / "copy", **WORDS)
    assert taken.exit_code == 0
    assert "files, " in taken.output and " s\n" in taken.output

    assert mashang("restore", tmp_path / "copy", "--check", **WORDS).exit_code == 0
    for path in (tmp_path / "copy" / "pieces").glob("*/*"):
        path.unlink()
    broken = mashang("restore", tmp_path / "copy", "--check", **WORDS)

    assert broken.exit_code == 1
    assert "BROKEN: .database: piece" in broken.output or "BROKEN: .database: pieces" in broken.output


def test_what_cannot_be_is_said_in_a_line(tmp_path: Path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "something").touch()
    assert mashang("backup", tmp_path / "copy", **WORDS).exit_code == 0

    for words, said in (
        (("backup", tmp_path / "data" / "inside", "--plain"), "inside the data folder"),
        (("backup", tmp_path / "full", "--plain"), "is not empty"),
        (("backup", tmp_path / "full" / "something" / "below", "--plain"), "NotADirectoryError"),
        (("restore", tmp_path / "full", "--check"), "holds no backup"),
        (("restore", tmp_path / "copy"), "--to"),
        (("restore", tmp_path / "copy", "--check", "--of", "x"), "no whole backup x"),
        (("restore", tmp_path / "copy", "--to", tmp_path / "new"), "two people"),
    ):
        told = mashang(*words, **WORDS)
        assert told.exit_code == 1
        assert told.output.splitlines()[-1].startswith("Error: ")
        assert said in told.output
    assert not (tmp_path / "new").exists()
    assert not (tmp_path / "data" / "inside").exists()
