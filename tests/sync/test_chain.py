"""The chain is computed alike on phone and server: both read the same table of cases."""

import json
from pathlib import Path

from server.sync import chain

CASES = json.loads((Path(__file__).parents[1] / "cases" / "chain.json").read_text())


def test_digests_and_heads_are_those_of_the_shared_table():
    head = CASES["start"]
    assert head == chain.START
    for case in CASES["operations"]:
        digest = chain.digest(case["text"].encode())
        head = chain.next_head(head, digest)
        assert (digest, head) == (case["digest"], case["head"])
