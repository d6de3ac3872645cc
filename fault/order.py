"""F15: eight writers commit as they like; a reader who asks every millisecond misses nothing."""

import subprocess
import sys
import time

from fault.accounts import Account
from fault.client.phone import Phone
from fault.databases import Place
from fault.run import Run, fault
from fault.serving import ROOT

WRITERS = 8


@fault("F15", "eight writers, one reader", broken=("numbers_first",), proof="postgresql")
def commit_order(run: Run) -> Account:
    each, processes = run.of((8, 2), (100, 8), (400, 8))
    with run.server() as server:
        [phone] = run.phones(1, server.url)
        before = len(phone.records("agency"))
        threads = WRITERS // processes
        writers = [_writer(run.place, run.broken_server, each, threads) for _ in range(processes)]
        pulls = _read_until_over(phone, writers)
        seen = len(phone.records("agency")) - before
        account = run.account([phone])
    account.must_be_none["rows missed"] = WRITERS * each - seen
    account.must_be_none["writers failed"] = sum(writer.returncode != 0 for writer in writers)
    account.notes |= {"rows": WRITERS * each, "pulls": pulls}
    return account


def _writer(place: Place, broken: str, each: int, threads: int) -> subprocess.Popen[bytes]:
    told = [str(place.data), place.database_url, str(each), str(threads), broken]
    return subprocess.Popen([sys.executable, "-m", "fault.writer", *told], cwd=ROOT)


def _read_until_over(phone: Phone, writers: list[subprocess.Popen[bytes]]) -> int:
    pulls = 0
    while any(writer.poll() is None for writer in writers):
        phone.pull()
        pulls += 1
        time.sleep(0.001)
    phone.pull()
    return pulls
