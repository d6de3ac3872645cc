"""What waits at the demo's filing desk: visits that could be one, a proposal to answer, a file of plans to try."""

import csv
from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from server.db import db
from server.demo.cast import Scene, concern
from server.demo.crew import Crew
from server.demo.schedule import District
from server.planning import comparing, proposing, queries
from server.planning.bulk_columns import COLUMNS
from server.planning.standing import Where

OFFICERS, OTHERS = "fire-rescue", "market"
APART = ((17, 26), (19, 30), (23, 33))  # days from today on which the two visit one enterprise: too far to merge
REACH = 14
LINES = 30
EXAMPLE = "plans-example.csv"


def neighbours(known: District, day: date, besides: Sequence[Scene]) -> list[Scene]:
    """Pairs of visits to one enterprise that agencies could agree to make together."""
    taken = {scene.premises["credit_code"] for scene in besides}
    both = (
        row
        for row in known.premises
        if row["credit_code"] not in taken and row["premises"] == "1" and concern(known, row, (OFFICERS, OTHERS))
    )
    return [
        Scene(day + timedelta(days=days), (agency,), row)
        for row, pair in zip(both, APART, strict=False)
        for days, agency in zip(pair, (OTHERS, OFFICERS), strict=True)
    ]


def propose(crew: Crew, scenes: Sequence[Scene], day: date) -> None:
    """The other agency proposes to make the first pair one visit; the officer of the demo has to answer."""
    if not scenes:
        return
    db.session.flush()
    _, settings = queries.settings_on(day)
    where = Where(day, day + timedelta(days=60), None, scenes[0].premises["credit_code"])
    for proposal in comparing.compared(where, REACH, settings).proposals[:1]:
        proposing.send(proposal, reach=REACH, agency_id=OTHERS, account_id=crew.officer_of(OTHERS))


def write_example(folder: Path, known: District, day: date, besides: Sequence[Scene]) -> None:
    """A file of plans for the officer's agency: most lines can be filed, some show what is told when not."""
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / EXAMPLE).open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, [each.zh for each in COLUMNS], restval="")
        writer.writeheader()
        writer.writerows(_lines(known, day, {scene.premises["credit_code"] for scene in besides}))


def _lines(known: District, day: date, taken: set[str]) -> Iterator[Mapping[str, str]]:
    concerned = (row for row in known.premises if concern(known, row, (OFFICERS,)) and row["credit_code"] not in taken)
    for number, row in zip(range(LINES), concerned, strict=False):
        on = day + timedelta(days=10 + number)
        team = known.staff(OFFICERS, on)
        line = {
            "统一社会信用代码": row["credit_code"], "场所序号": row["premises"], "检查日期": on.isoformat(),
            "检查事项": known.items_of(row["industry"])[OFFICERS][0], "时段": ("", "上午", "下午")[number % 3],
            "执法证号": ";".join(team[number % 4 : number % 4 + 2] or team[:2]),
            "继续检查的理由": "年度计划" if number % 5 else "",
        }  # fmt: skip
        yield {**line, **ODD.get(number, {})}


ODD: Mapping[int, Mapping[str, str]] = {
    3: {"检查日期": "尽快"},
    7: {"统一社会信用代码": "9.13702E+17"},
    11: {"类别": "绿色通道", "原因": "投诉举报"},
    14: {"类别": "绿色通道", "原因": "上级部署", "依据": "青安办发〔2026〕18号", "指定了日期": "是"},
    19: {"检查事项": "没有这个事项"},
}
