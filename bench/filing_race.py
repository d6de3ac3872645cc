"""A crowd files for a few enterprises at once; says how fast, and whether the rules, the numbers and the log held."""

import json
import multiprocessing
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import combinations
from multiprocessing.synchronize import Barrier
from pathlib import Path
from random import Random
from threading import Barrier as ThreadBarrier
from typing import Any

from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import aliased

from bench import city, places
from bench.city import Party
from bench.places import Place
from server import clock
from server.db import db
from server.planning import exporting, filing
from server.planning.tables import PlanRow, VisitRow
from server.planning.values import NewPlan
from server.refusals import REASONS, Refused
from server.vocabulary import Cause, Channel

AGENCIES = 8
QUIET_DAYS = 7
# Of twenty plans: one emergency, one tip-off, one order that fixes its day; the others are ordinary.
GREEN = {
    0: {"cause": Cause.EMERGENCY},
    1: {"cause": Cause.TIP_OFF},
    2: {"cause": Cause.SUPERIOR_ORDER, "fixed_day": True},
}
SPAN = 120


def show(plans: int, objects: int, workers: int, database: str) -> None:
    """Races threads, then processes, each in a database of its own."""
    for named in (database,) if database else ("sqlite", "postgresql"):
        for crowd, many in ((threads, workers), (processes, workers // 2)):
            with places.place(named) as place:
                race(place, crowd, many, plans, objects)


def race(place: Place, crowd: Callable[..., float], workers: int, plans: int, objects: int) -> None:
    """Has a crowd file, and prints what came of it."""
    app = places.app_on(place)
    with app.app_context():
        parties = city.fill(objects, 0, AGENCIES)
        db.session.remove()
        took = crowd(app, place, parties, workers, plans, objects)
        faults = [*lost(plans), *misnumbered(), *too_near(), *replayed_otherwise(place)]
        joint = len(db.session.scalars(select(PlanRow.id).where(PlanRow.visit_id.is_not(None))).all())
        visits = len(db.session.scalars(select(VisitRow.id).where(VisitRow.state == "open")).all())
        db.session.remove()
        db.engine.dispose()
    print(
        f"{workers} {crowd.__name__} file {plans:,} plans for {objects} enterprises on {place.kind}: "
        f"{plans / took:.0f} plans/s; {joint:,} plans in {visits:,} visits; "
        f"load of the machine {os.getloadavg()[0]:.1f}"
    )
    print("  " + ("; ".join(faults) or "none lost, numbers whole, no visit too near another, the replay agrees"))


def threads(app: Flask, _place: Place, parties: Sequence[Party], many: int, plans: int, objects: int) -> float:
    """Seconds that threads of one process take."""
    gate = ThreadBarrier(many + 1)

    def work(number: int) -> None:
        with app.app_context():
            gate.wait()
            file_share(number, parties, plans // many, objects)
            db.session.remove()

    with ThreadPoolExecutor(many) as pool:
        works = [pool.submit(work, number) for number in range(many)]
        gate.wait()
        began = time.perf_counter()
        for each in works:
            each.result()
        return time.perf_counter() - began


def processes(_app: Flask, place: Place, parties: Sequence[Party], many: int, plans: int, objects: int) -> float:
    """Seconds that processes take, once all are ready."""
    db.engine.dispose()
    context = multiprocessing.get_context("spawn")
    gate = context.Barrier(many + 1)
    share = plans // many
    works = [context.Process(target=alone, args=(gate, place, n, parties, share, objects)) for n in range(many)]
    for each in works:
        each.start()
    gate.wait()
    began = time.perf_counter()
    for each in works:
        each.join()
    return time.perf_counter() - began


def alone(gate: Barrier, place: Place, number: int, parties: Sequence[Party], share: int, objects: int) -> None:
    """One process of a crowd."""
    with places.app_on(place).app_context():
        gate.wait()
        file_share(number, parties, share, objects)
        db.session.remove()
        db.engine.dispose()


def file_share(number: int, parties: Sequence[Party], share: int, objects: int) -> None:
    """Files one worker's plans; what the rules refuse was filed too."""
    chance = Random(number)
    for _ in range(share):
        party = chance.choice(parties)
        try:
            filing.file_plan(a_plan(chance, party, objects), agency_id=party.agency, account_id=None)
        except Refused as refused:
            if refused.reason.code not in RULES:
                raise
        finally:
            db.session.remove()


RULES = {"notice_too_short", "item_already_planned", "quiet_period"} & REASONS.keys()


def a_plan(chance: Random, party: Party, objects: int) -> NewPlan:
    """A plan for one of the enterprises within four months."""
    item, _ = chance.choice(party.items)
    green: dict[str, Any] = GREEN.get(chance.randrange(20), {})
    return NewPlan(
        city.credit_code(chance.randrange(objects)), 1, (item,), party.as_team,
        clock.today() + timedelta(days=chance.randint(7, SPAN)),
        channel=Channel.GREEN if green else Channel.ORDINARY, reference="文号" if green else "", **green,
    )  # fmt: skip


def lost(plans: int) -> Iterator[str]:
    """Whether fewer plans are kept than were filed."""
    kept = len(db.session.scalars(select(PlanRow.id)).all())
    if kept != plans:
        yield f"LOST: {plans - kept} of {plans}"


def misnumbered() -> Iterator[str]:
    """Whether a filing number was given twice or left out."""
    numbers = sorted(db.session.scalars(select(PlanRow.number)))
    if numbers != list(range(1, len(numbers) + 1)):
        yield "MISNUMBERED"


def too_near() -> Iterator[str]:
    """Whether two visits stand in each other's quiet period though ordinary plans founded and still hold both."""
    founder = aliased(PlanRow)
    standing = db.session.execute(
        select(VisitRow.premises_id, VisitRow.visit_on, VisitRow.id)
        .join(founder, (founder.id == VisitRow.founding_plan_id) & (founder.visit_id == VisitRow.id))
        .where(VisitRow.state == "open", founder.channel == Channel.ORDINARY)
    ).all()
    for one, other in combinations(standing, 2):
        if one.premises_id == other.premises_id and abs((one.visit_on - other.visit_on).days) <= QUIET_DAYS:
            yield f"TOO NEAR: {one.id} {other.id}"


def replayed_otherwise(place: Place) -> Iterator[str]:
    """Whether the exported log, replayed, decides any plan otherwise than the database did."""
    log = place.folder / "log.jsonl"
    log.write_bytes(b"".join(exporting.log(exporting.Asked())))
    founders: dict[str | None, str | None] = dict(
        db.session.execute(select(VisitRow.id, VisitRow.founding_plan_id)).tuples().all()
    )
    decided = dict(db.session.execute(select(PlanRow.id, PlanRow.decision)).tuples().all())
    told = [json.loads(line) for line in replayed(log).splitlines()]
    decisions = [each for each in told if "line" in each]
    if len(decisions) != len(decided):
        yield f"REPLAY: {len(decisions)} decisions of {len(decided)}"
    for each in decisions:
        kept = decided[each["plan"]]
        visit = f"v:{founders[kept['visit']]}" if kept["visit"] else None
        ours = (kept["outcome"], kept["because"], visit, None if kept["because"] else kept["visit_on"])
        if ours != (each["outcome"], each.get("because"), each.get("visit"), each.get("visit_on")):
            yield f"REPLAY: {each} but {ours}"


def replayed(log: Path) -> bytes:
    """What `mashang replay` prints."""
    command = [Path(sys.executable).parent / "mashang", "replay", str(log)]
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout
