"""F5: a third of all packets is lost at three tenths of a second; a day's work arrives, little of it sent twice."""

import gzip
import time

from fault.accounts import Account
from fault.client import day
from fault.client.phone import Phone
from fault.radio import SERVER, Link, Weather, inside, radio
from fault.run import Run, fault

MOST_WASTED = 0.35
MOST_SECONDS = 900


@fault("F5", "30 % loss at 300 ms", broken=("forgets_pieces",), short=False, databases=("sqlite",))
def weak_signal(run: Run) -> Account:
    accounts: list[Account] = []
    with radio(Weather()) as link:
        inside(link.phone, lambda: accounts.append(_day_in_the_cellar(run, link)))
    [account] = accounts
    account.notes |= {"packets": link.sent, "lost": link.lost}
    return account


def _day_in_the_cellar(run: Run, link: Link) -> Account:
    with run.server(own=True, host=SERVER, namespace=link.server) as server:
        [phone] = run.phones(1, server.url, MOST_SECONDS)
        day.visits(phone, run.chance, *run.of((30, 1), (100, 4), (100, 20)), 300 * 1024)
        phone.link.sent, began = 0, time.monotonic()
        run.together(Phone.sync, [phone])
        seconds, sent = time.monotonic() - began, phone.link.sent
        account = run.account([phone])
    wasted = 1 - _needed(phone) / sent
    account.must_be_none["too slow"] = int(seconds > MOST_SECONDS)
    account.must_be_none["too much sent twice"] = int(wasted > MOST_WASTED)
    account.notes |= {"seconds": round(seconds), "wasted": f"{wasted:.0%}"}
    return account


def _needed(phone: Phone) -> int:
    """The bytes that had to be sent once."""
    photos = sum(phone.state.photo(sha256).stat().st_size for sha256 in phone.state.photos)
    return photos + len(gzip.compress("".join(phone.state.operations).encode(), 5))
