"""F1: the server and its workers are killed again and again in mid-push, and the phones with them."""

import time
from threading import Event, Thread

from fault.accounts import Account
from fault.client import day
from fault.client.phone import Phone
from fault.run import Run, fault
from fault.serving import Server

AT_ONCE, BETWEEN = (0.1, 0.4), (0.75, 2.25)


@fault("F1", "server killed in mid-push", broken=("acks_early", "loses_the_last"))
def server_killed(run: Run) -> Account:
    with run.server(own=True) as server:
        phones = run.phones(run.of(2, 4, 8), server.url)
        operations, photos = run.of((200, 2), (1_500, 8), (20_000, 50))
        for phone in phones:
            phone.batch = run.of(10, 25, 25)
            day.visits(phone, run.chance, operations, photos)
        over = Event()
        killer = Killer(server, over, run)
        killer.start()
        run.together(Phone.sync, phones)
        over.set()
        killer.join()
        account = run.account(phones)
    account.notes["kills"] = killer.kills
    account.must_be_none["never killed"] = int(killer.kills == 0)
    return account


class Killer(Thread):
    """Kills the server, starts it again, and waits a little, until the run is over."""

    def __init__(self, server: Server, over: Event, run: Run) -> None:
        super().__init__()
        self.server, self.over, self.chance = server, over, run.chance
        self.kills, self.most = 0, run.of(2, 8, 300)
        self.between = run.of(AT_ONCE, BETWEEN, BETWEEN)

    def run(self) -> None:
        while self.kills < self.most and not self.over.wait(self.chance.uniform(*self.between)):
            self.server.kill()
            self.kills += 1
            time.sleep(0.1)
            self.server.start()
