"""Made-up photos and signatures: drawn, so that no real place or hand is shown."""

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

SIZE = (800, 600)
WALLS = ("#c9cfd4", "#d8d2c4", "#bfc8bd", "#d5cfd8")
FLOORS = ("#7d858c", "#8a7f6c", "#6f7a70")
GROUNDS = ("#dbe7ee", "#e4e8e1", "#e9e4dc")
SKINS = ("#e2b08c", "#d8a47f", "#eabf9f")
HAIRS = ("#20232a", "#2c2621", "#4a4744")
BOXES = ("#9c6b3f", "#b0824f", "#84613c", "#5c7a8c")


def photo(seed: str) -> bytes:
    """A JPEG of a corridor with things standing in the way; another for every seed."""
    random = Random(f"photo {seed}")
    image = Image.new("RGB", SIZE, random.choice(WALLS))
    draw = ImageDraw.Draw(image)
    horizon = random.randrange(300, 400)
    draw.polygon([(0, 600), (800, 600), (620, horizon), (180, horizon)], fill=random.choice(FLOORS))
    draw.rectangle((320, horizon - 190, 480, horizon), fill="#e8ecef", outline="#5b646b", width=4)
    draw.rectangle((350, horizon - 230, 450, horizon - 200), fill="#1f7a4d")
    for _ in range(random.randrange(2, 7)):
        _box(draw, random, horizon)
    draw.rectangle((0, 566, 330, 600), fill="#20262b")
    draw.text((12, 574), f"MASHANG DEMO  {seed[:30]}", fill="#f2f4f5")
    return _bytes(image, "JPEG", quality=82)


def portrait(name: str) -> bytes:
    """A PNG of nobody in particular, head and shoulders; the same for the same name."""
    random = Random(f"portrait {name}")
    image = Image.new("RGB", (280, 350), random.choice(GROUNDS))
    skin = random.choice(SKINS)
    draw = ImageDraw.Draw(image)
    draw.ellipse((20, 230, 260, 520), fill="#24384a")
    draw.polygon([(110, 235), (170, 235), (140, 300)], fill="#f2f4f5")
    draw.rectangle((118, 190, 162, 250), fill=skin)
    draw.ellipse((82, 70, 198, 225), fill=skin)
    draw.chord((78, 56, 202, 190), 180 - random.randrange(12), 360 + random.randrange(12), fill=random.choice(HAIRS))
    return _bytes(image, "PNG")


def signature(name: str) -> bytes:
    """A PNG of a scribble; the same for the same name."""
    random = Random(f"signature {name}")
    image = Image.new("1", (360, 140), 1)
    draw = ImageDraw.Draw(image)
    for stroke in range(4):
        start = (30 + stroke * 80, random.randrange(40, 100))
        points = [start, *((start[0] + 20 * n, random.randrange(20, 120)) for n in range(1, 5))]
        draw.line(points, fill=0, width=3, joint="curve")
    return _bytes(image, "PNG")


def _box(draw: ImageDraw.ImageDraw, random: Random, horizon: int) -> None:
    left, top = random.randrange(120, 600), random.randrange(horizon - 40, 460)
    wide, high = random.randrange(60, 150), random.randrange(50, 120)
    draw.rectangle((left, top, left + wide, top + high), fill=random.choice(BOXES), outline="#3a2d1f", width=3)
    draw.line((left, top + high // 2, left + wide, top + high // 2), fill="#3a2d1f", width=2)


def _bytes(image: Image.Image, kind: str, **how: int) -> bytes:
    file = BytesIO()
    image.save(file, kind, **how)
    return file.getvalue()
