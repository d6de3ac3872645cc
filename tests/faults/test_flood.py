"""A little of what `script/fault hostile-files` and `script/fault parsers` do at length."""

from itertools import islice

import pytest

from fault.flood import pictures, sealed
from fault.flood.parsers import attempt
from fault.flood.parsing import PARSERS, Parser, changed
from server.evidence import opening, sent
from server.refusals import Refused

pytestmark = pytest.mark.one_database

SHOWN = {
    "metadata": ("itself.jpg", "comment.jpg", "words.png"),
    "two kinds": ("page.png", "archive.webp", "script.jpg"),
    "disguised": ("photo.txt", "jpeg.png"),
    "shapes": ("ink.jpg", "finest.png", "moving.webp", "both eyes.mpo"),
}
REFUSED = {
    "two kinds": ("script.gif", "document.pdf", "archive first.jpg"),
    "disguised": ("vector.jpg", "phone.heic", "empty.jpg", "noise.webp", "start.png"),
    "shapes": ("no size.png", "negative.jpg", "moving.gif"),
}


@pytest.mark.parametrize("kind", SHOWN)
def test_of_odd_pictures_nothing_but_pixels_is_shown(kind: str):
    for name in SHOWN[kind]:
        data = dict(pictures.CLASSES[kind]())[name]
        assert sent.require_photo(data)
        assert sealed.is_bare(opening.small(data)), name


@pytest.mark.parametrize("kind", REFUSED)
def test_hostile_pictures_are_refused(kind: str):
    for name in REFUSED[kind]:
        assert _is_refused(dict(pictures.CLASSES[kind]())[name]), name


def test_bombs_are_refused():
    assert [name for name, data in islice(pictures.bombs(), 2) if not _is_refused(data)] == []


def test_there_are_more_than_two_hundred_files_of_our_own():
    made = {kind: [name for name, _ in make()] for kind, make in pictures.CLASSES.items() if kind != "bombs"}

    assert sum(len(set(names)) for names in made.values()) > 200


@pytest.mark.parametrize("name", PARSERS)
def test_a_parser_answers_or_refuses_by_name(name: str):
    tried = attempt(PARSERS[name], 40, deterministic=True)

    assert tried.examples >= 40
    assert not tried.faults
    assert tried.slowest < 1


def test_a_parser_that_raises_something_else_is_found_out():
    assert attempt(Parser(int, changed(("123",))), 40, deterministic=True).faults


def _is_refused(data: bytes) -> bool:
    try:
        sent.require_photo(data)
    except Refused:
        return True
    return False
