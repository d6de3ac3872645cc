"""Plans a second of a replay, how long filing one plan takes in a large database, and what a crowd of filings does.

`script/bench planning replay [--plans N] [--objects N]` and
`script/bench planning filing [--city] [--enterprises N] [--visits N] [--filings N] [--database sqlite|postgresql|URL]`,
where `--city` asks for 500,000 enterprises and 2,000,000 visits, and
`script/bench planning race [--plans N] [--objects N] [--workers N] [--database sqlite|postgresql|URL]`,
`script/bench planning compare [--city] [--enterprises N] [--visits N] [--folder PATH]` (what-if) and
`script/bench planning saved [--plans N] [--objects N]` (what merging saves by `day_policy`).
"""

import argparse

from bench import comparing_speed, filing_race, filing_speed, replay_speed, visits_saved


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/bench planning", description=__doc__)
    which = parser.add_subparsers(dest="which")
    replayed = which.add_parser("replay")
    replayed.add_argument("--plans", type=int, default=1_000_000)
    replayed.add_argument("--objects", type=int, default=400_000)
    filed = which.add_parser("filing")
    filed.add_argument("--city", action="store_const", const=10, default=1, help="Ten times as large.")
    filed.add_argument("--enterprises", type=int, default=50_000)
    filed.add_argument("--visits", type=int, default=200_000)
    filed.add_argument("--filings", type=int, default=2_000)
    filed.add_argument("--database", default="sqlite", help="sqlite, postgresql, or the address of a database.")
    raced = which.add_parser("race")
    raced.add_argument("--plans", type=int, default=2_000)
    raced.add_argument("--objects", type=int, default=20)
    raced.add_argument("--workers", type=int, default=8, help="Threads; half as many processes.")
    raced.add_argument("--database", default="", help="Both kinds unless one is named.")
    compared = which.add_parser("compare")
    compared.add_argument("--city", action="store_const", const=10, default=1, help="Ten times as large.")
    compared.add_argument("--enterprises", type=int, default=22_000)
    compared.add_argument("--visits", type=int, default=200_000, help="In two years.")
    compared.add_argument("--folder", default="", help="Where to keep the database for another time.")
    merged = which.add_parser("saved")
    merged.add_argument("--plans", type=int, default=48_000)
    merged.add_argument("--objects", type=int, default=20_000)
    asked = parser.parse_args()
    if asked.which in (None, "replay"):
        replay_speed.show(**options(asked, plans=1_000_000, objects=400_000))
    if asked.which in (None, "filing"):
        show_filing(**options(asked, city=1, enterprises=50_000, visits=200_000, filings=2_000, database="sqlite"))
    if asked.which in (None, "race"):
        filing_race.show(**options(asked, plans=2_000, objects=20, workers=8, database=""))
    if asked.which in (None, "compare"):
        show_comparing(**options(asked, city=1, enterprises=22_000, visits=200_000, folder=""))
    if asked.which in (None, "saved"):
        visits_saved.show(**options(asked, plans=48_000, objects=20_000))


def show_comparing(city: int, enterprises: int, visits: int, folder: str) -> None:
    """The comparison in a district, or in a city ten times as large."""
    comparing_speed.show(enterprises * city, visits * city, folder)


def show_filing(city: int, enterprises: int, visits: int, filings: int, database: str) -> None:
    """Filing in a district, or in a city ten times as large."""
    filing_speed.show(enterprises * city, visits * city, filings, database)


def options(asked: argparse.Namespace, **defaults: object) -> dict:
    """What was asked for, else the issue's own sizes."""
    return {name: getattr(asked, name, default) for name, default in defaults.items()}


if __name__ == "__main__":
    main()
