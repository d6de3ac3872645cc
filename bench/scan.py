"""How many photos of a folder are read, by the server's own reader: `python bench/scan.py FOLDER`.

The folder holds pictures and truth.json, which maps each file to the text its code holds, or to null for no code.
"""

import json
import sys
import time
import unicodedata
from collections import Counter
from pathlib import Path

from server.evidence.reading import read_file


def comparable(text: str) -> str:
    """Texts are the same that differ in line ends, blanks at the ends or a byte order mark only."""
    text = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\n\r", "\n").removeprefix("\ufeff")
    return "\n".join(line.rstrip() for line in text.split("\n")).strip()


def main(folder: Path) -> None:
    """Prints right and wrong answers by group, and the time a photo takes."""
    truth: dict[str, str | None] = json.loads((folder / "truth.json").read_text("utf-8"))
    right, wrong, all_of, steps = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    times = []
    read_file(folder / next(iter(truth)))  # The reader's start is not a photo's time.
    for file, text in truth.items():
        began = time.perf_counter()
        codes = read_file(folder / file)
        times.append((time.perf_counter() - began) * 1000)
        found = {comparable(code["text"]) for code in codes}
        group = file.split("/")[0]
        all_of[group] += 1
        is_right = not found if text is None else comparable(text) in found
        right[group] += is_right
        wrong[group] += bool(found) and not is_right
        steps.update({f"{code['engine']} {code['step']}" for code in codes})
    for group, count in all_of.items():
        print(f"{group:20} {right[group]:4}/{count:<4} wrong {wrong[group]}")
    times.sort()
    print(f"{'all':20} {right.total():4}/{all_of.total():<4} wrong {wrong.total()}")
    print(f"ms: median {times[len(times) // 2]:.1f}, p95 {times[len(times) * 95 // 100]:.0f}, most {times[-1]:.0f}")
    print(", ".join(f"{step} {count}" for step, count in steps.most_common()))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
