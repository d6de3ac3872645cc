"""Objecting to another agency's result, and what the bureau and the objector do then; each act is left in the trail."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from server import clock, trail
from server.db import db, lock, next_number, transaction
from server.evidence import sent, store
from server.ids import is_id, new_id
from server.oversight import objection_rules as rules
from server.oversight import objection_telling, objection_ties, working_calendar
from server.oversight.objection_rules import By
from server.planning import queries
from server.policy import Actor
from server.refusals import (
    INVALID,
    NOT_FOUND,
    NOT_SIGNED_YET,
    OBJECTED_ALREADY,
    OBJECTION_RUNNING,
    TEXT_MISSING,
    TEXT_TOO_LONG,
    TOO_MANY_PHOTOS,
    Refused,
)
from server.registry.tables import PremisesRow
from server.visits import recognition
from server.visits.objection_tables import OPEN, ObjectionPhotoRow, ObjectionRow
from server.visits.sign_off_tables import SignOffRow
from server.visits.tables import ResultRow
from server.vocabulary import ObjectionAct, ObjectionGround, ObjectionState, ResultOrigin

DECIDED = (ResultOrigin.UPHELD, ResultOrigin.AMENDED, ResultOrigin.WITHDRAWN)
MOST_LETTERS = 4000
MOST_PHOTOS = 9


@dataclass(frozen=True)
class Said:
    """What an agency says against a result: which items, upon which ground, and in its own words."""

    items: tuple[str, ...]
    ground: ObjectionGround
    text: str


def file(result_id: str, said: Said, *, agency_id: str, by: Actor) -> str:
    """Objects to a result in force and returns the objection's id; photos follow one by one."""
    _require_words(said.text)
    with transaction():
        result = objectionable(result_id)
        lock(f"objections:{result.visit_id}")
        _require_may(result, agency_id, said.items)
        today = clock.today()
        row = ObjectionRow(
            id=new_id(), number=f"YY{today.year}-{next_number(f'objection {today.year}'):04}",
            visit_id=result.visit_id, result_id=result.id, against_id=result.agency_id, agency_id=agency_id,
            items=list(said.items), ground=said.ground, text=said.text, account_id=by.account_id,
            filed_at=clock.now(), state=ObjectionState.FILED,
        )  # fmt: skip
        row.due_on = due(ObjectionState.FILED)
        db.session.add(row)
        db.session.flush()
        facts = {"result": result.id, "items": list(said.items), "ground": said.ground, "text": said.text}
        tell(row, ObjectionAct.FILED, facts, by.account_id)
        objection_telling.told(row, ObjectionAct.FILED)
        return row.id


def add_photo(objection_id: str, data: bytes, *, by: Actor) -> None:
    """Adds a photo as evidence before the re-inspection; each once."""
    mime = sent.require_photo(data)
    with transaction():
        row = held(objection_id)
        rules.step(ObjectionState(row.state), ObjectionAct.PHOTOGRAPHED, By.OBJECTOR)
        sha256 = store.keep(data, mime)
        if sha256 in {each.sha256 for each in row.photos}:
            return
        if len(row.photos) >= MOST_PHOTOS:
            raise Refused(TOO_MANY_PHOTOS, most=MOST_PHOTOS)
        row.photos.append(ObjectionPhotoRow(sha256=sha256, position=len(row.photos), added_at=clock.now()))
        tell(row, ObjectionAct.PHOTOGRAPHED, {"photo": sha256}, by.account_id)


def decide(objection_id: str, what: ObjectionAct, text: str, *, by: Actor) -> None:
    """The bureau accepts or declines; whoever has an interest in either side leaves it to others."""
    with transaction():
        row = held(objection_id)
        rules.step(ObjectionState(row.state), what, By.BUREAU)
        objection_ties.require_no_conflict(row, by)
        rules.require_said(what, text)
        row.handler_id, row.decision = by.account_id, text
        move(row, what, By.BUREAU, {"text": text}, by.account_id)


def attend(objection_id: str, comes: bool, *, by: Actor) -> None:
    """The first agency says whether it attends the re-inspection; it may change its mind until then."""
    what = ObjectionAct.ATTEND if comes else ObjectionAct.STAY_AWAY
    with transaction():
        row = held(objection_id)
        row.attends = comes
        move(row, what, By.FIRST, {}, by.account_id)


def move(row: ObjectionRow, what: ObjectionAct, by: By, facts: Mapping[str, Any], account_id: str | None) -> None:
    """Moves an objection on, with the term of its new state; told to the trail, the people and the phones."""
    before, row.state = row.state, rules.step(ObjectionState(row.state), what, by)
    if before != row.state:
        row.due_on, row.reminded_on = due(ObjectionState(row.state)), None
    tell(row, what, {**facts, "from": before, "to": row.state, "due_on": row.due_on}, account_id)
    objection_telling.told(row, what)


def due(state: ObjectionState) -> Any:
    """By when a state that begins today should be left."""
    _, settings = queries.settings_on(clock.today())
    return rules.due(state, clock.today(), settings.objection_decision_days, working_calendar.known())


def held(objection_id: str) -> ObjectionRow:
    """An objection, held against others until the transaction ends."""
    lock(f"objection:{objection_id}")
    row = db.session.get(ObjectionRow, objection_id, populate_existing=True) if is_id(objection_id) else None
    if row is None:
        raise Refused(NOT_FOUND)
    return row


def tell(row: ObjectionRow, what: ObjectionAct, facts: Mapping[str, Any], account_id: str | None) -> None:
    """Leaves an act in the trail, where its history is read; whatever shows the result shows that it is objected to."""
    trail.append(f"objection.{what}", "objection", row.id, facts, account_id=account_id, agency_id=row.agency_id)
    trail.touched("visit", row.visit_id)
    recognition.upon_change(row.visit_id, facts)


def objectionable(result_id: str) -> ResultRow:
    """The newest signed version of a result, by the id of any of its versions."""
    named = db.session.get(ResultRow, result_id) if is_id(result_id) else None
    if named is None or named.premises_id is None:
        raise Refused(NOT_FOUND)
    signed = (
        select(ResultRow)
        .join(SignOffRow, SignOffRow.result_id == ResultRow.id)
        .where(ResultRow.visit_id == named.visit_id, ResultRow.agency_id == named.agency_id)
        .order_by(ResultRow.version.desc())
        .limit(1)
    )
    newest = db.session.scalar(signed)
    if newest is None:
        raise Refused(NOT_SIGNED_YET)
    return newest


def signed_on(result: ResultRow) -> Any:
    """The day a version was signed off: from then on it can be objected to."""
    return clock.local_day(db.session.get_one(SignOffRow, result.id).signed_at)


def days_to_object() -> int:
    """How many days after its sign-off a result can be objected to."""
    _, settings = queries.settings_on(clock.today())
    return settings.objection_days


def place_of(result: ResultRow) -> PremisesRow:
    """Where the result was found."""
    return db.session.get_one(PremisesRow, result.premises_id)


def against(visit_id: str, agency_id: str) -> list[ObjectionRow]:
    """Every objection to an agency's result of a visit, the newest first."""
    wanted = select(ObjectionRow).where(ObjectionRow.visit_id == visit_id, ObjectionRow.against_id == agency_id)
    return list(db.session.scalars(wanted.order_by(ObjectionRow.filed_at.desc())))


def _require_may(result: ResultRow, agency_id: str, items: Collection[str]) -> None:
    """One objection runs at a time; what the bureau has decided, or declined to the same agency, is not reopened."""
    rules.require_may_object(agency_id, result.agency_id, signed_on(result), clock.today(), days_to_object())
    if result.origin in DECIDED:
        raise Refused(OBJECTED_ALREADY)
    if not items or not set(items) <= {each["item"] for each in result.outcomes}:
        raise Refused(INVALID, fields="items")
    before = against(result.visit_id, result.agency_id)
    if running := next((each for each in before if each.state in OPEN), None):
        raise Refused(OBJECTION_RUNNING, number=running.number)
    own = (each for each in before if each.agency_id == agency_id and each.result_id == result.id)
    if any(each.state == ObjectionState.DECLINED for each in own):
        raise Refused(OBJECTED_ALREADY)


def _require_words(text: str) -> None:
    if not text.strip():
        raise Refused(TEXT_MISSING)
    if len(text) > MOST_LETTERS:
        raise Refused(TEXT_TOO_LONG, most=MOST_LETTERS)
