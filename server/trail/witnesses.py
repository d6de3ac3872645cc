"""Whose word about the log this installation passes on: public keys of witnesses, a line each in a file."""

from server.config import Settings
from server.trail import notes
from server.trail.notes import WITNESS, Key, Malformed


def trusted(settings: Settings) -> list[Key]:
    """The witnesses that were named."""
    path = settings.keys / "witnesses"
    return [notes.read_key(line) for line in path.read_text().splitlines()] if path.exists() else []


def trust(settings: Settings, told: str) -> Key:
    """Names a witness; raises Malformed where this is no key of one."""
    key = notes.read_key(told)
    if key.kind != WITNESS:
        raise Malformed("key")
    if key not in trusted(settings):
        settings.keys.mkdir(parents=True, exist_ok=True, mode=0o700)
        with (settings.keys / "witnesses").open("a") as file:
            file.write(f"{key.told()}\n")
    return key
