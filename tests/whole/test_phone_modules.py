"""The phone's modules point one way: screens > sync|scan > store > rules|words."""

import re
from pathlib import Path

APP = Path(__file__).parents[2] / "pwa" / "app"
LEVEL = {"screens": 3, "sync": 2, "scan": 2, "store": 1, "rules": 0, "words": 0}
# A type-only import is gone before anything runs.
IMPORT = re.compile(r"""^(?!import type)(?:import|export|\})[^;\n]*["'](\.[^"']+)["']""", re.M)


def test_no_module_leans_on_one_beside_or_above_it():
    wrong = []
    for path in sorted(APP.rglob("*.ts*")):
        own = path.relative_to(APP).parts[0]
        if own not in LEVEL:
            continue
        for target in IMPORT.findall(path.read_text()):
            other = (path.parent / target).resolve().relative_to(APP.resolve()).parts[0]
            if other != own and LEVEL.get(other, -1) >= LEVEL[own]:
                wrong.append(f"{path.relative_to(APP)} leans on {other}")
    assert wrong == []


def test_nothing_the_phone_runs_comes_from_elsewhere():
    for path in sorted(APP.rglob("*.ts*")):
        assert not re.search(r"""(?:import|from|src=)\s*["']https?://""", path.read_text()), path
