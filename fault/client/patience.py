"""Waiting between tries: ever longer, never giving up on its own; a run sets the moment when it must be over."""

import random
import time


class GaveUp(Exception):
    """The run's time is over and something is still waiting."""


class Patience:
    """1, 2, 4 … as the protocol's page says, in hundredths of its seconds so that a run has an end."""

    def __init__(self, seconds: float, first: float = 0.02, most: float = 0.5) -> None:
        self.until = time.monotonic() + seconds
        self.first, self.most, self.tries = first, most, 0

    def wait(self) -> None:
        if time.monotonic() > self.until:
            raise GaveUp
        pause = min(self.first * 2**self.tries, self.most)
        self.tries += 1
        time.sleep(pause * random.uniform(0.5, 1.5))

    def renew(self) -> None:
        self.tries = 0
