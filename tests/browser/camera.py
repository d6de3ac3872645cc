"""A made-up business licence with its code, and a film of it for Chromium's fake camera."""

from pathlib import Path

import segno
from PIL import Image, ImageDraw, ImageFont

CJK = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"
SIZE = (1280, 720)


def licence_photo(name: str, credit_code: str, payload: str) -> Image.Image:
    """A licence as it hangs on the wall: name, code in words, and the square code at the right."""
    paper = Image.new("RGB", SIZE, (214, 208, 196))
    draw = ImageDraw.Draw(paper)
    draw.rectangle((60, 40, 1220, 680), fill=(250, 247, 238), outline=(150, 120, 60), width=6)
    draw.text((420, 80), "营 业 执 照", font=_font(64), fill=(60, 40, 30))
    draw.text((120, 220), f"名  称  {name}", font=_font(30), fill=(40, 40, 40))
    draw.text((120, 300), f"统一社会信用代码  {credit_code}", font=_font(28), fill=(40, 40, 40))
    code = _square_code(payload)
    paper.paste(code, (1180 - code.width, 640 - code.height))
    return paper


def film(photo: Image.Image, path: Path, frames: int = 3) -> Path:
    """Writes the photo as a short y4m film; Chromium plays it over and over."""
    width, height = photo.size
    luma, blue, red = photo.convert("YCbCr").split()
    half = (width // 2, height // 2)
    frame = b"FRAME\n" + luma.tobytes() + blue.resize(half).tobytes() + red.resize(half).tobytes()
    header = f"YUV4MPEG2 W{width} H{height} F10:1 Ip A1:1 C420jpeg\n".encode()
    path.write_bytes(header + frame * frames)
    return path


def _square_code(payload: str) -> Image.Image:
    matrix = [list(row) for row in segno.make(payload, error="m", micro=False).matrix_iter(scale=8, border=4)]
    image = Image.new("L", (len(matrix[0]), len(matrix)))
    image.putdata([0 if dark else 255 for row in matrix for dark in row])
    return image.convert("RGB")


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.truetype(CJK, size) if Path(CJK).exists() else ImageFont.load_default(size)
