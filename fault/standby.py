"""F10: PostgreSQL's primary is killed in mid-push and its standby takes over, with and without synchronous commit."""

import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from threading import Thread

import psycopg

from fault import district
from fault.accounts import Account
from fault.client import day
from fault.client.phone import Phone
from fault.clusters import Cluster, a_home
from fault.databases import Place
from fault.run import Run, fault
from fault.switch import Switch

NAME = "mashang"
SYNCHRONOUS = "ALTER SYSTEM SET synchronous_standby_names = '*'"


@dataclass
class Pair:
    """A primary, its standby, the line between them and the switch that the server talks to."""

    primary: Cluster
    standby: Cluster
    line: Switch
    switch: Switch

    def fail_over(self, phones: list[Phone]) -> int:
        """Returns how many operations had been acknowledged that the new primary does not have."""
        self.primary.kill()
        promised = sum(phone.state.promised for phone in phones)
        self.standby.promote()
        with psycopg.connect(f"{self.standby.url}/{NAME}") as connection:
            [(there,)] = connection.execute("SELECT count(*) FROM trail_entry WHERE dseq IS NOT NULL").fetchall()
        self.switch.over(self.standby.port)
        return int(max(promised - there, 0))


@fault("F10", "PostgreSQL primary killed, synchronous standby promoted",
       broken=("loses_the_last",), short=False, databases=("postgresql",), proof="postgresql")  # fmt: skip
def sure_failover(run: Run) -> Account:
    with _pair(run, synchronous=True) as pair:
        account = _lived_through(run, pair, lag=0)
    account.must_be_none["lost though synchronous"] = int(str(account.notes["lost for a while"]))
    return account


@fault("F10A", "PostgreSQL primary killed, lagging standby promoted",
       broken=("keeps_its_epoch",), short=False, databases=("postgresql",), proof="postgresql")  # fmt: skip
def unsure_failover(run: Run) -> Account:
    with _pair(run, synchronous=False) as pair:
        account = _lived_through(run, pair, lag=1.5)
    account.notes["taken back"] = account.must_be_none.pop("taken back")
    account.must_be_none["same epoch as before"] = int(not account.notes["new epoch"])
    account.must_be_none["nothing lost, so nothing mended"] = int(account.notes["lost for a while"] == 0)
    return account


def _lived_through(run: Run, pair: Pair, lag: float) -> Account:
    with run.server(own=True) as server:
        phones = run.phones(4, server.url)
        idle, busy = phones[0], phones[1:]
        for phone in phones:
            day.visits(phone, run.chance, *run.of((200, 2), (1_000, 5), (10_000, 50)))
        working = Thread(target=run.together, args=(Phone.sync, busy))
        working.start()
        run.together(Phone.push, [idle])
        pair.line.close() if lag else time.sleep(1)
        day.visits(idle, run.chance, 50)
        run.together(Phone.push, [idle])
        run.together(Phone.pull, [idle])  # So that it knows of feed numbers which a lagging standby has not seen.
        epoch = idle.state.epoch
        time.sleep(lag)
        began = time.monotonic()
        lost = pair.fail_over(phones)
        gap = time.monotonic() - began
        working.join()
        _until_quiet(run, phones)
        run.look_at(pair.standby.url + f"/{NAME}")
        account = run.account(phones)
    account.notes |= {"lost for a while": lost, "promoted after s": round(gap, 1)}
    account.notes["new epoch"] = idle.state.epoch != epoch
    return account


def _until_quiet(run: Run, phones: list[Phone]) -> None:
    """Twice: what a phone learns at its first pull it mends in the second round."""
    for _ in range(2):
        run.together(Phone.sync, phones)


@contextmanager
def _pair(run: Run, synchronous: bool) -> Iterator[Pair]:
    with ExitStack() as over:
        home = over.enter_context(a_home())
        primary, standby = Cluster(home, "primary"), Cluster(home, "standby")
        for cluster in (primary, standby):
            over.callback(cluster.stop)
        primary.create().run(f"CREATE DATABASE {NAME}")
        data = run.folder / "data"
        district.build(data, f"{primary.url}/{NAME}")
        line, switch = Switch(primary.port), Switch(primary.port)
        over.callback(line.close)
        over.callback(switch.close)
        standby.follow(line.port)
        if synchronous:
            primary.run(SYNCHRONOUS)
            primary.run("SELECT pg_reload_conf()")
        _wait_for_stream(primary.url, "sync" if synchronous else "async")
        run.use(Place(Path(data), f"postgresql://postgres@127.0.0.1:{switch.port}/{NAME}"))
        yield Pair(primary, standby, line, switch)


def _wait_for_stream(url: str, state: str) -> None:
    with psycopg.connect(f"{url}/postgres", autocommit=True) as connection:
        question = "SELECT sync_state FROM pg_stat_replication WHERE state = 'streaming'"
        while connection.execute(question).fetchall() != [(state,)]:
            time.sleep(0.1)
