"""Hostile input in volume: files, calls, texts and scripts that nobody means well by."""

from collections.abc import Callable, Sequence
from importlib import import_module


def _later(module: str) -> Callable[[Sequence[str]], int]:
    """A command that loads its part only when it is wanted."""
    return lambda arguments: int(import_module(f"fault.flood.{module}").main(arguments))


COMMANDS = {
    "hostile-files": _later("hostile_files"),
    "api": _later("api"),
    "parsers": _later("parsers"),
    "injection": _later("injection"),
}
