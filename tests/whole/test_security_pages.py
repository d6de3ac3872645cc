"""The pages on security answer every requirement once, and name only tests, files and headings that exist."""

import ast
import json
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PAGES = ROOT / "docs" / "security"
# Per section the level of each requirement, in their order, as OWASP ASVS 5.0 lists them.
SECTIONS: dict[str, str] = json.loads((ROOT / "tests/cases/asvs.json").read_text())
LEVELS = {f"{section}.{at}": int(each) for section, levels in SECTIONS.items() for at, each in enumerate(levels, 1)}
LEFT_OUT = ("10.", "17.")  # OAuth and WebRTC, of which there is nothing here
ROW = re.compile(r"^\| (\d+\.\d+\.\d+) \| (\d) \| ([^|]+) \| ([^|]+) \| ([^|]+) \|$", re.M)
THREAT = re.compile(r"^\| (\d+) \| [^|]+ \| [^|]+ \| ([^|]+) \|[^|]*\|$", re.M)
TOKEN = re.compile(r"`([^`]+)`")
PLACE = re.compile(r"(?:tests|server|pwa|script|fault|bench|docs)/|(?:uv\.lock|pyproject\.toml)$")
LINK = re.compile(r"\]\(([^)]+)\)")
STANDINGS = {"Not met": "not met", "Deviation": "with a deviation", "Nothing of the kind": "about what is not here"}


def test_the_list_of_requirements_is_the_published_one():
    levels = list(LEVELS.values())

    assert (len(levels), *map(levels.count, (1, 2, 3))) == (345, 70, 183, 92)
    assert len(_required()) == 217


def test_every_requirement_is_answered_once_at_its_level():
    answered = [(number, int(level)) for number, level, *_ in _rows()]

    assert len(answered) == len(set(answered))
    assert [each for each in answered if LEVELS.get(each[0]) != each[1]] == []
    assert _required() - {number for number, _ in answered} == set()
    assert [number for number, *_, shown in _rows() if not _places(shown) and not LINK.findall(shown)] == []


def test_the_page_counts_its_own_rows_rightly():
    told = _page("asvs.md")
    found = [_standing(how) for *_, how, _ in _rows()]

    for says in ("met", *STANDINGS.values()):
        assert re.search(rf"\b{found.count(says)} {says}\b", told), (says, found.count(says))


def test_every_threat_names_what_shows_its_control():
    rows = THREAT.findall(_page("threats.md"))

    assert sorted(int(number) for number, _ in rows) == list(range(1, len(rows) + 1)) and len(rows) >= 20
    assert [number for number, shown in rows if not _places(shown)] == []


@pytest.mark.parametrize("told", sorted(each.name for each in PAGES.glob("*.md")))
def test_what_a_page_names_is_there(told: str):
    for place in _places(_page(told)):
        path, _, name = place.partition("::")
        assert (ROOT / path).exists(), place
        assert not name or name in _named_in(path), place
    for link in LINK.findall(_page(told)):
        if "://" not in link:
            path, _, heading = link.partition("#")
            target = (PAGES / (path or told)).resolve()
            assert target.exists(), link
            assert not heading or heading in _headings(target), link


def _required() -> set[str]:
    return {number for number, level in LEVELS.items() if level < 3 and not number.startswith(LEFT_OUT)}


def _rows() -> list[tuple[str, ...]]:
    return ROW.findall(_page("asvs.md"))


def _standing(how: str) -> str:
    return next((says for begin, says in STANDINGS.items() if how.startswith(begin)), "met")


def _places(text: str) -> list[str]:
    """What is named by its place in this repository; of a command the program alone."""
    named = [each for each in TOKEN.findall(text) if PLACE.match(each) and "*" not in each]
    return [each.partition(" ")[0] if each.startswith("script/") else each for each in named]


@cache
def _page(name: str) -> str:
    return (PAGES / name).read_text("utf-8")


@cache
def _named_in(path: str) -> set[str]:
    """The names of a file's tests, parametrised ones by their function; of the phone's, their sentences."""
    text = (ROOT / path).read_text("utf-8")
    if path.endswith(".ts"):
        return set(re.findall(r"^test\('((?:[^'\\]|\\.)+)'", text, re.M))
    functions = (ast.FunctionDef, ast.AsyncFunctionDef)
    return {each.name for each in ast.walk(ast.parse(text)) if isinstance(each, functions)}


@cache
def _headings(path: Path) -> set[str]:
    told = re.findall(r"^#+ (.+)$", path.read_text("utf-8"), re.M)
    return {re.sub(r"[^\w\- ]", "", each.lower()).strip().replace(" ", "-") for each in told}
