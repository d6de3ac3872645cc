"""`python -m fault [F1 F3 …] [--short|--long] [--prove]`: brings faults about and prints each one's account.

`python -m fault trust` tries attacks on the record instead.
"""

import argparse
import sys
import tempfile
from pathlib import Path

from fault import catalogue
from fault.flood import COMMANDS
from fault.run import BOTH, FAULTS, Size
from fault.runner import Runner
from fault.trust import run as trust


def main() -> int:
    if sys.argv[1:2] and sys.argv[1] in COMMANDS:
        return COMMANDS[sys.argv[1]](sys.argv[2:])
    if sys.argv[1:2] == ["trust"]:
        return trust.main(sys.argv[2:])
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
