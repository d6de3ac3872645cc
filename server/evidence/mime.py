"""What a picture's own first bytes say it is, whatever its sender called it."""

FORMATS = ("JPEG", "PNG", "WEBP")
STARTS = {b"\xff\xd8\xff": "image/jpeg", b"\x89PNG\r\n\x1a\n": "image/png"}


def mime_of(data: bytes) -> str | None:
    """`image/jpeg`, `image/png` or `image/webp`; None for anything we do not read."""
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "image/webp"
    return next((mime for start, mime in STARTS.items() if data.startswith(start)), None)
