"""Carrying an import out: the good lines in, the bad ones left out, one trail entry for the file."""

from server import trail
from server.db import db, lock, transaction
from server.refusals import IMPORT_HAS_PROBLEMS, Refused
from server.registry.imports.plan import REGISTERS, Import, plan_sheet
from server.registry.imports.sheets import Sheet
from server.vocabulary import Change


def apply(planned: Import, by: str | None, stop_on_problem: bool = False) -> Import:
    """Does what the rows ask for as the registry stands now; `by` is an account. Nothing at all when told to stop."""
    if not planned.differing and not stop_on_problem:
        return planned
    # The plan was made outside of a transaction: what others did since then counts.
    return apply_sheet(Sheet(planned.roster, planned.rows, [*planned.unreadable], planned.sha256), by, stop_on_problem)


def apply_sheet(sheet: Sheet, by: str | None, stop_on_problem: bool = False) -> Import:
    """The same for a file of which no plan was made."""
    with transaction():
        lock("registry")
        done = plan_sheet(sheet)
        carry_out(done, by, stop_on_problem)
    return done


def carry_out(done: Import, by: str | None, stop_on_problem: bool = False) -> None:
    """Writes a plan made in this same transaction under the registry's lock, and notes it."""
    if stop_on_problem and done.errors:
        raise Refused(IMPORT_HAS_PROBLEMS, count=len(done.errors))
    if done.differing:
        write(done)
        _note(done, by)


def write(done: Import) -> None:
    """Writes the differences; rows that were read before in this transaction are read anew."""
    REGISTERS[done.roster].write(done.differing)
    db.session.flush()
    db.session.expire_all()


def _note(done: Import, by: str | None) -> None:
    counts = {str(kind): number for kind, number in done.counts.items() if kind is not Change.SAME}
    facts = {"roster": str(done.roster), "sha256": done.sha256, "left_out": len(done.errors), **counts}
    trail.append("registry.imported", "registry", str(done.roster), facts, account_id=by)
