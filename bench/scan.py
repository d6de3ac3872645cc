"""How many photos each reader reads: `python -m bench.scan FOLDER`, ours beside pyzbar and zxing-cpp as they come.

The folder holds pictures and truth.json, which maps each file to the text its code holds, or to null for no code.
Right is the true text, or silence where there is no code; wrong is any other text. Times are by the wall clock.
"""

import argparse
import json
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from bench import scan_browser, scan_decoders
from bench.scan_decoders import Read

ALL = "all"


@dataclass
class Tally:
    """One reader's answers on one set of photos."""

    photos: int = 0
    right: int = 0
    wrong: int = 0
    times: list[float] = field(default_factory=list)

    def add(self, truth: str | None, read: Read) -> None:
        found = {comparable(text) for text in read.texts}
        is_right = not found if truth is None else comparable(truth) in found
        self.photos += 1
        self.right += is_right
        self.wrong += bool(found) and not is_right
        self.times.append(read.milliseconds)

    def cell(self) -> str:
        return f"{self.right}/{self.photos}" + (f" w{self.wrong}" if self.wrong else "")

    def quantile(self, share: float) -> float:
        return sorted(self.times)[min(int(len(self.times) * share), len(self.times) - 1)]


def comparable(text: str) -> str:
    """Texts are the same that differ in line ends, blanks at the ends or a byte order mark only."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\n\r", "\n").removeprefix("\ufeff")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def tallied(truth: dict[str, str | None], answers: Iterable[tuple[str, Read]]) -> dict[str, Tally]:
    """One reader's answers by the photos' folder, and all together."""
    found: dict[str, Tally] = defaultdict(Tally)
    for file, read in answers:
        for group in (file.rpartition("/")[0] or ".", ALL):
            found[group].add(truth[file], read)
    return found


def table(columns: dict[str, dict[str, Tally]]) -> Iterator[str]:
    """A row for each set, a column for each reader."""
    yield f"{'':22}" + "".join(f"{name:>26}" for name in columns)
    sets = next(iter(columns.values()))
    for group in sorted(sets, key=lambda each: (each == ALL, each)):
        yield f"{group:22}" + "".join(f"{tallies[group].cell():>26}" for tallies in columns.values())
    yield f"{'rate':22}" + "".join(f"{each[ALL].right / each[ALL].photos:>26.1%}" for each in columns.values())
    for name, share in (("ms, median", 0.5), ("ms, p95", 0.95), ("ms, most", 1)):
        yield f"{name:22}" + "".join(f"{tallies[ALL].quantile(share):>26.1f}" for tallies in columns.values())


def main() -> None:
    """Reads every photo with every reader, one after the other, and prints the table."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("folder", type=Path)
    asked.add_argument("--no-browser", action="store_true")
    wanted = asked.parse_args()
    truth: dict[str, str | None] = json.loads((wanted.folder / "truth.json").read_text("utf-8"))
    columns = {
        name: tallied(truth, scan_decoders.read_all(reader, wanted.folder, truth))
        for name, reader in scan_decoders.READERS.items()
    }
    if not wanted.no_browser:
        columns["ours, in Chromium"] = tallied(truth, scan_browser.read_all(wanted.folder, truth))
    print("\n".join(table(columns)))


if __name__ == "__main__":
    main()
