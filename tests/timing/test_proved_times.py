"""When a record was made is proved between two moments; the truth lies between them, and who bends it is noticed."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from server import clock
from server.accounts.tables import AccountRow
from server.db import db
from server.oversight.tables import IrregularityRow
from server.timing import beacons, grading, queries, saying, stating
from server.timing.head_code import Head, written
from server.timing.tables import ProvedTimeRow
from server.trail import checkpoints, exporting, verifier
from tests.field import Field, a_field, answer, open_visit
from tests.phone import Phone

MORNING = datetime(2026, 11, 23, 1, tzinfo=UTC)


class Day:
    """A day that goes by: what happens in it happens at its moment."""

    def __init__(self, app) -> None:
        self.app, self.now = app, MORNING

    @contextmanager
    def after(self, **time: float) -> Iterator[None]:
        self.now += timedelta(**time)
        with clock.at(self.now):
            yield

    def sign(self, **time: float) -> None:
        with self.after(**time):
            checkpoints.make(self.app.extensions["settings"])


@pytest.fixture
def day(app) -> Iterator[Day]:
    with clock.at(MORNING):
        yield Day(app)


@pytest.fixture
def field(client, day: Day) -> Field:
    field = a_field(client)
    open_visit(field.phone, field)
    field.phone.push()
    return field


def proved(operation: str) -> ProvedTimeRow:
    return db.session.get_one(ProvedTimeRow, operation)


def told() -> list[str]:
    return list(db.session.scalars(select(IrregularityRow.kind).order_by(IrregularityRow.noticed_at)))


def code_of(phone: Phone, **changed) -> str:
    """What the phone shows at the door: the end of its chain, signed if it has a key."""
    signature = phone.signed(len(phone.operations))["sig"]
    head = Head(phone.device, len(phone.operations), phone.heads[-1], bytes.fromhex(signature) if signature else None)
    return f"/W/{written(Head(**{**vars(head), **changed}))}"


@pytest.mark.one_database
def test_in_twenty_timelines_the_true_time_always_lies_between_the_bounds(field: Field, day: Day, tmp_path: Path):
    made: dict[str, datetime] = {}
    for seed in range(20):
        live(seed, Phone(field.client, account_of(field), "fire-rescue"), field, day, made)
    day.sign(seconds=50)
    grading.catch_up()

    rows = list(db.session.scalars(select(ProvedTimeRow).where(ProvedTimeRow.entry_id.in_(made))))

    assert len(rows) == len(made) > 100
    assert all(row.not_before <= made[row.entry_id] <= row.not_after for row in rows if row.not_before)
    assert {row.grade for row in rows} == {"A", "B", "C", "D"}
    assert any(row.witnessed for row in rows)
    assert set(told()) <= {"clock_suspect"}
    follows_by_anybodys_computing(tmp_path / "trail.zip", rows)


def follows_by_anybodys_computing(export: Path, rows: list[ProvedTimeRow]) -> None:
    """The verifier finds the same times and grades, and any that are stated better than they follow."""
    exporting.write(export, times=stating.stated)
    said = verifier.checked(str(export), tell_times=True)
    count = len(stating.stated(2**31))
    assert any(f"that follow: {count}/{count}" in line for line in said)
    for row in rows:
        line = next(line for line in said if line.startswith(f"{row.device_id} {row.dseq}:"))
        assert line.endswith(f" {row.grade} {row.flaw or ''}".rstrip())
        assert row.not_after.replace(microsecond=0).isoformat() in line
    for better in (lambda row: [*row[:4], "A"], lambda row: [row[0], row[2] - 60.0, *row[2:]]):
        times = [better(row) if row[4] == "C" else row for row in stating.stated(2**31)]
        exporting.write(export, times=lambda _, bent=times: bent)
        with pytest.raises(verifier.Broken, match=r"grade|time"):
            verifier.checked(str(export))


@pytest.mark.one_database
def test_the_verifier_reads_what_phones_write_as_fast_as_it_reads_anything(field: Field, day: Day):
    answer(field.phone, field, "conforming", envelope={"door_beacon": "ab" * 16, "skew_ms": -90})
    told = json.loads(field.phone.operations[-1])
    told |= {name: told.pop(name) for name in ("door_beacon", "blobs", "body")}
    spaced = json.dumps(told, ensure_ascii=False).encode()
    dense = json.dumps(told, ensure_ascii=False, separators=(",", ":")).encode()

    assert verifier.SAID.match(dense) and not verifier.SAID.match(spaced)
    assert verifier.said_in(spaced, None) == json.loads(spaced)
    assert verifier.shown_in(verifier.said_in(dense, verifier.SAID.match(dense))) == verifier.shown_in(told)
    assert verifier.shown_in({"beacon": 7}) == (None, "", None, None)


def live(seed: int, phone: Phone, field: Field, day: Day, made: dict[str, datetime]) -> None:
    """A phone's day as chance has it: without signal for hours, met at doors, its clock wrong and known to be."""
    chance = Random(seed)
    off = timedelta(milliseconds=chance.choice([0, 0, 90_000, -3_600_000]))
    for _ in range(8):
        with day.after(minutes=chance.choice([1, 3, 40, 300])):
            wrong = {"skew_ms": off // timedelta(milliseconds=1), **at_the_door(chance)}
            made[answer(phone, field, "conforming", made_at=day.now + off, envelope=wrong)] = day.now
            if chance.random() < 0.3:
                field.client.post(code_of(phone))
        if chance.random() < 0.5:
            with day.after(seconds=20):
                phone.push()
        if chance.random() < 0.5:
            day.sign(seconds=40)
    phone.push()


def at_the_door(chance: Random) -> dict[str, str]:
    return {"door_beacon": shown_at_the_door()} if chance.random() < 0.3 else {}


def shown_at_the_door() -> str:
    return beacons.current(within=beacons.AT_THE_DOOR) or ""


def account_of(field: Field) -> AccountRow:
    return db.session.get_one(AccountRow, field.phone.account)


@pytest.mark.one_database
def test_a_phone_with_signal_earns_grade_a(field: Field, day: Day):
    with day.after(minutes=4):
        operation = answer(field.phone, field, "conforming")
        field.phone.push(2)
    day.sign(seconds=50)

    assert grading.catch_up() == 2
    assert (proved(operation).grade, proved(operation).flaw) == ("A", None)
    assert grading.catch_up() == 0


@pytest.mark.one_database
def test_the_bounds_are_said_in_full_minutes_and_never_narrower_than_they_are(app, field: Field, day: Day):
    day.sign(minutes=4, seconds=10)
    grading.catch_up()
    times = queries.of_visit(field.visit)

    with app.test_request_context():
        said = [saying.proof_words(each.proved) for each in times.moments]
        assert said == ["没有时间凭据；最迟11月23日 周一 09:05，等级D"]
    with day.after(minutes=1), app.test_request_context():
        answer(field.phone, field, "conforming")
        field.phone.push(2)
        waiting = queries.of_visit(field.visit)
        assert saying.grade_counts(waiting) == "全部2条记录：等级D 1条、等日志签署1条"


@pytest.mark.one_database
def test_the_door_shows_a_time_code_to_anybody(field: Field):
    page = field.client.get(f"/e/{field.enterprise.premises[0].door_token}/time")

    assert page.status_code == 200
    assert "data:image/svg+xml" in page.text
    assert field.client.get(f"/e/{'x' * 22}/time").status_code == 404


@pytest.mark.one_database
@pytest.mark.parametrize(
    ("beacon", "flaw"),
    [(None, "no_beacon"), ("00" * 16, "unknown_beacon"), (7, "unknown_beacon"), ("x" * 90, "unknown_beacon")],
)
def test_a_record_without_a_beacon_of_ours_is_taken_and_earns_grade_d(field: Field, day: Day, beacon, flaw):
    phone = Phone(field.client, account_of(field), "fire-rescue")
    operation = answer(phone, field, "conforming", envelope={"beacon": beacon})
    assert phone.push().json["results"][0]["status"] == "applied"
    day.sign(seconds=50)
    grading.catch_up()

    assert (proved(operation).grade, proved(operation).flaw, proved(operation).not_before) == ("D", flaw, None)
    assert told() == []


def test_a_beacon_older_than_the_one_before_is_told_to_oversight(field: Field, day: Day):
    first = field.phone.beacon
    with day.after(minutes=6):
        field.phone.pull()
        answer(field.phone, field, "conforming")
        back = answer(field.phone, field, "conforming", line="2", envelope={"beacon": first})
        field.phone.push(2)
    day.sign(seconds=50)
    grading.catch_up()

    assert (proved(back).grade, proved(back).flaw) == ("D", "regress")
    assert proved(back).not_before == MORNING + timedelta(minutes=6)
    assert told() == ["time_regress"]


@pytest.mark.one_database
def test_who_says_an_earlier_time_than_his_record_can_have_is_told_to_oversight(field: Field, day: Day):
    with day.after(hours=3):
        field.phone.pull()
        dated_back = answer(field.phone, field, "conforming", made_at=MORNING)
        field.phone.push(2)
    day.sign(seconds=50)
    grading.catch_up()

    assert (proved(dated_back).grade, proved(dated_back).flaw) == ("D", "contradicted")
    assert told() == ["time_contradicted"]


def test_what_was_seen_at_the_door_is_proved_although_it_is_uploaded_days_later(field: Field, day: Day):
    field.phone.enrol_key()
    with day.after(minutes=2):
        seen = answer(field.phone, field, "conforming")
        assert field.client.post(code_of(field.phone)).status_code == 200
    day.sign(seconds=50)
    with day.after(days=2):
        unseen = answer(field.phone, field, "conforming", line="2")
        field.phone.push(2)
    day.sign(seconds=50)
    grading.catch_up()

    assert (proved(seen).grade, proved(seen).witnessed) == ("A", True)
    assert (proved(unseen).grade, proved(unseen).witnessed) == ("D", False)
    assert told() == []


@pytest.mark.one_database
def test_records_put_in_the_place_of_those_that_were_seen_are_told_to_oversight(field: Field, day: Day):
    phone = field.phone
    phone.enrol_key()
    answer(phone, field, "nonconforming")
    assert field.client.post(code_of(phone)).status_code == 200
    phone.operations.pop(), phone.heads.pop()
    answer(phone, field, "conforming")
    assert phone.push(2).status_code == 200
    day.sign(seconds=50)
    grading.catch_up()

    assert told() == ["records_replaced"]


@pytest.mark.one_database
def test_a_head_that_no_phone_of_ours_signed_is_not_believed(field: Field, day: Day):
    field.phone.enrol_key()
    asked = [
        code_of(field.phone, head="11" * 32),
        code_of(field.phone, device="0198f2c6-0000-7000-8000-0000000000d1"),
        "/W/12345",
    ]

    assert [field.client.get(each).status_code for each in asked] == [404, 404, 404]
    assert [field.client.post(each).status_code for each in asked] == [404, 404, 404]
    assert field.client.get(code_of(field.phone)).status_code == 200


@pytest.mark.one_database
def test_beacons_are_given_out_five_minutes_apart_and_the_door_asks_for_fresher_ones(field: Field, day: Day):
    first = field.phone.beacon
    with day.after(minutes=4):
        field.phone.pull()
        assert field.phone.beacon == first
        assert shown_at_the_door() != first
    with day.after(minutes=6):
        field.phone.pull()
        assert field.phone.beacon != first


@pytest.mark.parametrize(
    ("page", "counted", "said", "flaw"),
    [
        ("t", timedelta(hours=3), timedelta(minutes=9), "contradicted"),
        ("t", timedelta(minutes=4), timedelta(hours=3), None),
        ("other", timedelta(hours=3), timedelta(minutes=9), None),
    ],
)
def test_a_clock_that_is_turned_back_between_two_records_is_told_by_the_page_s_own(
    field: Field, day: Day, tmp_path: Path, page: str, counted: timedelta, said: timedelta, flaw: str | None
):
    """Both times lie within the bounds; a clock that stands still while a phone sleeps accuses nobody."""
    with day.after(minutes=1):
        answer(field.phone, field, "conforming", envelope={"mono": 1000})
    first = day.now
    with day.after(hours=4):
        ticked = {"mono": 1000 + counted // timedelta(milliseconds=1), "boot": page}
        second = answer(field.phone, field, "conforming", line="2", made_at=first + said, envelope=ticked)
        field.phone.push(2)
    day.sign(seconds=50)
    grading.catch_up()

    assert proved(second).flaw == flaw
    assert told() == ["time_contradicted"] * bool(flaw)
    exporting.write(tmp_path / "trail.zip", times=stating.stated)
    assert any("that follow: 3/3" in line for line in verifier.checked(str(tmp_path / "trail.zip")))
