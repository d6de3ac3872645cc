"""`python -m fault [F1 F3 …] [--short|--long] [--prove]`: brings faults about and prints each one's account."""

import argparse
import sys
import tempfile
import time
import traceback
from pathlib import Path

from fault import catalogue
from fault.accounts import Account
from fault.databases import KINDS, Databases
from fault.run import BOTH, FAULTS, Fault, NotPossible, Run, Size
from fault.serving import Server


def main() -> int:
    asked = _asked()
    wanted = [FAULTS[number] for number in asked.faults] or [
        each for each in FAULTS.values() if each.short or asked.size > Size.SHORT
    ]
    with tempfile.TemporaryDirectory(prefix="fault-", ignore_cleanup_errors=True) as folder:
        runner = Runner(asked.keep or Path(folder), asked.size)
        try:
            for each in wanted:
                runner.prove(each) if asked.prove else runner.all(each, asked.databases)
        finally:
            runner.close()
    return runner.summary()


class Runner:
    """Runs faults one after the other and counts how they ended."""

    def __init__(self, folder: Path, size: Size) -> None:
        self.folder, self.size = folder, size
        self.databases: dict[str, Databases] = {}
        self.lasting: dict[str, Server] = {}
        self.passed = self.failed = self.skipped = 0

    def all(self, fault: Fault, databases: list[str]) -> None:
        for database in fault.databases:
            if database in databases:
                self.one(fault, database)

    def prove(self, fault: Fault) -> None:
        """Each broken variant must be found out; on one database, for the checks are the same."""
        for broken in fault.broken:
            self.one(fault, fault.proof, broken)

    def one(self, fault: Fault, database: str, broken: str = "") -> None:
        began = time.monotonic()
        try:
            account = self.bring_about(fault, database, broken)
        except NotPossible as why:
            self.skipped += 1
            print(f"{fault.number:5}{database:11}{fault.title}: SKIPPED, not possible here: {why}", flush=True)
            return
        except Exception:
            self.failed += 1
            print(f"{fault.number:5}{database:11}{fault.title}: FAILED\n{traceback.format_exc(-3)}", flush=True)
            return
        good = account.is_right != bool(broken)
        self.passed, self.failed = self.passed + good, self.failed + (not good)
        ended = f"{time.monotonic() - began:.1f} s  {_word(good, broken)}"
        print(
            f"{fault.number:5}{database:11}{fault.title}{f' [{broken}]' if broken else ''}: {account} | {ended}",
            flush=True,
        )

    def bring_about(self, fault: Fault, database: str, broken: str = "") -> Account:
        kind = self._kind(database)
        folder = Path(tempfile.mkdtemp(prefix=f"{fault.number}-", dir=self.folder))
        lasting = self._lasting(database) if self.size == Size.SHORT and not broken else None
        return fault.bring_about(Run(folder, kind, self.size, broken, lasting))

    def _kind(self, database: str) -> Databases:
        if database not in self.databases:
            self.databases[database] = KINDS[database](self.folder)
        return self.databases[database]

    def _lasting(self, database: str) -> Server:
        """Short runs share a server where they can, for starting one takes longer than the run itself."""
        if database not in self.lasting:
            place = self._kind(database).place(Path(tempfile.mkdtemp(prefix="lasting-", dir=self.folder)))
            self.lasting[database] = Server(place, workers=1).start()
        return self.lasting[database]

    def close(self) -> None:
        for server in self.lasting.values():
            server.stop()
        for kind in self.databases.values():
            kind.close()

    def summary(self) -> int:
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        return int(self.failed > 0 or self.passed == 0)


def _word(good: bool, broken: str) -> str:
    if broken:
        return "FOUND OUT" if good else "NOT FOUND OUT"
    return "ok" if good else "FAILED"


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="script/fault", description="Brings faults about; everything is in order or exit 1."
    )
    parser.add_argument("faults", nargs="*", type=str.upper, metavar="F1…F21", help="all unless named")
    parser.add_argument("--short", dest="size", action="store_const", const=Size.SHORT, default=Size.USUAL)
    parser.add_argument("--long", dest="size", action="store_const", const=Size.LONG, help="as by night")
    parser.add_argument("--prove", action="store_true", help="run broken servers and phones: each must be found out")
    parser.add_argument("--keep", type=Path, help="an empty folder in which databases, journals and logs are left")
    parser.add_argument("--database", dest="databases", action="append", choices=BOTH)
    asked = parser.parse_args()
    asked.databases = asked.databases or list(BOTH)
    if asked.keep:
        asked.keep.mkdir(parents=True)
    if unknown := [each for each in asked.faults if each not in FAULTS]:
        parser.error(f"no such fault: {', '.join(unknown)}; there is {', '.join(FAULTS)}")
    if asked.prove:
        asked.size = Size.SHORT
    return asked


assert catalogue.FAMILIES

if __name__ == "__main__":
    sys.exit(main())
