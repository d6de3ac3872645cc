"""F11: the server is restored from an older backup; the phones bring back what it lost."""

import shutil
import sqlite3
from pathlib import Path

from fault.accounts import Account
from fault.client import day
from fault.client.phone import Phone
from fault.run import Run, fault


@fault(
    "F11",
    "restored from an older backup, as the manual says",
    broken=("loses_the_last",),
    short=False,
    databases=("sqlite",),
)
def restored(run: Run) -> Account:
    return _restored(run, forgotten=False)


@fault("F11A", "restored, and the new epoch forgotten", broken=("keeps_its_epoch",), short=False, databases=("sqlite",))
def restored_in_a_hurry(run: Run) -> Account:
    account = _restored(run, forgotten=True)
    account.notes["taken back"] = account.must_be_none.pop("taken back")
    return account


def _restored(run: Run, forgotten: bool) -> Account:
    with run.server(own=True) as server:
        phones = run.phones(run.of(2, 4, 8), server.url)
        _work(run, phones)
        backup = _back_up(run.place.data, run.folder / "backup")
        _work(run, phones)
        lost = sum(phone.state.server_at for phone in phones)
        server.stop()
        _restore(backup, run.place.data)
        if not forgotten:
            server.command("epoch", "new")
        server.start()
        for phone in phones[1:]:
            day.visits(phone, run.chance, 20)
        for _ in range(2):
            run.together(Phone.sync, phones)
        account = run.account(phones)
    account.notes["acknowledged before"] = lost
    return account


def _work(run: Run, phones: list[Phone]) -> None:
    for phone in phones:
        day.visits(phone, run.chance, *run.of((60, 2), (500, 10), (5_000, 50)), 60_000)
    run.together(Phone.sync, phones)


def _back_up(data: Path, backup: Path) -> Path:
    """The database as SQLite's own backup takes it, and the photos of the moment."""
    shutil.copytree(data / "photos", backup / "photos")
    with sqlite3.connect(data / "mashang.sqlite") as source, sqlite3.connect(backup / "mashang.sqlite") as target:
        source.backup(target)
    return backup


def _restore(backup: Path, data: Path) -> None:
    for name in ("mashang.sqlite", "mashang.sqlite-wal", "mashang.sqlite-shm"):
        (data / name).unlink(missing_ok=True)
    shutil.rmtree(data / "photos")
    shutil.copytree(backup / "photos", data / "photos")
    shutil.copy(backup / "mashang.sqlite", data / "mashang.sqlite")
