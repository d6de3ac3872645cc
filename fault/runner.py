"""Brings faults about one after the other and counts how they ended."""

import tempfile
import time
import traceback
from pathlib import Path

from fault.accounts import Account
from fault.databases import KINDS, Databases
from fault.run import Fault, NotPossible, Run, Size
from fault.serving import Server


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
            server.kill()
        for kind in self.databases.values():
            kind.close()

    def summary(self) -> int:
        print(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        return int(self.failed > 0 or self.passed == 0)


def _word(good: bool, broken: str) -> str:
    if broken:
        return "FOUND OUT" if good else "NOT FOUND OUT"
    return "ok" if good else "FAILED"
