"""`script/fault hostile-files [--folder DIR]`: hostile and odd files through every door of a running server."""

import argparse
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from pathlib import Path
from typing import NamedTuple

from fault.flood import doors, pictures, sealed, tables
from fault.flood.doors import Door, Fate
from fault.flood.watching import Watch, ordinary
from fault.flood.world import World, running

MOST_MEMORY, MOST_SECONDS = 256, 8.0
TABLE_ENDINGS = (".xlsx", ".csv", ".zip", ".gz", ".xml", ".txt", ".json")
# Beside pictures that are tables and tables that are pictures, in case a door confuses them.
CONFUSED = 7
TOLD_EVERY = 50


class File(NamedTuple):
    kind: str
    name: str
    data: bytes


@dataclass
class Tally:
    """What became of the files of one class."""

    files: int = 0
    sent: int = 0
    taken: int = 0
    slowest: float = 0.0
    slowest_name: str = ""
    refused: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    unsealed: list[str] = field(default_factory=list)

    def add(self, file: File, door: str, fate: Fate, seconds: float) -> None:
        self.sent += 1
        self.taken += fate.taken
        if fate.is_fault:
            self.faults.append(f"{door} {file.name[:40]!r} {fate.status}")
        elif not fate.taken:
            self.refused[fate.reason] += 1
        if seconds > self.slowest:
            self.slowest, self.slowest_name = seconds, f"{door} {file.name[:40]}"


@dataclass
class Report:
    """All classes, and the server meanwhile."""

    tallies: dict[str, Tally]
    dead: int
    peak: int
    peak_apart: int
    pictures: int
    unclean: list[str]
    p95_before: float
    p95: float

    @property
    def wrong(self) -> list[str]:
        """What must not be."""
        told = [f"{kind}: fault {each}" for kind, tally in self.tallies.items() for each in tally.faults]
        told += [f"{kind}: not sealed {each}" for kind, tally in self.tallies.items() for each in tally.unsealed]
        told += [
            f"{kind}: {tally.slowest:.1f} s of computing, {tally.slowest_name}"
            for kind, tally in self.tallies.items()
            if tally.slowest > MOST_SECONDS
        ]
        told += [f"{self.dead} processes of the server died"] * bool(self.dead)
        told += [f"{max(self.peak, self.peak_apart)} MB"] * (max(self.peak, self.peak_apart) > MOST_MEMORY)
        return told + [f"not bare: {each}" for each in self.unclean]


def main(arguments: Sequence[str]) -> int:
    asked = _asked(arguments)
    files = chain(own(), _of_folder(asked.folder) if asked.folder else ())
    with (
        tempfile.TemporaryDirectory(prefix="flood-", ignore_cleanup_errors=True) as folder,
        running(Path(folder)) as world,
    ):
        report = flooded(world, files, asked.doors)
    _tell(report)
    return int(bool(report.wrong))


def own() -> Iterator[File]:
    """The files we make ourselves."""
    for kind, make in (pictures.CLASSES | tables.CLASSES).items():
        yield from (File(kind, name, data) for name, data in make())


def flooded(world: World, files: Iterable[File], only: Sequence[str] = ()) -> Report:
    """Every file through every door that it could be brought to."""
    for _ in range(5):
        ordinary(world.server.url)
    before = sorted(ordinary(world.server.url) for _ in range(40))
    watch = Watch(world.server)
    tallies: dict[str, Tally] = {}
    for number, file in enumerate(files):
        tally = tallies.setdefault(file.kind, Tally())
        tally.files += 1
        if number % TOLD_EVERY == TOLD_EVERY - 1:
            print(f"{number + 1} files", file=sys.stderr, flush=True)
        for name, door in _doors(file, number):
            if not only or name in only:
                _through(world, watch, tally, file, name, door)
    watch.stop()
    data = world.server.place.data
    return Report(
        tallies, watch.dead(), watch.peak, watch.peak_apart, sealed.count(data), sealed.unclean(data),
        before[int(len(before) * 0.95)] * 1000, watch.p95(),
    )  # fmt: skip


def _through(world: World, watch: Watch, tally: Tally, file: File, name: str, door: Door) -> None:
    began = watch.computed()
    fate = door(world, file.name, file.data)
    tally.add(file, name, fate, watch.computed() - began)
    if fate.original and not sealed.is_sealed(world, fate.original, world.phone.authorization):
        tally.unsealed.append(file.name)


def _doors(file: File, number: int) -> Iterator[tuple[str, Door]]:
    confused = number % CONFUSED == 0
    if file.kind in tables.CLASSES or file.name.lower().endswith(TABLE_ENDINGS):
        yield from doors.TABLES.items()
        yield from doors.ARCHIVES.items() if file.kind == "archives" or file.name.endswith(".zip") else ()
        yield from doors.PICTURES.items() if confused else ()
        return
    yield from doors.PICTURES.items()
    yield list(doors.IN_TURN.items())[number % len(doors.IN_TURN)]
    yield from doors.TABLES.items() if confused else ()


def _of_folder(folder: Path) -> Iterator[File]:
    """Files from elsewhere, each folder a class."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield File(str(path.parent.relative_to(folder)) or "folder", path.name, path.read_bytes())


def _tell(report: Report) -> None:
    print(f"{'class':14}{'files':>6}{'sent':>7}{'taken':>7}{'refused':>9}{'faults':>8}{'slowest CPU s':>15}")
    for kind, each in report.tallies.items():
        refused = sum(each.refused.values())
        print(f"{kind[:13]:14}{each.files:6}{each.sent:7}{each.taken:7}{refused:9}{len(each.faults):8}"
              f"{each.slowest:15.2f}  {each.slowest_name}")  # fmt: skip
        for reason, count in each.refused.most_common(4):
            print(f"{'':14}{count:6} × {reason}")
    print(f"processes of the server that died: {report.dead}; most memory of a worker {report.peak} MB, of a child "
          f"{report.peak_apart} MB")  # fmt: skip
    print(f"small pictures made: {report.pictures}, not bare: {len(report.unclean)}; p95 of an ordinary page "
          f"{report.p95_before:.0f} ms before, {report.p95:.0f} ms meanwhile")  # fmt: skip
    for each in islice(report.wrong, 40):
        print(f"WRONG {each}")


def _asked(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="script/fault hostile-files", description=__doc__)
    parser.add_argument("--folder", type=Path, help="further files, each folder in it a class")
    parser.add_argument(
        "--doors", nargs="*", default=[], choices=[*doors.PICTURES, *doors.IN_TURN, *doors.TABLES, *doors.ARCHIVES]
    )
    return parser.parse_args(arguments)
