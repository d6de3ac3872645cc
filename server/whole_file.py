"""Writing a file whole or not at all, and on the disk before anybody relies on it."""

import os
from pathlib import Path


def write(path: Path, data: bytes, *, private: bool = False) -> None:
    """Puts the file there, in the place of one before it; a private one, with its folder, is its owner's alone."""
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700 if private else 0o777)
    draft = path.with_name(f"{path.name}.draft")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600 if private else 0o666), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    _keep_names(path.parent)


def _keep_names(folder: Path) -> None:
    """Without this a file's new name may be gone after a power cut, though its bytes are there."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
