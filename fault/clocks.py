"""F6, F7: clocks that are wrong, jump and run backwards, at the server and on the phones."""

import json
import shutil
import time
from collections import defaultdict
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread

from fault.accounts import Account
from fault.client import day
from fault.client.phone import Phone
from fault.run import NotPossible, Run, fault
from fault.stored import Stored

JUMPS = ("-1d", "+1d", "-2h", "+0", "+1d", "-1d")
LIBRARY = "faketime/libfaketimeMT.so.1"


@fault("F6", "server clock a day off and jumping", broken=("drops_the_past",))
def server_clock(run: Run) -> Account:
    clock = run.folder / "clock"
    _set(clock, "-1d")
    told = {"LD_PRELOAD": _library(), "FAKETIME_TIMESTAMP_FILE": str(clock), "FAKETIME_NO_CACHE": "1"}
    with run.server(own=True, FAKETIME_DONT_FAKE_MONOTONIC="1", DONT_FAKE_MONOTONIC="1", **told) as server:
        phones = run.phones(run.of(2, 4, 8), server.url)
        over, jumps = Event(), Jumps(clock)
        jumping = Thread(target=jumps.until, args=(over,))
        jumping.start()
        for _ in range(run.of(4, 20, 100)):
            for phone in phones:
                phone.batch = 5
                day.visits(phone, run.chance, run.of(10, 40, 100), 1, 30_000)
            for phone in phones:  # One after the other: under libfaketime two busy threads of Python starve each other.
                run.together(Phone.sync, [phone])
        over.set()
        jumping.join()
        account = run.account(phones)
    account.notes["jumps"] = jumps.done
    account.must_be_none["too few jumps"] = int(jumps.done < 3)
    return account


class Jumps:
    """Sets the server's clock to and fro."""

    def __init__(self, clock: Path) -> None:
        self.clock, self.done = clock, 0

    def until(self, over: Event) -> None:
        while not over.wait(0.15):
            self.done += 1
            _set(self.clock, JUMPS[self.done % len(JUMPS)])


def _set(clock: Path, offset: str) -> None:
    unfinished = clock.with_suffix(".part")
    unfinished.write_text(f"{offset}\n")
    unfinished.replace(clock)


def _library() -> str:
    found = next((path for path in Path("/usr/lib").glob(f"*/{LIBRARY}")), None)
    if found is None or shutil.which("faketime") is None:
        raise NotPossible("libfaketime is missing (apt-get install faketime)")
    return str(found)


@fault("F7", "phone clocks two days off, changed in mid-visit", broken=("judges_by_clock",))
def phone_clock(run: Run) -> Account:
    with run.server() as server:
        phones = run.phones(run.of(2, 4, 8), server.url)
        for round_ in range(run.of(2, 6, 20)):
            for place, phone in enumerate(phones):
                _a_day_at_odds(phone, run, days=2 if (round_ + place) % 2 else -2)
            run.together(Phone.sync, phones)
        account = run.account(phones)
        noticed = _noticed(Stored(run.place), phones)
    account.must_be_none["wrong clocks not noticed"] = len(phones) - noticed
    account.must_be_none["order changed"] = sum(map(_disordered, phones))
    return account


def _a_day_at_odds(phone: Phone, run: Run, days: int) -> None:
    """One visit; in its middle somebody sets the phone's clock."""
    drafts = day.visit(phone, run.chance, findings=run.of(10, 20, 20))
    middle = len(drafts) // 2
    phone.record(drafts[:middle])
    phone.clock_off = timedelta(days=days)
    phone.record(drafts[middle:])
    time.sleep(0.01)


def _noticed(stored: Stored, phones: list[Phone]) -> int:
    """On how many phones oversight learned of the clock."""
    rows = stored.ask(
        "SELECT DISTINCT t.device_id FROM irregularity i JOIN trail_entry t ON t.id = i.operation_id"
        " WHERE i.kind = 'clock_suspect'"
    )
    return len({row[0] for row in rows} & {phone.state.me["device"] for phone in phones})


def _disordered(phone: Phone) -> int:
    """Visits whose findings everybody sees in another order than this phone recorded them."""
    made: dict[str, list[str]] = defaultdict(list)
    for operation in map(json.loads, phone.state.operations):
        if operation["kind"] == "finding.recorded":
            made[operation["entity_id"]].append(operation["body"]["finding"])
    shown = phone.records("visit")
    return sum(
        [each["id"] for each in shown.get(visit, {}).get("findings", [])] != findings
        for visit, findings in made.items()
    )
