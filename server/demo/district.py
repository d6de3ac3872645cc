"""Builds the demo district: rosters imported, accounts opened, and a half-year played day by day."""

import tempfile
from collections import defaultdict
from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from pathlib import Path

from flask import Flask, current_app
from sqlalchemy import select

from server import clock
from server.accounts import queries as accounts
from server.db import db, transaction
from server.demo import (
    adjustments,
    answers,
    bureau,
    cast,
    filing_desk,
    guidance,
    learned,
    national_codes,
    papers,
    photos,
    privacy,
    recognised,
    schedule,
    spoken,
)
from server.demo.crew import Crew
from server.demo.disputes import Disputes
from server.demo.enterprises import enterprise_rows
from server.demo.evenings import Evenings, evenings
from server.demo.following_up import FollowingUp
from server.demo.history import History, visits_on
from server.demo.people import inspector_rows
from server.demo.rosters import BEFORE_THE_CODE, CODE_IN_FORCE, write_rosters
from server.demo.schedule import Filing, moment
from server.demo.summary import Summary, summarise
from server.registry.imports import apply, plan_sheet, read_sheet
from server.registry.portraits import keep_portrait
from server.registry.tables import InspectorRow
from server.statistics import keeping
from server.sync import quiet_records
from server.timing import grading

SEED = 370211
DROP_INS = (3, 24, 61, 97, 140)  # so many days ago somebody entered without a plan: oversight has work to do
SETTLED_IN = timedelta(days=7)  # the registry stood before the first plan was filed


def build(app: Flask, enterprises: int = schedule.OF_ENTERPRISES, seed: int = SEED, day: date | None = None) -> Summary:
    """Builds the district unless it stands already; the same for the same seed and day. All of it or nothing."""
    with app.app_context():
        day = day or clock.today()
        if accounts.by_sign_in_name(cast.CAST[0].sign_in_name) is None:
            with (
                evenings(app.extensions["settings"], moment(day, 7)) as signed,
                clock.at(moment(day, 7)),
                transaction(),
            ):
                _build(enterprises, seed, day, signed)
            keeping.catch_up()
            grading.catch_up()
        return summarise(app, day)


def _build(enterprises: int, seed: int, day: date, signed: Evenings) -> None:
    inspectors = inspector_rows(seed)
    known = schedule.district(enterprise_rows(seed, enterprises), inspectors)
    staged = cast.scenes(known, day)
    pairs = filing_desk.neighbours(known, day, staged)
    besides = frozenset(scene.premises["credit_code"] for scene in (*staged, *pairs))
    drawn = schedule.filings(known, seed, day, schedule.visits_for(enterprises), besides)
    arranged = [*cast.plans(known, [*staged, *pairs], day), *recognised.plans(known, staged, day)]
    filings = sorted([*drawn, *arranged], key=lambda plan: plan.filed_at)
    begins = min(filings[0].filed_at.date(), day - timedelta(days=schedule.HALF_YEAR)) - SETTLED_IN
    with tempfile.TemporaryDirectory() as folder:
        write_rosters(Path(folder), seed, enterprises)
        with clock.at(moment(begins, 9)):
            import_rosters(_first(Path(folder), begins))
            portray_inspectors()
            crew = Crew(seed)
            crew.open_cast(inspectors, staged[0].premises)
        history, follow = History(crew, seed, signed), FollowingUp(crew, seed, day)
        for on, plans in _days(begins, day, filings):
            with clock.at(moment(on, 8)):
                if on == CODE_IN_FORCE:
                    import_rosters([Path(folder) / "items.csv"])
                history.file(plans)
                history.carry_out(on)
                if (day - on).days in DROP_INS:
                    history.drop_in(on)
                history.rate(on)
                follow.of_day(on)
                spoken.close_week(on)
            signed.sign(moment(on, 22))
    guidance.publish()
    history.file(plan for plan in filings if plan.filed_at.date() >= day)
    _begin_today(history, staged, day)
    learned.learn(history.onsite, staged, day)
    spoken.redact(day)
    bureau.tell(crew, staged[0].premises["credit_code"], day)
    follow.leave_open()
    answers.give(crew, staged[0].premises["credit_code"], day)
    recognised.agree(crew, staged[0].premises["credit_code"], day)
    Disputes(crew, known, history, staged[0].premises["credit_code"], day).tell()
    quiet_records.publish()
    filing_desk.propose(crew, pairs, day)
    adjustments.tell(day)
    privacy.tell(staged[0].premises["credit_code"], day)
    papers.issue(day)
    guidance.assess(day)
    guidance.call_on(staged[0].premises["credit_code"], day)
    national_codes.write(current_app.extensions["settings"].data)
    filing_desk.write_example(current_app.extensions["settings"].data, known, day, [*staged, *pairs])


def portray_inspectors() -> None:
    """Everybody on the list gets the picture that an enterprise compares at the door."""
    for inspector_id, name in db.session.execute(select(InspectorRow.id, InspectorRow.name)).all():
        keep_portrait(inspector_id, photos.portrait(name), None)


def import_rosters(files: Iterable[Path]) -> None:
    """Imports roster files as the import command does; the demo's own files have no bad line."""
    for file in files:
        apply(plan_sheet(read_sheet(file.read_bytes())), by=None, stop_on_problem=True)


def _first(folder: Path, begins: date) -> list[Path]:
    items = "items.csv" if begins >= CODE_IN_FORCE else BEFORE_THE_CODE
    return [folder / name for name in ("agencies.csv", "inspectors.csv", items, "item_lines.csv", "enterprises.csv")]


def _days(begins: date, until: date, filings: Iterable[Filing]) -> Iterator[tuple[date, list[Filing]]]:
    filed: dict[date, list[Filing]] = defaultdict(list)
    for plan in filings:
        filed[plan.filed_at.date()].append(plan)
    for number in range((until - begins).days):
        on = begins + timedelta(days=number)
        yield on, filed[on]


def _begin_today(history: History, staged: list[cast.Scene], day: date) -> None:
    if len(staged) <= cast.UNDER_WAY:
        return
    scene = staged[cast.UNDER_WAY]
    for visit in visits_on(day):
        if visit.premises and visit.premises.enterprise.credit_code == scene.premises["credit_code"]:
            history.onsite.begin(visit, moment(day, 6, 30))
