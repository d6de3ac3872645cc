"""Draws the app's icons: the sun rising over the sea within a scan frame, on teal ground."""

from pathlib import Path

from PIL import Image, ImageDraw

HERE = Path(__file__).parent
TEAL, SUN, WHITE = "#0b5c62", "#e8a317", "#ffffff"
FINE = 4  # drawn larger, then reduced: Pillow's lines are not smooth
CORNERS = [
    [(13, 23), (13, 13), (23, 13)],
    [(51, 41), (51, 51), (41, 51)],
    [(23, 51), (13, 51), (13, 41)],
    [(41, 13), (51, 13), (51, 23)],
]
SEA = [(20, 43), (44, 43)]
SUN_AT, SUN_RADIUS = (32, 37.5), 10.5


def icon(size: int, *, inset: float = 0.0, round_corners: bool = True) -> Image.Image:
    """The drawing on a 64-unit grid; `inset` keeps it inside the circle a launcher may cut out."""
    side = size * FINE
    picture = Image.new("RGBA", (side, side), TEAL)
    draw = ImageDraw.Draw(picture)
    unit = side * (1 - 2 * inset) / 64

    def place(x: float, y: float) -> tuple[float, float]:
        return side * inset + x * unit, side * inset + y * unit

    for path in [*CORNERS, SEA]:
        _stroke(draw, [place(*point) for point in path], 4.2 * unit)
    _half_disc(draw, place(*SUN_AT), SUN_RADIUS * unit)
    if round_corners:
        picture.putalpha(_rounded(side, side * 14 // 64))
    return picture.resize((size, size), Image.Resampling.LANCZOS)


def _stroke(draw: ImageDraw.ImageDraw, points: list[tuple[float, float]], width: float) -> None:
    draw.line(points, WHITE, round(width), joint="curve")
    for point in points:
        _disc(draw, point, width / 2, WHITE)


def _disc(draw: ImageDraw.ImageDraw, centre: tuple[float, float], radius: float, colour: str) -> None:
    x, y = centre
    draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)


def _half_disc(draw: ImageDraw.ImageDraw, centre: tuple[float, float], radius: float) -> None:
    x, y = centre
    draw.pieslice((x - radius, y - radius, x + radius, y + radius), 180, 360, fill=SUN)


def _rounded(side: int, radius: int) -> Image.Image:
    mask = Image.new("L", (side, side), 0)
    ImageDraw.Draw(mask).rounded_rectangle((0, 0, side - 1, side - 1), radius, fill=255)
    return mask


if __name__ == "__main__":
    icon(192).save(HERE / "icon-192.png", optimize=True)
    icon(512).save(HERE / "icon-512.png", optimize=True)
    icon(512, inset=0.12, round_corners=False).save(HERE / "icon-maskable-512.png", optimize=True)
    icon(180, inset=0.06, round_corners=False).convert("RGB").save(HERE / "icon-180.png", optimize=True)
