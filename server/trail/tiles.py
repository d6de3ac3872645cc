"""The tree as files that never change, 256 hashes in each (C2SP tlog-tiles): whoever has them can prove anything."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path

from server import whole_file
from server.trail import merkle

WIDTH = 256
LEVELS = 8  # levels of the tree in one tile
HASH = 32


def name(number: int) -> str:
    """A tile's number as its path: 1234067 is x001/x234/067."""
    parts = [f"{number % 1000:03d}"]
    while number >= 1000:
        number //= 1000
        parts.append(f"x{number % 1000:03d}")
    return "/".join(reversed(parts))


def numbered(path: str) -> int | None:
    """The number a path names, if it is spelled as it must be."""
    digits = path.replace("/", "").replace("x", "")
    number = int(digits) if digits.isascii() and digits.isdecimal() and len(digits) < 19 else -1
    return number if number >= 0 and name(number) == path else None


class Tiles:
    """The tiles of one log in their folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._full = lru_cache(maxsize=256)(self._read_full)

    def path(self, level: int, number: int, width: int = WIDTH) -> Path:
        """Where a tile lies; one that is not full carries its width in its name."""
        tile = self.folder / "tile" / str(level) / name(number)
        return tile if width == WIDTH else tile.with_name(f"{tile.name}.p") / str(width)

    def grow(self, size: int, leaves: Sequence[bytes]) -> None:
        """Adds leaf hashes behind a tree of this size; the same ones twice change nothing."""
        self._grow(0, size, leaves)

    def hold(self, size: int) -> bool:
        """Whether the tree of this size is there."""
        try:
            self.root(size)
        except FileNotFoundError:
            return False
        return True

    def root(self, size: int) -> bytes:
        """The root of the first `size` leaves."""
        return merkle.subtree(0, size, self.reader(size))

    def inclusion(self, index: int, size: int) -> list[bytes]:
        return merkle.inclusion(index, size, self.reader(size))

    def consistency(self, old: int, new: int) -> list[bytes]:
        return merkle.consistency(old, new, self.reader(new))

    def reader(self, size: int) -> merkle.Read:
        """Reads full subtrees of the tree of this size out of its tiles."""

        def read(level: int, number: int) -> bytes:
            tile_level, inside = divmod(level, LEVELS)
            tile, place = divmod(number << inside, WIDTH)
            hashes = self.hashes(tile_level, tile, size)
            return _joined(hashes[place * HASH : (place + (1 << inside)) * HASH])

        return read

    def hashes(self, level: int, number: int, size: int) -> bytes:
        """What stands in a tile of the tree of this size; raises FileNotFoundError where there is none."""
        width = min((size >> level * LEVELS) - number * WIDTH, WIDTH)
        if width <= 0:
            raise FileNotFoundError(self.path(level, number))
        return self._full(level, number) if width == WIDTH else self._begun(level, number, width)

    def _begun(self, level: int, number: int, width: int) -> bytes:
        """The first hashes of a tile that has grown since; the narrower ones of it are gone."""
        full = self.path(level, number)
        wider = [full] if full.exists() else [file for file in self._parts(level, number) if int(file.name) >= width]
        if not wider:
            raise FileNotFoundError(self.path(level, number, width))
        return wider[0].read_bytes()[: width * HASH]

    def _parts(self, level: int, number: int) -> list[Path]:
        return [file for file in self.path(level, number, 1).parent.glob("*") if file.name.isdecimal()]

    def _read_full(self, level: int, number: int) -> bytes:
        return self.path(level, number).read_bytes()

    def _grow(self, level: int, size: int, hashes: Sequence[bytes]) -> None:
        number, width = divmod(size, WIDTH)
        standing = self._begun(level, number, width) if width else b""
        data = standing + b"".join(hashes)
        above = []
        for begin in range(0, len(data), WIDTH * HASH):
            tile = data[begin : begin + WIDTH * HASH]
            older = self._parts(level, number)
            whole_file.write(self.path(level, number, len(tile) // HASH), tile)
            for file in older:
                if int(file.name) < len(tile) // HASH:
                    file.unlink()
            if len(tile) == WIDTH * HASH:
                above.append(_joined(tile))
                number += 1
        if above:
            self._grow(level + 1, size // WIDTH, above)


def _joined(data: bytes) -> bytes:
    """The root of a full subtree of these hashes."""
    hashes = [data[begin : begin + HASH] for begin in range(0, len(data), HASH)]
    while len(hashes) > 1:
        hashes = [merkle.node_hash(*pair) for pair in zip(hashes[::2], hashes[1::2], strict=True)]
    return hashes[0]
