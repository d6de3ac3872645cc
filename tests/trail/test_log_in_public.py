"""The log as the world sees it: pages, witnesses, and an export that a single file checks without us."""

import json
import shutil
import struct
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from threading import Thread

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update
from werkzeug.serving import make_server

from server import trail
from server.config import Settings
from server.db import db, transaction
from server.evidence import store
from server.sync import signatures
from server.timing import grading, stating
from server.trail import checkpoints, exporting, notes, verifier, witnesses
from server.trail.notes import Checkpoint, Note
from server.trail.tables import CosignatureRow, LeafRow, TrailEntryRow
from server.trail.tiles import Tiles, name, numbered
from server.trail.witnessing import SplitView, Witness
from tests.field import a_field, close, find, open_visit
from tests.phone import a_blob

pytestmark = pytest.mark.one_database
DATA = b"\xff\xd8\xff" + bytes(500)
PHOTO = a_blob(DATA)


def grown(settings: Settings, count: int) -> Checkpoint:
    with transaction():
        for number in range(count):
            trail.append("test.made", "test", str(number), {"number": number})
    checkpoint = checkpoints.make(settings)
    assert checkpoint
    return checkpoint


@pytest.fixture
def url(app: Flask) -> Iterator[str]:
    """The platform on a port, for those who come from outside."""
    server = make_server("127.0.0.1", 0, app, threaded=False)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()


def test_before_the_first_signature_everybody_is_told_so(client: FlaskClient):
    assert client.get("/log/checkpoint").status_code == 404
    assert "日志还没有签名" in client.get("/log").text


def test_the_page_the_checkpoint_and_the_keys_say_the_same(client: FlaskClient, settings: Settings):
    checkpoint = grown(settings, 3)

    note = notes.read_note(client.get("/log/checkpoint").text)
    keys = [notes.read_key(line) for line in client.get("/log/keys").text.splitlines()]

    assert notes.read_checkpoint(note.text) == checkpoint
    assert len(notes.verified(note, keys)) == 2
    page = client.get("/log").text
    assert checkpoint.root.hex() in page and keys[0].told() in page


def test_tiles_are_served_as_they_are_and_nothing_else(client: FlaskClient, settings: Settings, tmp_path: Path):
    checkpoint = grown(settings, 300)
    copy = tmp_path / "copy"
    width = checkpoint.size % 256
    for level, tile in ((0, "000"), (0, f"001.p/{width}"), (1, "000.p/1")):
        answer = client.get(f"/log/1/tile/{level}/{tile}")
        assert answer.status_code == 200 and "immutable" in answer.headers["Cache-Control"]
        file = copy / "tile" / str(level) / tile
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(answer.data)

    assert Tiles(copy).root(checkpoint.size) == checkpoint.root
    bad = [
        "0/001", f"0/001.p/{width + 1}", "0/002.p/1", "0/000.p/0", "0/000.p/256", "0/000.p/x", "0/0", "0/x000/000",
        "0/000.p/01", "8/000", "1/000", "99/000.p/1", "0/../1", "0/999999999999999999999", "0/٣٣٣",
    ]  # fmt: skip
    assert {client.get(f"/log/1/tile/{each}").status_code for each in bad} <= {404, 308}
    assert client.get("/log/2/tile/0/000").status_code == 404


@pytest.mark.parametrize(("number", "path"), [(0, "000"), (999, "999"), (1000, "x001/000"), (1234067, "x001/x234/067")])
def test_tiles_are_numbered_as_the_standard_says(number: int, path: str):
    assert name(number) == path
    assert numbered(path) == number


@pytest.mark.parametrize("old", ["", "0", "-1", "x", "999999", "9" * 5000, "٣"])
def test_a_state_that_never_was_is_no_beginning(client: FlaskClient, settings: Settings, old: str):
    grown(settings, 3)

    answer = client.get("/log/consistency", query_string={"old": old})

    assert answer.status_code == 422 and answer.json["code"] == "log_size_unknown"


def test_a_witness_sees_the_log_grow_and_its_word_is_passed_on(
    url: str, app: Flask, client: FlaskClient, settings: Settings, tmp_path: Path
):
    witness = Witness(tmp_path / "witness", "witness.example")
    grown(settings, 3)
    assert witness.look(url) == (notes.read_checkpoint(notes.read_note(client.get("/log/checkpoint").text).text), False)
    witnesses.trust(settings, witness.key.told())
    later = grown(settings, 300)

    assert witness.look(url) == (later, True)

    note = notes.read_note(client.get("/log/checkpoint").text)
    assert notes.has_signed(note, witness.key)
    assert "witness.example" in client.get("/log").text


def test_a_log_with_another_past_is_not_signed_and_the_evidence_is_kept(
    url: str, app: Flask, settings: Settings, tmp_path: Path
):
    witness = Witness(tmp_path / "witness", "witness.example")
    grown(settings, 5)
    witness.look(url)
    with transaction():  # The operator changes what was, and signs it as if nothing had been.
        db.session.execute(update(LeafRow).where(LeafRow.log_index == 1).values(commitment=b"x" * 32))
    shutil.rmtree(settings.data / "log")
    grown(settings, 5)

    with pytest.raises(SplitView):
        witness.look(url)

    assert list((tmp_path / "witness").glob("contradiction-*"))
    assert db.session.scalars(select(CosignatureRow)).all() == []


def test_only_witnesses_that_were_named_sign_only_what_was_signed(client: FlaskClient, settings: Settings):
    checkpoint = grown(settings, 3)
    key, private = notes.new_key("witness.example", notes.WITNESS, b"7" * 32)

    def told(text: str) -> int:
        body = Note(text, (notes.cosigned(text, key, private, 1_700_000_000),)).told()
        return client.post("/log/cosignature", data=body.encode()).status_code

    assert told(checkpoint.text()) == 422
    witnesses.trust(settings, key.told())
    assert told(checkpoint.text()) == 201
    assert told(checkpoint._replace(root=b"x" * 32).text()) == 422
    assert told(checkpoint._replace(size=2).text()) == 422
    assert client.post("/log/cosignature", data=b"\xff\xfe").status_code == 422
    assert client.post("/log/cosignature", data=b"").status_code == 422


@pytest.fixture
def export(client: FlaskClient, settings: Settings, tmp_path: Path) -> Path:
    """An export with a phone's day in it: a photo, and something that nobody could read."""
    field = a_field(client)
    phone = field.phone
    phone.enrol_key()
    open_visit(phone, field)
    find(phone, field, evidence=[PHOTO["sha256"]], blobs=[PHOTO])
    phone.keep("not an operation")
    close(phone, field)
    assert phone.push().json["acked"] == 4
    assert phone.send(PHOTO["sha256"], 0, len(DATA), DATA).status_code == 201
    grown(settings, 3)
    grown(settings, 3)
    grading.catch_up()
    exporting.write(tmp_path / "trail.zip", settings.photos, signatures.exported, stating.stated)
    return tmp_path / "trail.zip"


def rewritten(export: Path, part: str, data: bytes) -> str:
    """The export with other bytes in one of its parts."""
    to = export.with_name("other.zip")
    with zipfile.ZipFile(export) as old, zipfile.ZipFile(to, "w") as new:
        for each in old.namelist():
            new.writestr(each, data if each == part else old.read(each))
    return str(to)


def records(data: bytes) -> list[tuple[int, bytes]]:
    found, at = [], 0
    while at < len(data):
        kind, length = verifier.HEAD.unpack_from(data, at)
        found.append((kind, data[at + 5 : at + 5 + length]))
        at += 5 + length
    return found


def packed(found: list[tuple[int, bytes]]) -> bytes:
    return b"".join(struct.pack(">BI", kind, len(part)) + part for kind, part in found)


def test_an_export_holds_by_its_own_file_in_a_process_that_knows_nothing_of_us(export: Path, tmp_path: Path):
    with zipfile.ZipFile(export) as parts:
        parts.extract("verifier.py", tmp_path)

    run = subprocess.run(
        [sys.executable, "-I", tmp_path / "verifier.py", export], capture_output=True, text=True, cwd=tmp_path
    )

    assert run.returncode == 0, run.stdout + run.stderr
    for told in ("OK", "devices: 1", "device signatures: 1", "photos: 1/1"):
        assert told in run.stdout


def test_whatever_is_changed_left_out_swapped_or_put_in_is_found(export: Path):
    with zipfile.ZipFile(export) as parts:
        data = parts.read("entries.bin")
    found = records(data)
    assert len(found) > 8
    bent = {
        "changed": [*found[:2], (found[2][0], found[2][1][:-3] + b"X" + found[2][1][-2:]), *found[3:]],
        "left out": found[:3] + found[4:], "last left out": found[:-1], "swapped": [found[1], found[0], *found[2:]],
        "put in": [*found, found[0]], "twice": [*found[:2], found[1], *found[2:]],
        "destroyed without right": [*found[:4], (0, b"x" * 32), *found[5:]],
    }  # fmt: skip

    for what, records_now in bent.items():
        with pytest.raises(verifier.Broken):
            raise AssertionError((what, verifier.checked(rewritten(export, "entries.bin", packed(records_now)))))


@pytest.mark.parametrize("numbers", [(1, 3), (1, 1), (2,)])
def test_a_visit_that_was_not_counted_or_was_twice_is_found(
    app: Flask, settings: Settings, tmp_path: Path, numbers: tuple[int, ...]
):
    with transaction():
        for number in numbers:
            trail.append("visit.counted", "visit", "a visit", {"enterprise": "a shop", "number": number})
    checkpoints.make(settings)
    exporting.write(tmp_path / "export.zip")

    with pytest.raises(verifier.Broken, match=f"visit {numbers[-1]} of enterprise a shop"):
        verifier.checked(str(tmp_path / "export.zip"))


def test_a_root_signed_by_somebody_else_or_for_another_tree_is_found(export: Path, settings: Settings):
    with zipfile.ZipFile(export) as parts:
        text, _ = verifier.note(parts.read("checkpoint.txt").decode())
        keys = parts.read("keys.txt").decode().split()
    stranger, private = notes.new_key("localhost/log/1", notes.LOG, b"9" * 32)
    other = notes.signed(text, stranger, private).told()

    with pytest.raises(verifier.Broken):
        verifier.checked(rewritten(export, "checkpoint.txt", other.encode()))
    with pytest.raises(verifier.Broken):
        verifier.checked(str(export), key=stranger.told())
    assert verifier.checked(str(export), key=keys[0])


def test_a_state_that_was_kept_elsewhere_must_be_a_beginning(export: Path, settings: Settings, tmp_path: Path):
    _, _, private = mine = checkpoints.keys(settings, "localhost/log/1")
    kept = tmp_path / "kept.txt"
    kept.write_text(notes.signed(Checkpoint("localhost/log/1", 2, b"x" * 32).text(), mine.log, private).told())

    with pytest.raises(verifier.Broken, match="kept"):
        verifier.checked(str(export), kept=str(kept))


def test_a_printed_state_is_checked_by_the_verifier_and_on_the_page(
    client: FlaskClient, export: Path, settings: Settings
):
    told = notes.read_checkpoint(notes.read_note(client.get("/log/checkpoint").text).text)
    paper, other = f"{told.size}:{told.root.hex()}", f"{told.size}:{'00' * 32}"
    address = f"log=1&size={told.size}&root="

    assert verifier.checked(str(export), printed=paper)
    with pytest.raises(verifier.Broken, match="printed"):
        verifier.checked(str(export), printed=other)
    assert "日志里有纸上的这个状态" in client.get(f"/log/kept?{address}{told.root.hex()}").text
    assert "对不上" in client.get(f"/log/kept?{address}{'00' * 32}").text
    for odd in ("", "log=x&size=1&root=00", f"{address}zz", f"log=9&size=1&root={'00' * 32}", "log=1&size=0&root=00"):
        assert "没有读全" in client.get(f"/log/kept?{odd}").text
    proof = client.get(f"/log/kept/proof.json?{address}{told.root.hex()}").json
    assert (proof["entries"], proof["growth"]) == ([], [])
    assert client.get(f"/log/kept/proof.json?log=1&size={told.size + 1}&root={'00' * 32}").status_code == 422


def test_a_photo_with_other_bytes_or_that_nobody_named_is_found(export: Path):
    with zipfile.ZipFile(export) as parts:
        [photo] = [each for each in parts.namelist() if each.startswith("photos/")]

    with pytest.raises(verifier.Broken, match="photos"):
        verifier.checked(rewritten(export, photo, b"another picture"))


def test_a_file_that_no_inspector_took_is_not_in_the_export(export: Path, settings: Settings):
    with transaction():
        portrait = store.keep(b"a portrait, or what somebody complained with", "image/jpeg")

    exporting.write(export, settings.photos, signatures.exported, stating.stated)

    with zipfile.ZipFile(export) as parts:
        assert [each for each in parts.namelist() if portrait in each] == []
    assert any("photos: 1/1" in line for line in verifier.checked(str(export)))


@pytest.mark.parametrize("bent", [{"sig": "00" * 64}, {"dseq": 1}, {"dseq": 99}, {"key": "02" + "11" * 32}])
def test_a_phone_s_signature_that_does_not_hold_is_found(export: Path, bent: dict[str, object]):
    with zipfile.ZipFile(export) as parts:
        [phone] = json.loads(parts.read("devices.json"))
    phone["signatures"][0] |= bent

    with pytest.raises(verifier.Broken, match="phone"):
        verifier.checked(rewritten(export, "devices.json", json.dumps([phone]).encode()))


@pytest.mark.parametrize(("column", "value"), [(1, 0.0), (2, 1.0), (3, "contradicted"), (4, "A"), (4, "C"), (0, 0)])
def test_a_stated_time_or_grade_that_does_not_follow_is_found(export: Path, column: int, value: object):
    assert any("that follow: 4/4" in line for line in verifier.checked(str(export)))
    with zipfile.ZipFile(export) as parts:
        told = json.loads(parts.read("times.json"))
    told[0][column] = value

    with pytest.raises(verifier.Broken, match=r"grade|time"):
        verifier.checked(rewritten(export, "times.json", json.dumps(told).encode()))


def destroyed(export: Path, settings: Settings, of_a_phone: bool, said: dict[str, object] | None) -> str:
    """An export after one entry's content was destroyed, and what was said of that in the log."""
    made = select(LeafRow).join(TrailEntryRow, TrailEntryRow.id == LeafRow.entry_id).order_by(LeafRow.log_index)
    entry = db.session.scalars(made.where(TrailEntryRow.device_id.is_not(None) == of_a_phone)).first()
    assert entry
    lawful = {"ground": "court", "ordered_by": "法院", "people": [{"account": "a"}, {"account": "b"}], "files": []}
    with transaction():
        db.session.execute(update(TrailEntryRow).where(TrailEntryRow.id == entry.entry_id).values(body=b""))
        entry.salt = None
        if said is not None:
            leaves = [(entry.log_index, entry.commitment.hex())]
            trail.append("record.removed", "test", "1", {"leaves": leaves} | lawful | said)
    grown(settings, 1)
    later = export.with_name("later.zip")
    exporting.write(later, settings.photos, signatures.exported, stating.stated)
    return str(later)


@pytest.mark.parametrize("of_a_phone", [False, True])
def test_what_was_removed_by_law_leaves_the_rest_provable(export: Path, settings: Settings, of_a_phone: bool):
    told = verifier.checked(destroyed(export, settings, of_a_phone, {}))

    assert any("destroyed by law: 1" in line for line in told)


@pytest.mark.parametrize(
    "said",
    [None, {"leaves": []}, {"leaves": [(0, "00" * 32)]}, {"people": [{"account": "a"}] * 2}, {"ground": ""},
     {"files": [PHOTO["sha256"]]}],
)  # fmt: skip
def test_what_was_destroyed_without_two_people_a_ground_and_a_name_in_the_log_is_tampering(
    export: Path, settings: Settings, said: dict[str, object] | None
):
    with pytest.raises(verifier.Broken, match="by law"):
        verifier.checked(destroyed(export, settings, True, said))


@pytest.mark.parametrize("data", [b"", b"PK\x03\x04", b"no zip at all"])
def test_what_is_no_export_is_told_as_such(tmp_path: Path, data: bytes, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "file").write_bytes(data)

    assert verifier.main([str(tmp_path / "file")]) == 2
    assert verifier.main([str(tmp_path / "nowhere")]) == 2
    assert "no export" in capsys.readouterr().out


def test_the_signed_name_is_the_host_people_know(settings: Settings, app: Flask):
    checkpoint = grown(replace(settings, public_origin="https://jiancha.example.cn"), 1)

    assert checkpoint.origin == "jiancha.example.cn/log/1"
