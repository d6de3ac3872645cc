"""F8: the server's disk runs full; nothing is acknowledged that has no room, and all arrives once there is."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

from fault import district
from fault.accounts import Account
from fault.client import day
from fault.client.phone import Phone
from fault.clusters import Cluster, a_home
from fault.databases import Place
from fault.run import NotPossible, Run, fault

MEGABYTE = 1024 * 1024
SIZE, SIZE_WITH_A_CLUSTER = 64 * MEGABYTE, 320 * MEGABYTE
NAME = "mashang"
Mend = Callable[[], None]


@fault("F8", "server disk full", broken=("acks_when_full",), short=False)
def disk_full(run: Run) -> Account:
    with _all_on_a_small_disk(run) as (disk, mend), run.server(own=True) as server:
        phones = run.phones(4, server.url)
        for phone in phones:
            day.visits(phone, run.chance, *run.of((200, 3), (600, 20), (2_000, 30)), 200_000)
        ballast = _fill(disk)
        freeing = Thread(target=_free_once_refused, args=(ballast, phones, mend))
        freeing.start()
        run.together(Phone.sync, phones)
        freeing.join()
        account = run.account(phones)
    refused = sum(sum(phone.link.troubles[status] for status in (500, 503, 507)) for phone in phones)
    account.must_be_none["never refused"] = int(refused == 0)
    account.notes["refused"] = refused
    return account


def _fill(disk: Path) -> Path:
    """All but a little."""
    room = os.statvfs(disk)
    ballast = disk / "ballast"
    ballast.write_bytes(bytes(room.f_bavail * room.f_frsize - 600_000))
    return ballast


def _free_once_refused(ballast: Path, phones: list[Phone], mend: Mend) -> None:
    """Somebody comes to make room, some time after every phone was refused; at the latest after half a minute."""
    until = time.monotonic() + 30
    while time.monotonic() < until and not all(sum(phone.link.troubles.values()) > 2 for phone in phones):
        time.sleep(0.1)
    ballast.unlink()
    mend()


@contextmanager
def _all_on_a_small_disk(run: Run) -> Iterator[tuple[Path, Mend]]:
    """Database and photos on one small disk, and how to start again what does not survive that it is full."""
    if run.databases.name == "sqlite":
        with _small_disk(run.folder / "disk", SIZE) as disk:
            run.use(run.databases.place(disk))
            yield disk, lambda: None
        return
    with a_home() as home, _small_disk(home / "disk", SIZE_WITH_A_CLUSTER) as disk:
        cluster = Cluster(home, "disk").create()
        try:
            cluster.run(f"CREATE DATABASE {NAME}")
            run.use(Place(disk / "data", f"{cluster.url}/{NAME}"))
            district.build(run.place.data, run.place.database_url)
            yield disk, cluster.revive
        finally:
            cluster.stop()


@contextmanager
def _small_disk(folder: Path, size: int) -> Iterator[Path]:
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    done = subprocess.run(mount, capture_output=True, text=True)
    if done.returncode:
        raise NotPossible(f"no tmpfs can be mounted ({done.stderr.strip() or 'needs root'})")
    try:
        yield folder
    finally:
        subprocess.run(["umount", "-l", str(folder)], check=False)
