"""F13, F14, F16: a phone revoked, a session that ends, an inspector moved, each with much that is not sent."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from fault.accounts import Account
from fault.client import day
from fault.client.phone import Draft, Phone
from fault.client.sending import Held, Sender
from fault.databases import Place
from fault.run import Run, fault, tried
from fault.stored import Stored
from server import clock, config, trail
from server.accounts import devices
from server.accounts.tables import DeviceRow
from server.app import create_app
from server.db import db, transaction
from server.planning.tables import PlanRow, PlanTeamRow


@contextmanager
def desk(place: Place) -> Iterator[None]:
    """Somebody with an office does something on this installation."""
    settings = config.Settings(data=place.data, database_url=place.database_url, front_end=False)
    with create_app(settings).app_context():
        try:
            yield
        finally:
            db.session.remove()
            db.engine.dispose()


@fault("F13", "phone revoked with work unsent", broken=("trusts_the_revoked",))
def revoked(run: Run) -> Account:
    unsent = 50
    with run.server() as server:
        [phone] = run.phones(1, server.url)
        day.visits(phone, run.chance, 30)
        phone.sync()
        day.visits(phone, run.chance, unsent)
        with desk(run.place):
            devices.revoke(phone.state.me["device"])
        refused = _held(phone)
        _surrender(phone)
        account = run.account([phone], set_aside=unsent)
    account.must_be_none["not refused"] = int(refused != "device_revoked")
    return account


def _held(phone: Phone) -> str:
    """Why the queue stands."""
    try:
        phone.push()
    except Held as held:
        return held.code
    return ""


def _surrender(phone: Phone) -> None:
    """Hands over what is left: the server keeps it aside, trusting nothing."""
    sender = Sender(phone.state, phone.link, phone.patience)
    sender.endpoint = "surrender"
    tried(lambda _: sender.send_all(), phone)


@fault("F14", "session ended with a full outbox", broken=("keeps_under_another",))
def session_ended(run: Run) -> Account:
    with run.server() as server:
        mine, other = run.phones(2, server.url)
        day.visits(mine, run.chance, *run.of((100, 6), (500, 60), (5_000, 200)), 100_000)
        _end_token(run.place, mine)
        held = _held(mine)
        day.visits(mine, run.chance, 10)
        day.visits(other, run.chance, 20)
        other.sync()
        early = mine.state.server_at
        mine.enrol()
        run.together(Phone.sync, [mine])
        account = run.account([mine, other])
    account.must_be_none["not held"] = int(held != "sign_in_first") + early
    account.must_be_none["under another"] = _under_another(Stored(run.place), [mine, other])
    return account


def _end_token(place: Place, phone: Phone) -> None:
    with desk(place), transaction():
        row = db.session.get_one(DeviceRow, phone.state.me["device"])
        row.token_expires_at = clock.now() - timedelta(days=1)


def _under_another(stored: Stored, phones: list[Phone]) -> int:
    """Operations of a phone that do not stand under its person."""
    owners = {phone.state.me["device"]: phone.state.me["account"] for phone in phones}
    rows = stored.ask("SELECT device_id, account_id FROM trail_entry WHERE device_id IS NOT NULL AND dseq IS NOT NULL")
    return sum(device in owners and owners[device] != account for device, account in rows)


@fault("F16", "taken off the team while offline", broken=("drops_strangers",))
def moved(run: Run) -> Account:
    with run.server() as server:
        [phone] = run.phones(1, server.url)
        visit = min(phone.records("visit").values(), key=lambda each: each["id"])
        visit_id = next(key for key, record in phone.records("visit").items() if record is visit)
        item = day.own_item(phone)
        phone.record(_unsent(visit_id, item, run, run.of(30, 100, 500)))
        with desk(run.place):
            _take_off(visit_id, phone.state.me["inspector"])
        tried(Phone.pull, phone)
        kept = visit_id in phone.records("visit")
        tried(Phone.push, phone)
        account = run.account([phone])
    account.must_be_none["dropped before it was sent"] = int(not kept)
    account.must_be_none["kept after it was sent"] = int(visit_id in phone.records("visit"))
    return account


def _unsent(visit: str, item: dict, run: Run, count: int) -> Iterator[Draft]:
    for _ in range(count):
        yield day.finding(visit, item, run.chance)


def _take_off(visit_id: str, inspector_id: str) -> None:
    with transaction():
        plans = db.select(PlanRow.id).where(PlanRow.visit_id == visit_id)
        team = db.delete(PlanTeamRow).where(PlanTeamRow.plan_id.in_(plans), PlanTeamRow.inspector_id == inspector_id)
        db.session.execute(team)
        trail.touched("visit", visit_id)
