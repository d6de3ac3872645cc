"""Rows files in the import format: those that ship with the demo, and those written for one district."""

import csv
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from pathlib import Path
from shutil import copy

HERE = Path(__file__).parent
SHIPPED = ("agencies.csv", "items.csv", "item_lines.csv")
BEFORE_THE_CODE = "items_2025.csv"
CODE_IN_FORCE = date(2026, 8, 15)  # 生态环境法典施行，大气、水、固体废物、噪声污染防治法等同时废止

Rows = list[dict[str, str]]


@cache
def shipped(name: str) -> tuple[Mapping[str, str], ...]:
    """The rows of a file that ships with the demo."""
    with (HERE / name).open(encoding="utf-8", newline="") as file:
        return tuple(csv.DictReader(file))


def items_before_the_code() -> Rows:
    """All items as they read before the environment code took the place of ten laws."""
    older = {item["code"]: item for item in shipped(BEFORE_THE_CODE)}
    return [dict(older.get(item["code"], item)) for item in shipped("items.csv")]


def write(path: Path, rows: Iterable[Mapping[str, str]]) -> None:
    """Writes rows that all have the same columns as UTF-8 CSV with a header."""
    rows = list(rows)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, rows[0], lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def write_rosters(folder: Path, seed: int, enterprises: int) -> None:
    """The roster files of one district; the same for the same seed and size."""
    from server.demo.enterprises import enterprise_rows
    from server.demo.people import inspector_rows

    folder.mkdir(parents=True, exist_ok=True)
    for name in SHIPPED:
        copy(HERE / name, folder / name)
    write(folder / BEFORE_THE_CODE, items_before_the_code())
    write(folder / "inspectors.csv", inspector_rows(seed))
    write(folder / "enterprises.csv", enterprise_rows(seed, enterprises))
