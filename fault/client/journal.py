"""A file of JSON lines, each durable before it counts; a line torn by a crash is cut off when it is opened again."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from typing import Any


class Journal:
    """What one phone wrote down, oldest first."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        whole = path.read_bytes().rpartition(b"\n")[:2] if path.exists() else ()
        kept = b"".join(whole)
        self.entries: list[dict[str, Any]] = [json.loads(line) for line in kept.splitlines()]
        self._file = path.open("ab")
        self._file.truncate(len(kept))

    def add(self, entries: Iterable[dict[str, Any]]) -> None:
        """Returns once all of them are on the disk."""
        lines = (json.dumps(entry, ensure_ascii=False).encode() + b"\n" for entry in entries)
        self._file.write(b"".join(lines))
        self._file.flush()
        os.fsync(self._file.fileno())

    def close(self) -> None:
        self._file.close()


def keep_file(path: Path, data: bytes) -> None:
    """A whole file, durable under its name, or none."""
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".part")
    with unfinished.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    unfinished.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)
