"""The cases of tests/cases/log.json hold here as they do on the phone (tests/app/proving.test.ts)."""

import json
from base64 import b64decode
from pathlib import Path

from server.trail.merkle import is_consistent, is_included

CASES = json.loads((Path(__file__).parent.parent / "cases" / "log.json").read_text("utf-8"))


def test_a_leaf_is_found_at_its_place_and_nowhere_else():
    for each in CASES["inclusion"]:
        path = [b64decode(part) for part in each["path"]]

        held = is_included(b64decode(each["leaf"]), each["place"], each["size"], path, b64decode(each["root"]))

        assert held is each["holds"], each


def test_an_older_state_is_a_beginning_or_is_not():
    for each in CASES["consistency"]:
        old, now = each["old"], each["now"]
        proof = [b64decode(part) for part in each["proof"]]

        held = is_consistent(old["size"], now["size"], b64decode(old["root"]), b64decode(now["root"]), proof)

        assert held is each["holds"], each
