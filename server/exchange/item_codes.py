"""The national codes of inspection items, which a district keeps in exchange/item_codes.csv of its data folder."""

import csv
from collections.abc import Mapping
from pathlib import Path

from server.refusals import CODES_NOT_READABLE, Refused

FILE = "exchange/item_codes.csv"
COLUMNS = ("item", "supervise_item_implement_code", "supervise_item_check_icode")
NONE = ("", "")


def item_codes(data: Path) -> Mapping[str, tuple[str, str]]:
    """By item: the code of the supervised item (14 digits) and that of its checklist; empty while there is no file."""
    path = data / FILE
    if not path.exists():
        return {}
    try:
        lines = csv.DictReader(path.read_text("utf-8-sig").splitlines())
        return {each[COLUMNS[0]].strip(): (each[COLUMNS[1]].strip(), each[COLUMNS[2]].strip()) for each in lines}
    except (UnicodeDecodeError, KeyError, AttributeError, csv.Error) as error:
        raise Refused(CODES_NOT_READABLE, file=FILE, columns=", ".join(COLUMNS)) from error
