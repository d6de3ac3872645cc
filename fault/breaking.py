"""Ways to break the server, each a mistake somebody once made."""

import gzip
import random
import time
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta
from typing import Any

from flask import Flask, current_app
from sqlalchemy import insert, select, text
from sqlalchemy.exc import OperationalError

from fault.broken import breaks
from server import clock, shell
from server.accounts import devices
from server.db import db, transaction
from server.evidence import folder
from server.ids import new_id
from server.planning.tables import PlanRow, PlanTeamRow
from server.sync import api, applying, arrivals, feeds, headers, pull, push, wire
from server.sync.tables import ChangeRow, SyncHeadRow
from server.trail.tables import TrailEntryRow
from server.visits import shapes


@breaks
def acks_early() -> None:
    """Answers before the commit, which comes a little later or never."""
    real, one_by_one = push.accept, ThreadPoolExecutor(1)

    def later(app: Flask, device_id: str, batch: Any) -> None:
        time.sleep(0.1)
        with app.app_context():
            real(device_id, batch)

    def accept(device_id: str, batch: Any) -> Any:
        one_by_one.submit(later, current_app._get_current_object(), device_id, batch)
        results = [{"dseq": batch.first + n, "id": "", "status": "applied"} for n in range(len(batch.texts))]
        return push.Receipt(batch.last, batch.head, results, [], [])

    api.push.accept = accept


@breaks
def loses_the_last() -> None:
    """Confirms a batch whose last operation it forgot to store."""
    real = applying.keep
    applying.keep = lambda device, arrived, now: real(device, arrived[:-1], now)


@breaks
def stores_again() -> None:
    """Stores what it has already, whenever it comes again."""
    real = push._before

    def before(device: Any, batch: Any) -> Any:
        rows = real(device, batch)
        for row in rows:
            entry = db.session.get_one(TrailEntryRow, row.id)
            columns = {column.name: getattr(entry, column.name) for column in TrailEntryRow.__table__.columns}
            again = {**columns, "id": new_id(), "device_id": None, "dseq": None}
            db.session.execute(insert(TrailEntryRow), again)
        return rows

    push._before = before


@breaks
def believes_photos() -> None:
    """Takes the sender's word for a photo's digest."""
    folder._digest = lambda partial: partial.name
    headers.require_digest = lambda *_: None


@breaks
def forgets_arrivals() -> None:
    """Stores a photo and tells nobody that it is there."""
    arrivals.note = lambda *_: None


@breaks
def drops_the_past() -> None:
    """Believes that what arrives now cannot have arrived earlier than what came before."""
    real, newest = applying.keep, [clock.now() - timedelta(days=900)]

    def keep(device: Any, arrived: Any, now: datetime) -> None:
        real(device, arrived if now >= newest[0] else [], now)
        newest[0] = max(newest[0], now)

    applying.keep = keep


@breaks
def judges_by_clock() -> None:
    """Sets aside what a phone with a wrong clock recorded."""
    real = applying._misfit

    def misfit(each: Any, *others: Any) -> str | None:
        off = abs(each.envelope.made_at - clock.now()) if each.envelope else timedelta()
        return real(each, *others) or ("wrong_clock" if off > timedelta(days=1) else None)

    applying._misfit = misfit


@breaks
def last_write_wins() -> None:
    """Shows one answer to each line, whoever gave it last."""
    real = shapes.answers
    shapes.answers = lambda rows: list({(each["inspection_item"], each["line"]): each for each in real(rows)}.values())


@breaks
def trusts_the_revoked() -> None:
    """Goes on taking what a revoked phone sends."""
    devices.of_token = devices.holder

    def accept(device_id: str, batch: Any) -> Any:
        with transaction():
            return push._taken(push._device(device_id, batch), batch, clock.now(), applying.apply)

    api.push.accept = accept


@breaks
def keeps_under_another() -> None:
    """Files everything under whoever signed in last."""
    real, last = applying.entry, [""]

    def entry(each: Any, device: Any, now: datetime) -> dict[str, Any]:
        last[0] = last[0] or device.account_id
        return {**real(each, device, now), "account_id": last[0]}

    applying.entry = entry


@breaks
def drops_strangers() -> None:
    """Throws away what somebody says of a visit that is no longer his."""
    real = applying.keep

    def keep(device: Any, arrived: Any, now: datetime) -> None:
        real(device, [each for each in arrived if not each.operation or _is_his(each.operation)], now)

    applying.keep = keep


def _is_his(operation: Any) -> bool:
    plans = db.select(PlanRow.id).where(PlanRow.visit_id == operation.entity_id)
    team = db.select(PlanTeamRow).where(PlanTeamRow.plan_id.in_(plans))
    return any(each.inspector_id == operation.inspector_id for each in db.session.scalars(team))


@breaks
def numbers_first() -> None:
    """Takes a feed's number at once, for everybody to see, and commits what bears it when it is ready."""

    def number(changes: Any) -> None:
        with db.engine.connect() as apart:
            rows = [
                {"feed": e.feed, "seq": _next(apart, e.feed), "entity": e.entity, "entity_id": e.entity_id,
                 "rev": e.rev, "op": e.op}
                for e in changes
            ]  # fmt: skip
            apart.commit()
        time.sleep(random.uniform(0, 0.008))
        db.session.execute(insert(ChangeRow), rows)

    feeds._number = number


def _next(apart: Any, feed: str) -> int:
    statement = text("UPDATE sync_head SET seq = seq + 1 WHERE feed = :feed RETURNING seq")
    return int(apart.execute(statement, {"feed": feed}).scalar_one())


@breaks
def unpacks_anything() -> None:
    """Unpacks a message before asking how big it becomes."""
    wire._inflated = gzip.decompress


@breaks
def keeps_its_epoch() -> None:
    """Does not notice that it was restored, and serves on from where the older copy stood."""
    pull.cursor.is_ours = lambda sent: False
    real = pull.page
    pull.page = lambda wanted, sent, limit: real(wanted, _within(sent), limit)


def _within(sent: Any) -> Any:
    heads = {row.feed: row.seq for row in db.session.execute(select(SyncHeadRow.feed, SyncHeadRow.seq))}
    feeds = {feed: min(seq, heads.get(feed, 0)) for feed, seq in (sent or {}).get("feeds", {}).items()}
    return {**sent, "feeds": feeds} if sent else sent


@breaks
def acks_when_full() -> None:
    """Says yes although there was no room."""
    real = push.accept

    def accept(device_id: str, batch: Any) -> Any:
        try:
            return real(device_id, batch)
        except OperationalError:
            results = [{"dseq": batch.first + n, "id": "", "status": "applied"} for n in range(len(batch.texts))]
            return push.Receipt(batch.last, batch.head, results, [], [])

    api.push.accept = accept


@breaks
def forgets_pieces() -> None:
    """Keeps the last piece of a photo only, and calls it whole."""

    def append(self: Any, sha256: str, offset: int, chunk: bytes, length: int, *_: Any) -> int:
        if offset + len(chunk) >= length:
            self.path(sha256).parent.mkdir(parents=True, exist_ok=True)
            self.path(sha256).write_bytes(chunk)
        return offset + len(chunk)

    folder.Folder.append = append
    folder.Folder.offset = lambda self, sha256: 0


@breaks
def serves_a_newer_build() -> None:
    """Nothing is broken here: the app's page is another, as after an upgrade."""
    real = shell.render_template
    shell.render_template = lambda name, **how: real(name, **how) + "<!-- newer -->"
