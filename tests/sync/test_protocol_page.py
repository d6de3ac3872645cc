"""docs/protocol.md says what the server does: its examples are read by the server, its codes are those in the code."""

import json
import re
from pathlib import Path

import pytest

from server.http import STATUS
from server.sync import chain, protocol
from server.visits.bodies import SHAPES, checked, code_id, entity_of

ROOT = Path(__file__).parents[2]
PAGE = (ROOT / "docs" / "protocol.md").read_text()
VISIT = "0198f2c6-0000-7000-8000-0000000000a1"


def blocks(label: str) -> list[tuple[str, str]]:
    return re.findall(rf"^```{label}(.*)\n(.*)\n```$", PAGE, re.M)


def test_the_operation_shown_is_one_and_its_head_is_the_one_shown():
    [(_, text)] = blocks("json operation")
    envelope = protocol.envelope(text.encode())
    checked(envelope.kind, envelope.entity_id, envelope.body)

    [(_, head)] = blocks("text head")
    assert head == chain.next_head(chain.START, chain.digest(text.encode()))


def test_there_is_an_example_of_every_kind_and_the_server_reads_it():
    examples = {kind.strip(): json.loads(text) for kind, text in blocks("json body")}

    assert examples.keys() | {"visit.opened"} == SHAPES.keys()
    for kind, body in examples.items():
        checked(kind, VISIT if entity_of(kind) == "visit" else code_id(body["code"]), body)
        assert body.keys() == SHAPES[kind].keys()


def test_every_member_of_the_envelope_is_explained():
    table = PAGE.split("### The eleven kinds")[0]
    for member in (*protocol._SHARED, *protocol._OWN):
        assert re.search(rf"^\|.*`{member}`", table, re.M), member


REFUSALS = (
    "malformed", "sign_in_first", "device_revoked", "device_unknown", "device_taken", "device_stands", "gap", "fork",
    "epoch", "bad_chain", "too_large", "too_many", "upgrade_needed", "busy", "undeclared", "wrong_offset",
    "chunk_mismatch", "hash_mismatch", "not_an_image", "disk_full",
)  # fmt: skip


@pytest.mark.parametrize("code", REFUSALS)
def test_refusals_are_listed_with_their_status(code: str):
    assert re.search(rf"`{STATUS.get(code, 422)} {code}`", PAGE)


def test_every_reason_for_setting_aside_is_explained():
    sources = [path for part in ("sync", "visits") for path in (ROOT / "server" / part).glob("*.py")]
    text = "\n".join(path.read_text() for path in sources)
    said = set(re.findall(r'Unusable\("(\w+)"\)', text))
    for code in said | {"malformed", "out_of_place", "no_inspector", "no_right", "schema", "revoked", "unknown_kind"}:
        assert re.search(rf"^\|.*`{code}`", PAGE, re.M), code
