"""A little of what `script/fault hostile-files`, `api`, `parsers` and `injection` do at length."""

from itertools import islice
from pathlib import Path

import pytest
from flask import Response
from markupsafe import escape

from fault.flood import pictures, sealed
from fault.flood.api import called
from fault.flood.calls import caller
from fault.flood.parsers import attempt
from fault.flood.parsing import PARSERS, Parser, changed
from fault.flood.payloads import PAYLOADS
from fault.flood.sinks import found
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


def test_markup_that_stands_in_a_page_as_it_was_typed_is_found():
    markup = [each for each in PAYLOADS if each.startswith(("<", '">')) and not each.startswith("<!--")]

    assert [each for each in markup if not _runs(f'<p>{each}</p><input value="{each}">')] == []
    assert [each for each in PAYLOADS if _runs(f'<p>{escape(each)}</p><input value="{escape(each)}">')] == []
    assert len(markup) > 40


def test_a_formula_in_a_table_is_found():
    assert list(found(Response('a,"=1+xq7z"\n', mimetype="text/csv")))
    assert not list(found(Response("a,'=1+xq7z\n", mimetype="text/csv")))


def _runs(page: str) -> bool:
    return bool(list(found(Response(page, mimetype="text/html"))))


def test_calls_of_any_kind_are_answered_in_words(tmp_path: Path):
    with caller(tmp_path) as made:
        tally = called(made, 30, deterministic=True)

    assert tally.faults == []
    assert tally.calls >= 30
