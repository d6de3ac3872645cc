"""A door code's poster as PDF and as picture."""

import io
from functools import lru_cache
from typing import Literal

from fpdf import FPDF
from PIL import Image, ImageColor, ImageDraw, ImageFont

from .poster_layout import FONT, HEIGHT, WIDTH, Box, Text, drawn, width_of

Paper = Literal["a4", "a5"]

PAPERS: dict[Paper, tuple[int, int]] = {"a4": (WIDTH, HEIGHT), "a5": (148, 210)}
POINTS_A_MM = 72 / 25.4
PIXELS_A_MM = 8  # 203 dpi: sharp in print, half a megapixel less than a telephone's photo
COLOURS = 16
KEPT = 64


@lru_cache(KEPT)
def pdf(name: str, address: str, link: str, paper: Paper) -> bytes:
    """The poster on A4, or the same drawn smaller on A5, with its font embedded."""
    width, height = PAPERS[paper]
    scale = width / WIDTH
    page = FPDF(format=(width, height))
    page.set_auto_page_break(False)
    page.set_title(name)
    page.set_lang("zh-CN")
    page.add_font("poster", fname=FONT)
    page.add_page()
    for each in drawn(name, address, link):
        _on_page(page, each, scale)
    return bytes(page.output())


@lru_cache(KEPT)
def png(name: str, address: str, link: str) -> bytes:
    """The poster as a picture of an A4 page."""
    picture = Image.new("RGB", (WIDTH * PIXELS_A_MM, HEIGHT * PIXELS_A_MM), "white")
    draw = ImageDraw.Draw(picture)
    for each in drawn(name, address, link):
        _on_picture(draw, each)
    made = io.BytesIO()
    picture.quantize(COLOURS, dither=Image.Dither.NONE).save(made, "PNG", optimize=True, dpi=(203.2, 203.2))
    return made.getvalue()


def _on_page(page: FPDF, each: Text | Box, scale: float) -> None:
    colour = ImageColor.getrgb(each.colour)
    if isinstance(each, Text):
        page.set_font("poster", size=each.size * scale * POINTS_A_MM)
        page.set_text_color(*colour)
        page.text((WIDTH - width_of(each.text, each.size)) / 2 * scale, each.y * scale, each.text)
        return
    page.set_fill_color(*colour)
    x, y, width, height = (side * scale for side in (each.x, each.y, each.width, each.height))
    page.rect(x, y, width, height, style="F", round_corners=each.radius > 0, corner_radius=each.radius * scale)


def _on_picture(draw: ImageDraw.ImageDraw, each: Text | Box) -> None:
    if isinstance(each, Text):
        font = ImageFont.truetype(FONT, each.size * PIXELS_A_MM)
        place = (WIDTH / 2 * PIXELS_A_MM, each.y * PIXELS_A_MM)
        draw.text(place, each.text, each.colour, font, anchor="ms")
        return
    left, top = round(each.x * PIXELS_A_MM), round(each.y * PIXELS_A_MM)
    right, bottom = round((each.x + each.width) * PIXELS_A_MM), round((each.y + each.height) * PIXELS_A_MM)
    draw.rounded_rectangle((left, top, right - 1, max(bottom - 1, top)), each.radius * PIXELS_A_MM, each.colour)
