"""What two people remove by law is gone everywhere, and the log says so to everybody who checks it."""

import io
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select, update
from sqlalchemy.exc import IntegrityError

from server import clock
from server.cli import main
from server.config import Settings
from server.db import db, transaction
from server.evidence import store
from server.evidence.tables import BlobRow
from server.feedback.commands import rate_visit
from server.feedback.tables import RatingRow
from server.oversight import cases
from server.oversight.case_tables import CaseRow, HoldRow
from server.planning.tables import VisitRow
from server.privacy import due, removals
from server.privacy.marking import MARK
from server.privacy.tables import RemovalRow
from server.refusals import REMOVAL_HELD, REMOVAL_STANDS, REMOVAL_TOO_EARLY, SAME_PERSON, Refused
from server.trail import checkpoints, exporting, verifier
from server.trail.tables import LeafRow, TrailEntryRow
from server.vocabulary import CaseAct, CaseOrigin, Role, VisitState
from tests.builders import an_account, signed_in
from tests.field import Field, a_field, close, find, open_visit
from tests.oversight.bureau import a_bureau, actor
from tests.phone import a_blob

SECRET = "后厨员工张小花的身份证放在灶台上"
LONG_AGO = clock.today() - timedelta(days=365 * 10 + 4)
ORDER = {"ground": "court", "ordered_by": "黄岛区人民法院", "reference": "（2026）鲁0211民初7号"}


@dataclass
class World:
    """A visit with a phone's day in it, whose finding and photo should not have been recorded."""

    field: Field
    operation: str
    photo: str
    first: str
    second: str

    @property
    def visit(self) -> str:
        return self.field.visit

    def propose(self, scope: str, target: str, **order: str) -> RemovalRow:
        return removals.propose(removals.read(scope, target, **ORDER | order), by=self.first)

    def remove(self, scope: str, target: str, **order: str) -> None:
        removals.carry_out(self.propose(scope, target, **order).id, by=self.second)


@pytest.fixture
def world(client: FlaskClient, settings: Settings) -> World:
    field = a_field(client)
    picture = io.BytesIO()
    Image.new("RGB", (64, 48), "red").save(picture, "JPEG")
    photo = a_blob(picture.getvalue())
    open_visit(field.phone, field, place={"lat_e7": 359612345, "lon_e7": 1201234567, "accuracy_m": 9})
    find(field.phone, field, text=SECRET, evidence=[photo["sha256"]], blobs=[photo])
    close(field.phone, field)
    field.phone.push()
    field.phone.send(photo["sha256"], 0, photo["size"], picture.getvalue())
    operation = db.session.scalar(select(TrailEntryRow.id).where(TrailEntryRow.kind == "finding.recorded"))
    people = (an_account(Role.SUPERVISOR, name=name).id for name in ("栾书岑", "程立"))
    checkpoints.make(settings)
    return World(field, operation, photo["sha256"], *people)


def checked(settings: Settings, to: Path) -> list[str]:
    """What the verifier tells of the log as it stands, once it is signed."""
    checkpoints.make(settings)
    exporting.write(to, settings.photos)
    return verifier.checked(str(to))


def everything_kept() -> str:
    """Every row of every table as text, with bytes read as text too."""
    rows = [row for table in db.metadata.sorted_tables for row in db.session.execute(select(table))]
    return "\n".join(
        each.decode(errors="replace") if isinstance(each, bytes) else repr(each) for row in rows for each in row
    )


def test_a_removed_record_is_gone_from_every_table_and_the_log_still_holds(
    world: World, settings: Settings, tmp_path: Path
):
    assert SECRET in everything_kept() and SECRET in str(world.field.phone.visit(world.visit))

    world.remove("operation", world.operation)

    assert SECRET not in everything_kept()
    assert MARK in str(world.field.phone.visit(world.visit)["findings"])
    told = checked(settings, tmp_path / "trail.zip")
    assert any("destroyed by law: 1" in line for line in told)
    assert checkpoints.audit(settings) is None


def test_until_its_removal_is_signed_no_export_is_made_that_could_not_explain_it(
    world: World, settings: Settings, tmp_path: Path
):
    world.remove("operation", world.operation)

    with pytest.raises(Refused, match="log_not_signed"):
        exporting.write(tmp_path / "trail.zip", settings.photos)


def test_a_removed_photo_is_asked_of_nobody_shown_to_nobody_and_told_to_phones(
    world: World, settings: Settings, client: FlaskClient, tmp_path: Path
):
    desk = signed_in(client, an_account(Role.SUPERVISOR))
    assert desk.get(f"/desk/evidence/{world.photo}").status_code == 200

    world.remove("file", world.photo)

    assert not [path for path in settings.photos.rglob("*") if world.photo in path.name]
    assert store.missing([world.photo]) == [] and store.awaited(world.field.phone.account, 9) == []
    assert world.field.phone.head(world.photo).status_code == 200, "a phone that still has it sends it no more"
    assert world.field.phone.send(world.photo, 0, 3, b"abc").status_code == 201 and not store.stored(world.photo)
    [file] = world.field.phone.visit(world.visit)["evidence"]
    assert file["removed"] is True and file["stored"] is False
    assert desk.get(f"/desk/evidence/{world.photo}").status_code == 404
    assert desk.get(f"/desk/evidence/{world.photo}/original").status_code == 410
    assert "已依法移除" in desk.get(f"/desk/visits/{world.visit}").text
    assert any("photos: 0/0" in line for line in checked(settings, tmp_path / "trail.zip"))


def test_everything_of_a_visit_goes_but_when_it_was_by_whom_and_how_it_ended(world: World, client: FlaskClient):
    world.remove("visit", world.visit, reference="档案鉴定意见书第3号")

    kept = everything_kept()
    for secret in (SECRET, "359612345", "检查完毕"):
        assert secret not in kept
    assert db.session.get_one(VisitRow, world.visit).state == VisitState.COMPLETED
    page = signed_in(client, an_account(Role.SUPERVISOR)).get(f"/desk/visits/{world.visit}")
    assert page.status_code == 200 and "档案鉴定意见书第3号" in page.text


def test_one_person_removes_nothing_and_nothing_twice(world: World):
    proposed = world.propose("operation", world.operation).id

    with pytest.raises(Refused, match=SAME_PERSON.code):
        removals.carry_out(proposed, by=world.first)
    with pytest.raises(Refused, match=REMOVAL_STANDS.code):
        world.propose("operation", world.operation)
    with pytest.raises(Refused, match=REMOVAL_TOO_EARLY.code):
        world.propose("visit", world.visit, ground="expired")
    assert SECRET in everything_kept()


def test_while_a_case_is_open_neither_people_nor_the_database_let_anything_go(world: World):
    proposed = world.propose("operation", world.operation).id
    with transaction():
        case = cases.open_case(CaseOrigin.BUREAU, "查", by=None, visit_id=world.visit)
        db.session.add(HoldRow(case_id=case.id, visit_id=world.visit, held_at=clock.now()))
        db.session.get_one(VisitRow, world.visit).visit_on = LONG_AGO

    for scope, target in (("visit", world.visit), ("file", world.photo)):
        with pytest.raises(Refused, match=REMOVAL_HELD.code):
            world.propose(scope, target)
    with pytest.raises(Refused, match=REMOVAL_HELD.code):
        removals.carry_out(proposed, by=world.second)
    emptied = update(LeafRow).where(LeafRow.entry_id == world.operation).values(salt=None)
    given_up = update(BlobRow).where(BlobRow.sha256 == world.photo).values(removed_at=clock.now())
    for statement in (emptied, given_up):
        with pytest.raises(IntegrityError, match="held as evidence"), transaction():
            db.session.execute(statement)
    assert due.visits(1) == ([], 0)


def test_words_of_a_complaint_and_of_a_rating_go_once_nobody_needs_them(app: Flask):
    bureau = a_bureau()
    rate_visit(bureau.visit.id, process=2, result=2, process_text=SECRET, by=actor(bureau.manager))
    rating = db.session.scalar(select(RatingRow.id))
    complaint = bureau.file(text=SECRET).id
    case = db.session.scalar(select(CaseRow.id))

    def remove(scope: str, target: str) -> None:
        proposed = removals.propose(removals.read(scope, target, **ORDER), by=bureau.supervisor.id)
        removals.carry_out(proposed.id, by=bureau.colleague.id)

    for scope, target in (("complaint", complaint), ("rating", rating)):
        with pytest.raises(Refused, match=REMOVAL_HELD.code):
            remove(scope, target)
    cases.act(case, CaseAct.DECLINE, by=bureau.by, text="不属实")
    remove("complaint", complaint)
    remove("rating", rating)

    assert SECRET not in everything_kept()
    assert db.session.get_one(RatingRow, rating).process == 2


def test_the_desk_lists_what_is_due_and_two_officers_let_it_go(world: World, client: FlaskClient):
    with transaction():
        visit = db.session.get_one(VisitRow, world.visit)
        visit.visit_on = LONG_AGO
    first, second = (an_account(Role.SUPERVISOR, name=name) for name in ("甲", "乙"))
    desk = signed_in(client, first)
    assert f'value="{world.visit}" checked' in desk.get("/desk/removals").text

    wordless = desk.post("/desk/removals", data={"visit": world.visit, "ordered_by": "本局", "reference": " "})
    asked = desk.post("/desk/removals", data={"visit": world.visit, "ordered_by": "本局", "reference": "鉴定意见3号"})
    [row] = db.session.scalars(select(RemovalRow)).all()
    alone = desk.post("/desk/removals/decisions", data={"removal": row.id, "answer": "confirm"})
    both = signed_in(client, second).post("/desk/removals/decisions", data={"removal": row.id, "answer": "confirm"})

    assert [each.status_code for each in (wordless, asked, alone, both)] == [422, 303, 422, 303]
    assert SECRET not in everything_kept()
    shown = desk.get("/desk/removals").text
    assert "鉴定意见3号" in shown and "乙复核" in shown and f'value="{world.visit}"' not in shown


def test_the_enterprise_reads_on_its_page_and_in_its_proof_why_something_is_gone(
    world: World, settings: Settings, client: FlaskClient
):
    manager = an_account(Role.MANAGER, enterprise=world.field.enterprise)
    address = f"/e/{world.field.enterprise.premises[0].door_token}/visits/{world.visit}"

    world.remove("operation", world.operation)
    checkpoints.make(settings)

    signed = signed_in(client, manager)
    page, proof = signed.get(address).text, signed.get(f"{address}/proof.json").text
    for told in (ORDER["ordered_by"], ORDER["reference"]):
        assert told in page and told in proof
    assert SECRET not in page and MARK in page


def test_the_command_removes_what_two_supervisors_stand_for_and_says_where_it_is_told(
    world: World, settings: Settings, monkeypatch: pytest.MonkeyPatch
):
    for variable, value in (("MASHANG_DATA", settings.data), ("DATABASE_URL", settings.database_url)):
        monkeypatch.setenv(variable, str(value))
    for name in ("zhang.li", "wang.fang"):
        an_account(Role.SUPERVISOR, name=name, sign_in_name=name)
    order = ["redact", "operation", world.operation, "--ground", "court", "--ordered-by", "法院", "--reference", "7号"]

    alone = CliRunner().invoke(main, [*order, "--confirmed-by", "zhang.li"])
    both = CliRunner().invoke(main, [*order, "--confirmed-by", "zhang.li", "--confirmed-by", "wang.fang"])
    again = CliRunner().invoke(main, [*order, "--confirmed-by", "zhang.li", "--confirmed-by", "wang.fang"])

    assert (alone.exit_code, both.exit_code, again.exit_code) == (1, 0, 1)
    assert "two people" in alone.output and "removed: 1 entries, 1 files" in both.output
    db.session.rollback()
    assert SECRET not in everything_kept()
