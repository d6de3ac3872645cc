"""Made-up national codes of the demo's items; one item has none yet, so that a desk sees what must be put right."""

import csv
import zlib
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import select

from server.db import db
from server.exchange.item_codes import COLUMNS, FILE
from server.registry.tables import AgencyRow, InspectionItemRow

WITHOUT = "kitchen-waste"


def write(data: Path) -> None:
    """Writes the table that a district fills from its provincial catalogue."""
    path = data / FILE
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([COLUMNS, *_rows()])


def _rows() -> Iterator[tuple[str, str, str]]:
    wanted = select(InspectionItemRow.id, AgencyRow.credit_code).join(AgencyRow).order_by(InspectionItemRow.id)
    for item, body in db.session.execute(wanted):
        if item != WITHOUT:
            number = zlib.crc32(item.encode())
            yield item, f"0137{number:010}", f"{body}3{number % 1000:03}"
