"""`script/fault trust [--trials N]`: every attack so often, so many honest visits, and a table of what was noticed."""

import argparse
import logging
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

import structlog

from fault.trust import honest, inside, on_the_way
from fault.trust.honest import Oddity
from fault.trust.installation import Installation
from fault.trust.world import World
from server import clock

TRIALS, VISITS, SEED = 1000, 10_000, 7
HEADING = f"{'':60}{'trials':>8}{'caught':>8}{'missed, or false':>18}{'CPU':>8}"


@dataclass
class Tally:
    """How one class ended."""

    name: str
    trials: int = 0
    caught: int = 0
    seconds: float = 0

    @property
    def missed(self) -> int:
        return self.trials - self.caught

    def __str__(self) -> str:
        return f"{self.name:60}{self.trials:8}{self.caught:8}{self.missed:8}{self.seconds:8.1f} s"


@dataclass
class Alarms:
    """What the supervisor was told of honest visits that have the same oddity."""

    oddity: Oddity
    visits: int = 0
    seconds: float = 0
    found: Counter[str] = field(default_factory=Counter)

    @property
    def false(self) -> int:
        return sum(count for alarm, count in self.found.items() if alarm not in self.oddity.true_of_it)

    def after(self, world: World) -> None:
        """One more visit."""
        world.alarms()
        began = time.process_time()
        self.found.update(self.oddity.live_through(world))
        self.found.update(world.alarms())
        self.visits, self.seconds = self.visits + 1, self.seconds + time.process_time() - began

    def __str__(self) -> str:
        told = f"  {dict(self.found)}" if self.found else ""
        return f"{self.oddity.name:60}{self.visits:8}{'':8}{self.false:8}{self.seconds:8.1f} s{told}"


def tried(name: str, trials: int, once: Callable[[], bool]) -> Tally:
    """So many trials of one class, told as soon as they are over."""
    tally, began = Tally(name), time.process_time()
    for _ in range(trials):
        tally.trials += 1
        tally.caught += once()
    tally.seconds = time.process_time() - began
    print(tally, flush=True)
    return tally


def on_phones(folder: Path, trials: int, attacks: Sequence[on_the_way.Class] = on_the_way.ATTACKS) -> list[Tally]:
    """Attacks on what phones send, in one installation."""
    world = World(folder / "phones", Random(SEED))

    def caught(each: on_the_way.Class) -> bool:
        world.alarms()
        kept = each.try_it(world)
        return kept and bool(each.alarms & set(world.alarms()))

    told = [tried(each.name, trials, lambda each=each: caught(each)) for each in attacks]  # type: ignore[misc]
    world.release()
    return told


def on_the_log(folder: Path, trials: int, attacks: Sequence[inside.Class] = inside.ATTACKS) -> list[Tally]:
    """Attacks on what is stored, each on an installation as it was before."""
    at = Installation(folder, Random(SEED))

    def caught(each: inside.Class) -> bool:
        at.begin()
        kept = each.try_it(at)
        return kept and bool(each.alarms & at.noticed(each.alarms))

    told = [tried(each.name, trials, lambda each=each: caught(each)) for each in attacks]  # type: ignore[misc]
    at.world.release()
    return told


def in_the_field(folder: Path, visits: int) -> list[Alarms]:
    """Honest visits in turn with all that is odd, then a day later whatever is judged late, and the whole checked."""
    world = World(folder / "honest", Random(SEED))
    told = [Alarms(each) for each in honest.ODDITIES]
    for number in range(visits):
        told[number % len(told)].after(world)
    whole = Alarms(Oddity("all of them: a day later, the log, its export", honest.a_day_later))
    whole.after(world)
    world.release()
    for each in (*told, whole):
        print(each, flush=True)
    return [*told, whole]


def run(folder: Path, trials: int, visits: int) -> tuple[list[Tally], list[Alarms]]:
    """Everything, in a folder that is gone afterwards."""
    attacks = [*on_the_log(folder / "log", trials), *on_phones(folder, trials)]
    return attacks, in_the_field(folder, visits)


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="script/fault trust", description="Attacks on the record, and honest visits.")
    parser.add_argument("--trials", type=int, default=TRIALS, help=f"of each class of attacks ({TRIALS})")
    parser.add_argument("--visits", type=int, default=VISITS, help=f"honest ones ({VISITS})")
    asked = parser.parse_args(arguments)
    noon = clock.now().astimezone(clock.LOCAL).replace(hour=14, minute=0)
    with tempfile.TemporaryDirectory(prefix="trust-") as folder, quiet(), clock.at(noon):
        print(HEADING)
        attacks, visits = run(Path(folder), asked.trials, asked.visits)
    missed, false = sum(each.missed for each in attacks), sum(each.false for each in visits)
    print(f"{len(attacks)} classes of attacks, {sum(each.trials for each in attacks)} trials, {missed} missed")
    print(f"{asked.visits} honest visits, {false} false alarms")
    return int(missed + false > 0)


@contextmanager
def quiet() -> Iterator[None]:
    """What the log's signer tells of each attack is not printed."""
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    try:
        yield
    finally:
        structlog.reset_defaults()


if __name__ == "__main__":
    sys.exit(main())
