"""Servers with a fault of our own built in: each must be found out, or the runs prove nothing."""

import os
import sys
from collections.abc import Callable

from flask import Flask
from granian import Granian

from server import cli, serving

VARIABLE = "FAULT_BROKEN"
BREAKS: dict[str, Callable[[], None]] = {}
Break = Callable[[], None]


def breaks(break_it: Break) -> Break:
    """Lists a way to break the server under the name of its function."""
    BREAKS[break_it.__name__] = break_it
    return break_it


def application() -> Flask:
    """The application of one worker, broken before it is made."""
    import fault.breaking  # noqa: F401

    for how in os.environ[VARIABLE].split("+"):
        BREAKS[how]()
    return serving.application()


def main() -> None:
    """`python -m fault.broken HOW[+HOW] serve --port N …`: as `mashang serve`, but with workers that are broken."""
    os.environ[VARIABLE] = sys.argv.pop(1)
    serving.Granian = lambda _, **how: Granian("fault.broken:application", **how)
    cli.main()


if __name__ == "__main__":
    main()
