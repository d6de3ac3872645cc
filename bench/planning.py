"""Plans a second of a replay, and how long filing one plan takes in a large database.

`script/bench planning replay [--plans N] [--objects N]` and
`script/bench planning filing [--enterprises N] [--visits N] [--filings N] [--database URL]`.
"""

import argparse

from bench import filing_speed, replay_speed


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/bench planning", description=__doc__)
    which = parser.add_subparsers(dest="which")
    replayed = which.add_parser("replay")
    replayed.add_argument("--plans", type=int, default=1_000_000)
    replayed.add_argument("--objects", type=int, default=400_000)
    filed = which.add_parser("filing")
    filed.add_argument("--enterprises", type=int, default=500_000)
    filed.add_argument("--visits", type=int, default=2_000_000)
    filed.add_argument("--filings", type=int, default=2_000)
    filed.add_argument("--database", help="An empty PostgreSQL database instead of a SQLite file.")
    asked = parser.parse_args()
    if asked.which in (None, "replay"):
        replay_speed.show(**options(asked, plans=1_000_000, objects=400_000))
    if asked.which in (None, "filing"):
        filing_speed.show(**options(asked, enterprises=500_000, visits=2_000_000, filings=2_000, database=None))


def options(asked: argparse.Namespace, **defaults: object) -> dict:
    """What was asked for, else the issue's own sizes."""
    return {name: getattr(asked, name, default) for name, default in defaults.items()}


if __name__ == "__main__":
    main()
