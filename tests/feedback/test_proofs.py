"""The inspected enterprise checks by itself that what was recorded at it stands in the log, unchanged."""

import io
import json
import re
import zipfile
from base64 import b64decode
from hashlib import sha256
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from server.config import Settings
from server.feedback import printed_state
from server.trail import checkpoints, leaves, merkle, notes
from server.vocabulary import Role
from tests.builders import an_account, an_enterprise, signed_in
from tests.field import Field, a_field, a_visit, close, find, open_visit
from tests.phone import a_blob

pytestmark = pytest.mark.one_database
DATA = b"\xff\xd8\xff" + bytes(500)
PHOTO = a_blob(DATA)


@pytest.fixture
def field(app: Flask, client: FlaskClient, settings: Settings) -> Field:
    """A visit with a finding and its photo, closed, in a log that was signed."""
    field = a_field(client)
    open_visit(field.phone, field)
    find(field.phone, field, evidence=[PHOTO["sha256"]], blobs=[PHOTO])
    close(field.phone, field)
    assert field.phone.push().json["acked"] == 3
    assert field.phone.send(PHOTO["sha256"], 0, len(DATA), DATA).status_code == 201
    checkpoints.make(settings)
    signed_in(client, an_account(Role.MANAGER, enterprise=field.enterprise))
    return field


def address(field: Field) -> str:
    return f"/e/{field.enterprise.premises[0].door_token}/visits/{field.visit}"


def told(field: Field, **kept: Any) -> Any:
    return field.client.get(f"{address(field)}/proof.json", query_string=kept).json


def test_every_entry_of_the_visit_is_proved_and_what_phones_recorded_is_shown(field: Field):
    proof = told(field)
    note = notes.read_note(proof["checkpoint"])
    state = notes.read_checkpoint(note.text)

    assert notes.has_signed(note, notes.read_key(proof["key"]))
    for each in proof["entries"]:
        opened = "body" in each
        made = leaves.commitment(b64decode(each["salt"]), each["body"].encode()) if opened else None
        leaf = merkle.leaf_hash(made or b64decode(each["commitment"]))
        path = [b64decode(part) for part in each["path"]]
        assert merkle.is_included(leaf, each["place"], state.size, path, state.root)
    shown = [json.loads(each["body"])["kind"] for each in proof["entries"] if "body" in each]
    assert shown == ["visit.opened", "finding.recorded", "visit.closed"]
    assert [each["body"] for each in proof["entries"] if "body" in each] == field.phone.operations


def test_what_others_said_of_the_visit_is_proved_without_being_told(field: Field):
    hidden = [each for each in told(field)["entries"] if "body" not in each]

    assert hidden and all(each.keys() == {"place", "path", "commitment"} for each in hidden)


def test_the_visits_of_an_enterprise_are_counted_once_each_and_no_other_s(field: Field, settings: Settings):
    again = a_visit(field.enterprise, field.fire)
    for phone in field.fire.phones:
        open_visit(phone, field, visit=again)
        phone.push(first=len(phone.operations))
    elsewhere = an_enterprise("别家", "91370211MA3C0AAB01")
    open_visit(field.phone, field, visit=a_visit(elsewhere, field.fire))
    field.phone.push(first=len(field.phone.operations))
    checkpoints.make(settings)

    counts = [json.loads(each["body"]) for each in told(field)["counts"]]

    assert [(each["entity_id"], each["body"]["number"]) for each in counts] == [(again, 2), (field.visit, 1)]
    assert "本企业第1次检查" in field.client.get(address(field)).text


def test_the_log_is_shown_to_continue_what_the_phone_has_kept(field: Field, settings: Settings):
    before = notes.read_checkpoint(notes.read_note(told(field)["checkpoint"]).text)
    find(field.phone, field)
    field.phone.push(first=4)
    assert checkpoints.make(settings)

    proof = told(field, of=before.origin, old=before.size)
    now = notes.read_checkpoint(notes.read_note(proof["checkpoint"]).text)
    growth = [b64decode(each) for each in proof["growth"]]

    assert merkle.is_consistent(before.size, now.size, before.root, now.root, growth)
    for odd in ({"of": "elsewhere", "old": 1}, {"of": now.origin, "old": "x"}, {"of": now.origin, "old": 10**12}):
        assert told(field, **odd)["growth"] == []


def test_the_pack_holds_every_byte_and_its_page_works_alone(field: Field):
    answer = field.client.get(f"{address(field)}/evidence.zip")

    assert answer.mimetype == "application/zip" and "attachment" in answer.headers["Content-Disposition"]
    with zipfile.ZipFile(io.BytesIO(answer.data)) as pack:
        names = pack.namelist()
        texts = [pack.read(name).decode() for name in names if name.startswith("operations/")]
        assert texts == field.phone.operations
        assert sha256(pack.read(f"photos/{PHOTO['sha256']}.jpg")).hexdigest() == PHOTO["sha256"]
        for name in names:
            if name.endswith(".tlog-proof"):
                proof = notes.read_proof(pack.read(name).decode())
                salt = bytes.fromhex(pack.read(name.replace(".tlog-proof", ".salt")).decode())
                body = pack.read(name.replace("proofs/", "operations/").replace(".tlog-proof", ".json"))
                state = notes.read_checkpoint(notes.read_note(proof.note).text)
                leaf = merkle.leaf_hash(leaves.commitment(salt, body))
                assert merkle.is_included(leaf, proof.place, state.size, proof.path, state.root)
        page = pack.read("verify.html").decode()
    assert not re.search(r"(src|href)=\"/(?!#)", page), "nothing is fetched from a server that may be gone"
    assert json.loads(re.search(r'application/json">(.*?)</script>', page, re.S)[1])["entries"]  # type: ignore[index]


def test_the_printed_result_carries_the_state_that_covers_it(field: Field):
    state = printed_state.newest(field.visit)

    assert state and state.covers
    with field.client.application.test_request_context():
        assert state.address.endswith(f"/log/kept?log=1&size={state.size}&root={state.root}")
    assert field.client.get(f"{address(field)}/record.pdf").status_code == 200
    find(field.phone, field)
    field.phone.push(first=4)
    late = printed_state.newest(field.visit)
    assert late and not late.covers


def test_nobody_else_gets_it(field: Field):
    signed_in(field.client, an_account(Role.MANAGER, enterprise=an_enterprise("别家", "91370211MA3C0AAB01")))

    assert field.client.get(f"{address(field)}/proof.json").status_code == 404
    assert field.client.get(f"{address(field)}/evidence.zip").status_code == 404
