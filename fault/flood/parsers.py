"""`script/fault parsers`: every strict parser with very many inputs; each answers or refuses by name, and soon."""

import argparse
import gc
import time
from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import HealthCheck, Phase, given, settings

from fault.flood.parsing import PARSERS, Parser

ALL = 200_000
MOST_SECONDS = 0.1


@dataclass
class Tried:
    """What one parser did with its examples."""

    examples: int = 0
    refused: int = 0
    slowest: float = 0.0
    faults: list[str] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        return not self.faults and self.slowest <= MOST_SECONDS


def main(arguments: Sequence[str]) -> int:
    asked = _asked(arguments)
    wanted = asked.parsers or list(PARSERS)
    shares = sum(PARSERS[name].share for name in wanted)
    right = True
    print(f"{'parser':22}{'examples':>9}{'refused':>9}{'faults':>8}{'slowest ms':>12}")
    total = 0
    for name in wanted:
        tried = attempt(PARSERS[name], int(asked.examples * PARSERS[name].share / shares) + 1)
        right, total = right and tried.is_right, total + tried.examples
        print(
            f"{name:22}{tried.examples:9}{tried.refused:9}{len(tried.faults):8}{tried.slowest * 1000:12.1f}", flush=True
        )
        for each in tried.faults[:3]:
            print(f"  FAULT {each}")
    print(f"{total} examples, {'all as they should be' if right else 'WRONG'}")
    return int(not right)


def attempt(parser: Parser, count: int, *, deterministic: bool = False) -> Tried:
    """So many examples; a fault is noted and not looked into further.

    Time is what this thread computed, without the collecting of what the examples before left behind.
    """
    tried = Tried()
    unhurried = settings(
        max_examples=count, deadline=None, database=None, phases=[Phase.generate], derandomize=deterministic,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip

    @unhurried
    @given(parser.given)
    def one(example: object) -> None:
        _one(parser, example, tried)

    one()
    return tried


def _one(parser: Parser, example: object, tried: Tried) -> None:
    tried.examples += 1
    gc.disable()
    began = time.thread_time()
    try:
        parser.read(example)
    except parser.refusals:
        tried.refused += 1
    except Exception as fault:
        tried.faults.append(f"{type(fault).__name__}: {str(fault)[:80]} of {str(example)[:200]!r}")
    tried.slowest = max(tried.slowest, time.thread_time() - began)
    gc.enable()


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/fault parsers", description=__doc__)
    parser.add_argument("parsers", nargs="*", metavar="PARSER", help="all unless named")
    parser.add_argument("--examples", type=int, default=ALL)
    return parser.parse_args(arguments)
