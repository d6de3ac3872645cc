"""Charts as SVG, made here: readable without colours, with a title, what they show in words, and a table beside them.

What is stacked on top is drawn lighter, and a second line dashed, so that nothing needs its colour to be told apart.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

WIDTH, HEIGHT = 480, 220
LEFT, RIGHT, TOP, BOTTOM = 50, 10, 14, 34
ROW = 32
NAMED = 150  # the room that names take at the left of bars
LABELS = 9  # months named along the axis, at most
# On a page the colours are the page's own; a file that is saved has none of those, and takes the others.
COLOURS = {
    "own": "var(--brand, #0b5c62)",
    "other": "var(--waiting, #4a5b6c)",
    "axis": "var(--line, #dfe2e0)",
    "ink": "var(--ink, #1a1d21)",
    "muted": "var(--muted, #5b636b)",
}
OF_A_PAGE = re.compile(r"var\(--\w+, (#\w+)\)")


@dataclass(frozen=True)
class Series:
    """Numbers with their name; `look` is how they are drawn."""

    name: str
    values: Sequence[float | None]
    look: str = "own"


@dataclass(frozen=True)
class Span:
    """A line of a chart of intervals: from where to where, of 1, and between which the number itself lies."""

    name: str
    least: float
    most: float


def columns(title: str, said: str, months: Sequence[str], series: Sequence[Series]) -> Markup:
    """Columns of months, the series stacked upon each other."""
    totals = [sum(each.values[at] or 0 for each in series) for at in range(len(months))]
    top = nice(max(totals, default=0))
    step = (WIDTH - LEFT - RIGHT) / max(len(months), 1)
    shapes = [_grid(top), _months(months, step)]
    for at in range(len(months)):
        base = 0.0
        for each in series:
            value = each.values[at] or 0
            shapes.append(
                _rect(LEFT + step * (at + 0.18), _y(base + value, top), step * 0.64, _y(base, top), each.look)
            )
            base += value
    return _svg(title, said, HEIGHT, shapes)


def lines(title: str, said: str, months: Sequence[str], series: Sequence[Series], percent: bool) -> Markup:
    """Lines over months; a month without a number is a gap. The second is dashed, so that it needs no colour."""
    top = nice(max((value for each in series for value in each.values if value is not None), default=0), percent)
    step = (WIDTH - LEFT - RIGHT) / max(len(months), 1)
    shapes = [_grid(top, percent), _months(months, step)]
    for each in reversed(series):
        shapes += _line([(LEFT + step * (at + 0.5), value) for at, value in enumerate(each.values)], top, each.look)
    return _svg(title, said, HEIGHT, shapes)


def bars(title: str, said: str, rows: Sequence[tuple[str, float, str]]) -> Markup:
    """A bar for each row: its name, its length and the number in words."""
    longest = max((value for _, value, _ in rows), default=0) or 1
    shapes, room = [], WIDTH - NAMED - 100
    for at, (name, value, words) in enumerate(rows):
        y = TOP + at * ROW
        shapes.append(_text(0, y + 14, name))
        shapes.append(_rect(NAMED, y, max(value / longest * room, 1), y + 18, "own"))
        shapes.append(_text(NAMED + 8 + value / longest * room, y + 14, words, "muted"))
    return _svg(title, said, TOP + len(rows) * ROW, shapes)


def spans(title: str, said: str, rows: Sequence[Span]) -> Markup:
    """A bar from the least to the most of each row, on a scale from none to all."""
    room, shapes = WIDTH - NAMED - 24, []
    bottom = TOP + len(rows) * ROW
    for share in (0, 0.25, 0.5, 0.75, 1):
        x = NAMED + share * room
        shapes.append(f'<path d="M{x:.1f} {TOP - 6}V{bottom}" stroke="{COLOURS["axis"]}"/>')
        shapes.append(_text(x, bottom + 16, f"{share:.0%}", "muted", "middle"))
    for at, each in enumerate(rows):
        y = TOP + at * ROW
        shapes.append(_text(0, y + 14, each.name))
        shapes.append(_rect(NAMED + each.least * room, y + 4, max((each.most - each.least) * room, 2), y + 14, "own"))
    return _svg(title, said, bottom + 24, shapes)


def as_file(chart: Markup) -> str:
    """A chart that needs no page around it: on white, with colours of its own."""
    paper = '<rect width="100%" height="100%" fill="#ffffff"/>'
    return OF_A_PAGE.sub(r"\1", str(chart)).replace("</desc>", f"</desc>{paper}", 1)


def nice(most: float, percent: bool = False) -> float:
    """A number for the top of an axis whose quarters are round as well."""
    if most <= 0:
        return 1.0
    size = 10.0 ** (len(str(int(most))) - 1) if most >= 1 else 10.0 ** -len(f"{1 / most:.0f}")
    top = next(size * step for step in (1, 1.2, 1.6, 2, 2.4, 3.2, 4, 6, 8, 10, 100) if size * step >= most)
    return min(top, 1.0) if percent else max(top, 4.0) if most >= 2 else top


def _y(value: float, top: float) -> float:
    return TOP + (HEIGHT - TOP - BOTTOM) * (1 - value / top)


def _grid(top: float, percent: bool = False) -> str:
    shapes = []
    for share in (0, 0.25, 0.5, 0.75, 1):
        y, value = _y(top * share, top), top * share
        words = f"{value:.0%}" if percent else f"{value:,.0f}" if top >= 4 else f"{value:.2f}"
        shapes.append(f'<path d="M{LEFT} {y:.1f}H{WIDTH - RIGHT}" stroke="{COLOURS["axis"]}"/>')
        shapes.append(_text(LEFT - 6, y + 4, words, "muted", "end"))
    return "".join(shapes)


def _months(months: Sequence[str], step: float) -> str:
    every = -(-len(months) // LABELS)
    named = [(at, month) for at, month in enumerate(months) if at % every == 0]
    return "".join(
        _text(
            LEFT + step * (at + 0.5),
            HEIGHT - 10,
            month if month[5:] == "01" else month[5:].lstrip("0"),
            "muted",
            "middle",
        )
        for at, month in named
    )


def _line(points: Sequence[tuple[float, float | None]], top: float, look: str) -> list[str]:
    runs: list[list[str]] = [[]]
    dots = []
    for x, value in points:
        if value is None:
            runs.append([])
            continue
        runs[-1].append(f"{x:.1f} {_y(value, top):.1f}")
        dots.append(f'<circle cx="{x:.1f}" cy="{_y(value, top):.1f}" r="3" fill="{COLOURS[look]}"/>')
    dashed = ' stroke-dasharray="5 4"' if look == "other" else ""
    path = "".join("M" + "L".join(run) for run in runs if run)
    drawn = f'<path d="{path}" fill="none" stroke="{COLOURS[look]}" stroke-width="2.5"{dashed}/>'
    return [drawn, *dots]


def _rect(x: float, y: float, width: float, bottom: float, look: str) -> str:
    if bottom - y <= 0:
        return ""
    size = f'x="{x:.1f}" y="{y:.1f}" width="{width:.1f}" height="{bottom - y:.1f}"'
    faint = ' fill-opacity="0.35"' if look == "other" else ""
    return f'<rect {size} fill="{COLOURS[look]}"{faint}/>'


def _text(x: float, y: float, words: str, look: str = "ink", anchor: str = "start") -> str:
    place = f'x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}"'
    return f'<text {place} fill="{COLOURS[look]}">{escape(words)}</text>'


def _svg(title: str, said: str, height: float, shapes: Sequence[str]) -> Markup:
    return Markup(  # noqa: S704 - every word in it is escaped
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height:.0f}" role="img" class="chart"'
        f' font-family="sans-serif" font-size="15"><title>{escape(title)}</title><desc>{escape(said)}</desc>'
        + "".join(shapes)
        + "</svg>"
    )
