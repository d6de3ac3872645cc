"""Importing files from the command line: says every difference and every bad line."""

import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TextIO

from server.db import lock, transaction
from server.refusals import Refused
from server.registry.imports.applying import carry_out
from server.registry.imports.columns import label
from server.registry.imports.differences import Difference
from server.registry.imports.plan import Import, plan_sheet
from server.registry.imports.problems import Problem
from server.registry.imports.sheets import Sheet, read_sheet
from server.vocabulary import Change, Roster

MARK = {Change.NEW: "+", Change.CHANGED: "~", Change.ENDED: "-"}
Out = Callable[[str], object]


class _Rehearsed(Exception):
    """Ends a dry run, so that nothing of it stays."""


def run(
    paths: Sequence[Path],
    *,
    dry_run: bool = False,
    stop_on_problem: bool = False,
    out: TextIO = sys.stdout,
    language: str = "zh",
) -> int:
    """Imports roster files, those that others lean on first; 0 when all lines were good, 1 when some were left out."""

    def tell(line: str) -> None:
        print(line, file=out)

    sheets = [(path, sheet) for path in paths if (sheet := _sheet(path, tell, language))]
    if len(sheets) < len(paths):
        return 2
    try:
        sheets.sort(key=lambda each: list(Roster).index(each[1].roster))
        return _imported(sheets, dry_run, stop_on_problem, tell, language)
    except Refused as refused:
        tell(refused.sentence(language))
        return 2


def _sheet(path: Path, out: Out, language: str) -> Sheet | None:
    """The file as a sheet; each one that is none is named with the reason, and then nothing is imported."""
    try:
        return read_sheet(path.read_bytes())
    except Refused as refused:
        out(f"{path.name}: {refused.sentence(language)}")
        return None


def _imported(sheets: list[tuple[Path, Sheet]], dry_run: bool, stop_on_problem: bool, out: Out, language: str) -> int:
    errors = 0
    try:
        with transaction():
            lock("registry")
            for path, sheet in sheets:
                done = plan_sheet(sheet)
                _tell(path, done, dry_run, out, language)
                carry_out(done, by=None, stop_on_problem=stop_on_problem)
                errors += len(done.errors)
            if dry_run:
                raise _Rehearsed
    except _Rehearsed:
        pass
    return 1 if errors else 0


def _tell(path: Path, done: Import, every_difference: bool, out: Out, language: str) -> None:
    counts = " · ".join(f"{kind.label(language)} {number}" for kind, number in done.counts.items())
    out(f"{path.name}: {done.roster.label(language)} · {counts}")
    for each in done.differing if every_difference else ():
        out(_difference(each, done.roster, language))
    for problem in done.problems:
        out(_problem(problem, done.roster, language))


def _difference(each: Difference, roster: Roster, language: str) -> str:
    if each.kind is Change.NEW:
        return f"  {MARK[each.kind]} {each.key} {each.name}"
    fields = "; ".join(f"{label(roster, one.field, language)}: {one.before} → {one.after}" for one in each.changes)
    return f"  {MARK[each.kind]} {each.key} {each.name} · {fields}"


def _problem(problem: Problem, roster: Roster, language: str) -> str:
    column = f" {label(roster, problem.column, language)}" if problem.column else ""
    mark = "!" if problem.warning else "✕"
    return f"  {mark} {problem.line}{column}: {problem.sentence(language)}"
