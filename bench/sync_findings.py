"""Made-up days of work: visits with their findings, answers and closings, said as an inspector would say them."""

from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

from server.ids import new_id

Said = tuple[str, dict[str, Any]]
A_VISIT = 25
# A line for each kind of word: `kind: word word …`. Short words, so that what is made of them packs like people's own.
_LINES = (Path(__file__).with_name("sync_words.txt")).read_text("utf-8").splitlines()
WORDS = {kind: words.split() for kind, words in (line.split(": ", 1) for line in _LINES)}


def a_visit(chance: Random, visit: str, at: dict[str, str], present: list[str]) -> Iterator[Said]:
    """One visit's operations as (kind, body): the entry, two answers, twenty-one findings, the closing."""
    yield "visit.opened", {
        "visit": visit, "premises": None, "credit_code": None, "license_code": None,
        "place": {"lat_e7": chance.randint(358_000_000, 361_000_000), "lon_e7": 1_201_800_000, "accuracy_m": 12},
        "present": present, "planned": True, "cause": None, "reason": None,
    }  # fmt: skip
    for line in "12":
        yield (
            "line.answered",
            {"visit": visit, **at, "line": line, "value": chance.choice(["conforming", "nonconforming"])},
        )
    for _ in range(A_VISIT - 4):
        yield "finding.recorded", a_finding(chance, visit, at)
    outcomes = [{"inspection_item": at["inspection_item"], "outcome": "correction_ordered"}]
    yield "visit.closed", {"visit": visit, "summary": a_text(chance), "outcomes": outcomes}


def a_finding(chance: Random, visit: str, at: dict[str, str]) -> dict[str, Any]:
    """The body of one finding, of about 1 KB."""
    return {
        "visit": visit, "finding": new_id(), **at, "line": str(chance.randint(1, 3)), "text": a_text(chance),
        "severity": chance.choice(["minor", "ordinary", "serious"]),
        "correction_due": f"2026-12-{chance.randint(10, 28)}", "evidence": [], "corrects": None,
    }  # fmt: skip


def a_text(chance: Random) -> str:
    """What was found where, what was measured, who said what, and what was ordered: about two hundred letters."""
    found = "；".join(_fault(chance) for _ in range(chance.randint(5, 7)))
    said = "".join(_word(chance, "sayings") for _ in range(chance.randint(4, 7)))
    ordered = "、".join(_words(chance, "orders", "things") for _ in range(chance.randint(2, 4)))
    telephone = chance.randint(13_000_000_000, 19_999_999_999)
    return (
        f"经现场检查，{_word(chance, 'roads')}路{chance.randint(1, 399)}号，{found}。"
        f"{_word(chance, 'roles')}{a_name(chance)}说{said}。以上情形不符合{_word(chance, 'laws')}"
        f"第{chance.randint(3, 90)}条的规定，责令{ordered}，整改后书面报送，电话{telephone}。"
    )


def a_name(chance: Random) -> str:
    """A person's name."""
    return _word(chance, "surnames") + "".join(chance.sample(WORDS["given"], chance.randint(1, 2)))


def _fault(chance: Random) -> str:
    numbers = {"n": chance.randint(10, 99), "m": chance.randint(1, 9), "d": chance.randint(10, 28)}
    fault = _words(chance, "floors", "rooms", "sides", "qualities", "things", "degrees", "faults")
    return f"{fault}，{_word(chance, 'measures').format(**numbers)}"


def _words(chance: Random, *kinds: str) -> str:
    return "".join(_word(chance, kind) for kind in kinds)


def _word(chance: Random, kind: str) -> str:
    return chance.choice(WORDS[kind])


def as_document(operation: dict[str, Any]) -> dict[str, Any]:
    """What an operation says, as a peer would keep it: the same facts without our chain."""
    facts = ("kind", "made_at", "account", "agency")
    return {"_id": operation["id"], **{name: operation[name] for name in facts}, **operation["body"]}
