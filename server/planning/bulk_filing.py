"""Filing a yearly plan from the command line: says every line's fate."""

from pathlib import Path
from typing import TextIO

from server.planning import bulk, bulk_lines, bulk_results
from server.planning.bulk_results import Told
from server.refusals import NOT_FOUND, Refused
from server.registry import lookups
from server.vocabulary import LineFate

MOST_LINES = 100_000
MARK = {LineFate.GOOD: "+", LineFate.SUBMITTED: "?", LineFate.BEFORE: "=", LineFate.BAD: "✕"}


def run(path: Path, agency_id: str, *, dry_run: bool, out: TextIO, language: str = "zh") -> int:
    """Files a file of plans or rehearses it; 0 when all lines were good, 1 when some were left out, 2 without any."""
    try:
        if agency_id not in lookups.agency_ids():
            raise Refused(NOT_FOUND)
        lines = bulk_lines.read(path.read_bytes(), agency_id, most=MOST_LINES)
        fates = bulk.rehearse(lines, agency_id) if dry_run else bulk.file(lines, agency_id, None)
    except Refused as refused:
        print(refused.sentence(language), file=out)
        return 2
    counts = bulk.counted(fates)
    print(" · ".join(f"{fate.label(language)} {count}" for fate, count in counts.items()), file=out)
    for each in bulk_results.told(fates, language):
        print(_line(each), file=out)
    return 1 if counts[LineFate.BAD] else 0


def _line(each: Told) -> str:
    number = f"№{each.number} " if each.number else ""
    return f"  {MARK[each.fate]} {each.line} {each.credit_code} {number}{' '.join([each.sentence, *each.notes])}"
