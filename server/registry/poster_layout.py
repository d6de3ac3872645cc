"""What stands where on a door code's poster, in millimetres of an A4 page."""

from dataclasses import dataclass
from functools import cache
from pathlib import Path

import pylopdf_fonts_zh_cn
import segno
from PIL import ImageFont

WIDTH, HEIGHT, MARGIN = 210, 297, 14
INK, MUTED, BRAND, ON_BRAND, LINE = "#1A1D21", "#5B636B", "#0B5C62", "#FFFFFF", "#DFE2E0"
PURPOSE = ("扫码查看", "谁在检查、为何检查")
ADVICE = ("检查人员入企前须先扫此码；未扫码的，您可以拒绝检查。", "您可在此查看检查单位、事项和依据，检查后可评价。")
CODE_SIDE, CODE_TOP = 112, 94
NAME_SIZE, SMALLEST_NAME = 10.5, 6.5
TWO_LINES = 0.85
FONT: Path = pylopdf_fonts_zh_cn.sans_path()  # Noto Sans SC, OFL 1.1: may be embedded.


@dataclass(frozen=True)
class Text:
    """A line of text, centred on the page; `y` is its baseline and `size` its height."""

    text: str
    y: float
    size: float
    colour: str = INK


@dataclass(frozen=True)
class Box:
    """A filled rectangle, its corners rounded by `radius`."""

    x: float
    y: float
    width: float
    height: float
    colour: str = INK
    radius: float = 0


def drawn(name: str, address: str, link: str) -> list[Text | Box]:
    """Everything on the poster, in the order it is drawn."""
    return [*_head(), *_code(link), *_place(name, address), *_foot(link)]


def width_of(text: str, size: float) -> float:
    """How wide a text of this height is."""
    return _measure().getlength(text) / _measure().size * size


def _head() -> list[Text | Box]:
    band = Box(MARGIN, MARGIN, WIDTH - 2 * MARGIN, 66, BRAND, 5)
    return [band, Text(PURPOSE[0], 41, 17, ON_BRAND), Text(PURPOSE[1], 67, 17, ON_BRAND)]


def _code(link: str) -> list[Text | Box]:
    """The code's dark modules, those side by side joined, so that no hairline shows between them."""
    rows = [[bool(module) for module in row] for row in segno.make(link, error="q", micro=False).matrix]
    side = CODE_SIDE / len(rows)
    left = (WIDTH - CODE_SIDE) / 2
    return [
        Box(left + start * side, CODE_TOP + number * side, length * side, side)
        for number, row in enumerate(rows)
        for start, length in _runs(row)
    ]


def _runs(row: list[bool]) -> list[tuple[int, int]]:
    runs: list[tuple[int, int]] = []
    for place, dark in enumerate(row):
        if not dark:
            continue
        if runs and sum(runs[-1]) == place:
            runs[-1] = (runs[-1][0], runs[-1][1] + 1)
        else:
            runs.append((place, 1))
    return runs


def _place(name: str, address: str) -> list[Text | Box]:
    lines, size = _fitted(name, NAME_SIZE, SMALLEST_NAME)
    top = 224 if len(lines) == 1 else 219
    named: list[Text | Box] = [Text(line, top + number * size * 1.3, size) for number, line in enumerate(lines)]
    below = top + (len(lines) - 1) * size * 1.3 + 10
    where, small = _fitted(address, 5, 4)
    return [*named, *(Text(line, below + number * 6, small, MUTED) for number, line in enumerate(where))]


def _foot(link: str) -> list[Text | Box]:
    rule = Box(MARGIN, 251, WIDTH - 2 * MARGIN, 0.3, LINE)
    advice = [Text(line, 261 + number * 8, 5) for number, line in enumerate(ADVICE)]
    return [rule, *advice, Text(link, 282, 3.6, MUTED)]


def _fitted(text: str, size: float, smallest: float) -> tuple[list[str], float]:
    """One line as large as it fits, else two of equal length; what fits nowhere ends in dots."""
    if not text:
        return [], size
    room = WIDTH - 2 * MARGIN
    if width_of(text, smallest) <= room:
        return [text], min(size, room / width_of(text, 1))
    middle = (len(text) + 1) // 2
    lines = [_cut(text[:middle], smallest, room), _cut(text[middle:], smallest, room)]
    return lines, min(size * TWO_LINES, room / max(width_of(line, 1) for line in lines))


def _cut(text: str, size: float, room: float) -> str:
    if width_of(text, size) <= room:
        return text
    while width_of(text + "…", size) > room:
        text = text[:-1]
    return text + "…"


@cache
def _measure() -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(FONT, 100)
