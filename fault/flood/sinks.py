"""What somebody is handed, looked at for anything that would be run: pages, tables, papers, headers."""

import csv
import io
from collections.abc import Iterator
from html.parser import HTMLParser

from openpyxl import load_workbook
from werkzeug.wrappers import Response

from fault.flood.payloads import MARK

ACTS = ("javascript:", "vbscript:", "data:text", "data:application", f"//{MARK}", f"http://{MARK}")
ADDRESSES = {"href", "src", "action", "formaction", "data", "srcdoc", "content", "xlink:href", "poster", "background"}
RUNS = {"script", "style", "iframe", "object", "embed", "base", "link", "meta", "svg", "math", "template"}
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
IN_PAPERS = (b"/JavaScript", b"/JS", b"/Launch", b"/SubmitForm", b"/EmbeddedFile")


def found(answer: Response) -> Iterator[str]:
    """Every place of an answer at which what was typed would be run."""
    yield from (f"header {name}" for name, value in answer.headers if MARK in name or _leads_away(name, value))
    kind, data = answer.mimetype or "", answer.get_data()
    if kind == "text/html":
        page = data.decode(errors="replace")
        yield from _Page(page).found
        yield from ["raw markup"] * (f"<script>{MARK}" in page)
    elif kind == "text/csv":
        yield from _cells(csv.reader(io.StringIO(data.decode("utf-8-sig", "replace"))))
    elif kind.endswith("sheet"):
        yield from _formulas(data)
    elif kind == "application/pdf":
        yield from (f"paper {each.decode()}" for each in IN_PAPERS if each in data)


def _leads_away(name: str, value: str) -> bool:
    return name in ("Location", "Refresh", "Link") and value.strip().lower().startswith(ACTS)


def _cells(rows: Iterator[list[str]]) -> Iterator[str]:
    yield from (f"cell {cell[:60]}" for row in rows for cell in row if MARK in cell and cell.startswith(FORMULA))


def _formulas(data: bytes) -> Iterator[str]:
    for sheet in load_workbook(io.BytesIO(data)).worksheets:
        for row in sheet.iter_rows():
            yield from (f"formula {cell.value}" for cell in row if cell.data_type == "f" and MARK in str(cell.value))


class _Page(HTMLParser):
    """Reads a page as a browser does, as far as tags and attributes go."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[str] = []
        self.within: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        for name, value in attributes:
            said = (value or "").strip().lower()
            if ((name.startswith("on") or (name not in ADDRESSES and tag in RUNS)) and MARK in said) or MARK in name:
                self.found.append(f"<{tag} {name}={said[:60]}>")
            if name in ADDRESSES and MARK in said and (said.startswith(ACTS) or name == "srcdoc" or "url=" in said):
                self.found.append(f"<{tag} {name}={said[:60]}>")
        self.within = [tag] if tag in ("script", "style") else []

    def handle_endtag(self, tag: str) -> None:
        self.within = []

    def handle_data(self, data: str) -> None:
        if self.within and MARK in data:
            self.found.append(f"within <{self.within[0]}>")
