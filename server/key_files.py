"""Secret keys as files beside the database: made when first needed, readable by their owner only."""

import os
import tempfile
from collections.abc import Callable
from pathlib import Path


def kept(path: Path, make: Callable[[], bytes]) -> bytes:
    """The key of this file. Several processes may start at once: the key that is there first is everybody's."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        _link(path, make())
    return path.read_bytes()


def _link(path: Path, key: bytes) -> None:
    with tempfile.NamedTemporaryFile(dir=path.parent) as file:  # mode 600 from the start
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
        try:
            os.link(file.name, path)
        except FileExistsError:
            return


def replaced(path: Path, key: bytes) -> None:
    """Puts another key in the place of this file's; a reader gets the one or the other, whole."""
    with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
        file.write(key)
        file.flush()
        os.fsync(file.fileno())
    Path(file.name).replace(path)
