"""A printed page of Chinese and Latin words: headings, facts and paragraphs down an A4 sheet, its font embedded."""

import io
from collections.abc import Iterable
from typing import Any

import pylopdf_fonts_zh_cn
import segno
from fpdf import FPDF

MARGIN = 20
INK, MUTED = (26, 29, 33), (91, 99, 107)
TITLE, HEADING, BODY, SMALL = 18, 13, 10.5, 9
LABEL = 32
HANGING = "，。；：、！？）》”’」"


class Paper:
    """What is added stands below what was there before."""

    def __init__(self, title: str) -> None:
        self.pdf = FPDF(format="a4")
        self.pdf.set_title(title)
        self.pdf.set_lang("zh-CN")
        self.pdf.set_margins(MARGIN, MARGIN)
        self.pdf.set_auto_page_break(True, MARGIN)
        self.pdf.add_font("paper", fname=pylopdf_fonts_zh_cn.sans_path())  # Noto Sans SC, OFL 1.1: may be embedded.
        font: Any = self.pdf.fonts["paper"]
        font.ttfont.recalcBBoxes = False  # the whole font's box holds; a new one costs a third of the time
        self.pdf.add_page()
        self._write(title, TITLE)
        self.pdf.ln(3)

    def heading(self, text: str) -> None:
        """A line over what follows."""
        self.pdf.ln(4)
        self._write(text, HEADING)
        self.pdf.ln(1)

    def text(self, text: str) -> None:
        """A paragraph."""
        self._write(text, BODY)
        self.pdf.ln(1)

    def small(self, text: str) -> None:
        """Something beside the point."""
        self._write(text, SMALL, MUTED)

    def facts(self, pairs: Iterable[tuple[str, str]]) -> None:
        """Names at the left and what they are at the right."""
        for label, value in pairs:
            top = self.pdf.get_y()
            self._write(label, BODY, MUTED, LABEL)
            page, below = self.pdf.page, self.pdf.get_y()
            self.pdf.set_xy(MARGIN + LABEL, top if below >= top else MARGIN)
            self._write(value or "—", BODY)
            if self.pdf.page == page:
                self.pdf.set_y(max(below, self.pdf.get_y()))
            self.pdf.ln(1)

    def square(self, address: str, side: float = 60) -> None:
        """An address as a square code in the middle of the sheet."""
        drawn = io.BytesIO()
        segno.make(address, error="m", micro=False).save(drawn, kind="png", scale=12, border=2)
        self.pdf.ln(2)
        self.pdf.image(drawn, x=(self.pdf.w - side) / 2, w=side, h=side, alt_text=address)
        self.pdf.ln(2)

    def keep_together(self, height: float) -> None:
        """Goes on on a new sheet where less than this is left of the old one."""
        if self.pdf.will_page_break(height):
            self.pdf.add_page()

    def made(self) -> bytes:
        """The sheets as a PDF."""
        return bytes(self.pdf.output())

    def _write(self, text: str, size: float, colour: tuple[int, int, int] = INK, width: float = 0) -> None:
        self.pdf.set_font("paper", size=size)
        self.pdf.set_text_color(*colour)
        left, room = self.pdf.get_x(), width or self.pdf.w - MARGIN - self.pdf.get_x()
        for line in self._lines(text, room):
            self.pdf.set_x(left)
            self.pdf.cell(room, size * 0.6, line, new_x="LMARGIN", new_y="NEXT")

    def _lines(self, text: str, room: float) -> list[str]:
        """Chinese breaks anywhere but before a mark that ends something: that hangs over the edge."""
        lines = [""]
        for letter in text:
            full = self.pdf.get_string_width(lines[-1] + letter) > room and letter not in HANGING
            if full or letter == "\n":
                lines.append("")
            lines[-1] += letter.strip("\r\n")
        return lines
