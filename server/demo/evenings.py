"""The log of the demo as it was signed in the past: each evening, and lately as often as a server signs it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from server import clock
from server.config import Settings
from server.trail import checkpoints, leaves

SOON = timedelta(seconds=40)
LATELY = timedelta(days=14)  # before that an evening's signature is enough: each one is written to the disk
COUNTED = timedelta(days=91)  # as far back as an agency is shown how well its times are proved


@dataclass(frozen=True)
class Evenings:
    """Signs within the one transaction in which the district is built; a log that was signed before is left alone."""

    settings: Settings
    until: datetime
    stood: bool

    def sign(self, at: datetime) -> None:
        """Signs what was recorded until then; it gets its places in the log first."""
        if not self.stood and self.until - at < COUNTED:
            with clock.at(at):
                leaves.number_now()
                checkpoints.make(self.settings)

    def sign_soon(self, after: datetime) -> None:
        """As the server does within a minute, for what happened lately."""
        if self.until - after < LATELY:
            self.sign(after + SOON)


@contextmanager
def evenings(settings: Settings, until: datetime) -> Iterator[Evenings]:
    """If the district is not built after all, its log was never signed."""
    log: Path = settings.data / "log"
    stood = log.exists()
    try:
        yield Evenings(settings, until, stood)
    except BaseException:
        if not stood:
            shutil.rmtree(log, ignore_errors=True)
        raise
