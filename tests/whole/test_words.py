"""Every word people see on pages has Chinese and English."""

import re
from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

from server import refusals, vocabulary

ROOT = Path(__file__).parents[2]
PO = ROOT / "server" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
METHODS = [("**.py", "python"), ("**.html", "jinja2.ext:babel_extract")]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
PLACES = re.compile(r"%\((\w+)\)|\{(\w+)\}")


def said() -> set[str]:
    found: set[str] = set()
    for folder in ("server", "pwa/templates"):
        for _, _, message, _, _ in extract_from_dir(
            str(ROOT / folder), METHODS, keywords={"_": None, "_l": None, "gettext": None, "ngettext": (1, 2)}
        ):
            found.update([message] if isinstance(message, str) else message)
    return found


def test_every_sentence_of_the_pages_has_english_with_the_same_facts():
    with PO.open("rb") as file:
        english = {message.id: message.string for message in read_po(file) if message.id}
    missing = sorted(text for text in said() if not english.get(text))
    assert missing == []
    for chinese, text in english.items():
        if isinstance(chinese, str) and isinstance(text, str):
            assert set(PLACES.findall(chinese)) == set(PLACES.findall(text)), chinese


def test_the_source_language_of_the_pages_is_chinese():
    assert [text for text in said() if not CHINESE.search(text)] == []


def test_no_template_says_chinese_past_the_translation():
    spoken = re.compile(r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}", re.S)
    loose = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for path in sorted((ROOT / "pwa" / "templates").rglob("*.html"))
        for line in spoken.sub("", path.read_text()).splitlines()
        if CHINESE.search(line)
    ]
    assert loose == []


def test_every_word_of_the_field_and_every_refusal_has_both_languages():
    words = [
        word
        for kind in vars(vocabulary).values()
        if isinstance(kind, type) and issubclass(kind, vocabulary.Word) and kind is not vocabulary.Word
        for word in kind
    ]
    assert words
    assert [word for word in words if not CHINESE.search(word.zh) or CHINESE.search(word.en)] == []
    assert [r.code for r in refusals.REASONS.values() if not CHINESE.search(r.zh) or CHINESE.search(r.en)] == []
