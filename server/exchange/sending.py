"""报送: the check-action records of a period, those that hold and those that do not, and an export of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app

from server import clock, trail
from server.db import next_number, transaction
from server.exchange import check_action, sheets
from server.exchange.check_action import COLUMNS, Inspection, Problem, Record, Sending
from server.exchange.inspections import Period, inspections
from server.exchange.item_codes import NONE, item_codes
from server.refusals import PERIOD_NOT_RIGHT, TOO_MANY_BATCHES, Refused

LONGEST = 366
MOST_SHOWN = 100
MOST_BATCHES = 99_999
NAMES = {column: name for column, (name, *_) in COLUMNS.items()}


@dataclass(frozen=True)
class Made:
    """A record, what it was made of, and what is wrong with it."""

    of: Inspection
    record: Record
    problems: list[Problem]


@dataclass(frozen=True)
class Looked:
    """What an export of a period would hold, and the first records that it would leave out."""

    good: int
    bad: int
    shown: list[Made]


def require_period(period: Period) -> None:
    """At most a year, and forwards."""
    if not 0 <= (period.until - period.since).days < LONGEST:
        raise Refused(PERIOD_NOT_RIGHT, most=LONGEST)


def made(period: Period, sending: Sending) -> Iterator[Made]:
    """Every record of the period with its problems."""
    codes = item_codes(current_app.extensions["settings"].data)
    for each in inspections(period):
        record = check_action.record(each, codes.get(each.item, NONE), sending)
        yield Made(each, record, check_action.problems(record))


def looked(period: Period) -> Looked:
    """What an export would hold, without one."""
    require_period(period)
    trial = Sending(_now(), "—", _batch(clock.today(), 1))
    good, bad = 0, 0
    shown: list[Made] = []
    for each in made(period, trial):
        if not each.problems:
            good += 1
            continue
        bad += 1
        if len(shown) < MOST_SHOWN:
            shown.append(each)
    return Looked(good, bad, shown)


def export(period: Period, kind: str, *, by: str, account_id: str | None = None) -> Iterator[bytes]:
    """The valid records of a period as a file, piece by piece; its batch gets a number, and the trail says who."""
    require_period(period)
    item_codes(current_app.extensions["settings"].data)
    sending = Sending(_now(), by, _new_batch(period, kind, account_id))
    rows = (each.record for each in made(period, sending) if not each.problems)
    return sheets.pieces(kind, NAMES, rows)


def _new_batch(period: Period, kind: str, account_id: str | None) -> str:
    with transaction():
        number = next_number(f"cd_batch:{clock.today().isoformat()}")
        if number > MOST_BATCHES:
            raise Refused(TOO_MANY_BATCHES)
        batch = _batch(clock.today(), number)
        facts = {
            "batch": batch, "since": period.since.isoformat(), "until": period.until.isoformat(), "format": kind,
            "agencies": sorted(period.agencies) if period.agencies is not None else None,
        }  # fmt: skip
        trail.append("actions.exported", "export", batch, facts, account_id=account_id)
    return batch


def _batch(day: date, number: int) -> str:
    return f"{day:%Y%m%d}{number:05}"


def _now() -> datetime:
    return clock.now().astimezone(clock.LOCAL)
