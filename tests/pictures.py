"""Pictures of codes, made on the spot."""

import io
from typing import Any

import segno
from PIL import Image

LINK = "https://mashang.example.cn/e/q7Xb2_Lr9-TnW4kYp0sVzA"


def a_code(text: str | bytes = LINK, scale: int = 6, **segno_options: Any) -> Image.Image:
    """A grey picture of one QR code with its quiet zone."""
    made = io.BytesIO()
    segno.make(text, micro=False, **segno_options).save(made, kind="png", scale=scale, border=4)
    return Image.open(made).convert("L")


def a_photo(*codes: Image.Image, size: tuple[int, int] = (1280, 960)) -> Image.Image:
    """Codes beside one another on a grey desk."""
    photo = Image.new("L", size, 180)
    left = 60
    for code in codes:
        photo.paste(code, (left, 120))
        left += code.width + 60
    return photo


def as_bytes(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The picture as a file's bytes."""
    made = io.BytesIO()
    picture.save(made, kind, **options)
    return made.getvalue()
