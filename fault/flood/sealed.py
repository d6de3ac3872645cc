"""What may leave the server of a file that came in: a small bare JPEG to look at, or the original to be saved."""

import io
from collections.abc import Iterator
from pathlib import Path

from PIL import Image

from fault.flood.world import World

ACTIVE = (b"<script", b"<svg", b"<html", b"onerror", b"onload", b"javascript", b"<?php", b"%PDF", b"PK\x03\x04", b"<x>")
BARE = {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
DERIVED = ("thumbnails", "previews")


def unclean(data: Path) -> list[str]:
    """The small pictures that hold more than pixels; an empty one says that none can be made."""
    return [path.name for path in _derived(data) if (small := path.read_bytes()) and not is_bare(small)]


def count(data: Path) -> int:
    return sum(path.stat().st_size > 0 for path in _derived(data))


def is_sealed(world: World, address: str, headers: dict[str, str]) -> bool:
    """Whether the original at this address is only ever handed over, never shown."""
    answer = world.ask("GET", address, headers=headers)
    said = {name: answer.headers.get(name, "") for name in ("Content-Disposition", "Content-Security-Policy")}
    return (
        answer.status == 200
        and said["Content-Disposition"].startswith("attachment")
        and {"sandbox", "default-src 'none'"} <= {each.strip() for each in said["Content-Security-Policy"].split(";")}
        and answer.headers.get("X-Content-Type-Options") == "nosniff"
        and answer.headers.get("Content-Type") == "application/octet-stream"
    )


def _derived(data: Path) -> Iterator[Path]:
    return (path for kind in DERIVED for path in (data / "photos" / kind).rglob("*.jpg"))


def is_bare(small: bytes) -> bool:
    """Whether it holds pixels and nothing else."""
    with Image.open(io.BytesIO(small)) as image:
        return image.format == "JPEG" and set(image.info) <= BARE and not any(each in small for each in ACTIVE)
