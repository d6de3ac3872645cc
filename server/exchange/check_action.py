"""行政检查行为: one inspected item as 互联网+监管 takes it, and what is wrong with a record, field by field; pure.

Columns are named as in the national table tr_t_jgxw_check_action.
"""

import hashlib
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from server.vocabulary import LineValue, Outcome

Record = dict[str, Any]

# Column, Chinese name, most characters, required.
COLUMNS: Mapping[str, tuple[str, int, bool]] = {
    "record_unique_identity": ("记录唯一标识", 100, True),
    "supervise_item_implement_code": ("监管事项目录编码", 14, True),
    "supervise_item_check_icode": ("监管事项检查实施清单编码", 100, True),
    "check_action_name": ("检查行为名称", 400, True),
    "check_action_code": ("检查行为编号", 50, True),
    "implement_institution": ("实施机构", 100, True),
    "implement_institution_code": ("实施机构编码", 20, True),
    "entrust_dept": ("受委托部门", 100, False),
    "entrust_dept_code": ("受委托部门编码", 20, False),
    "supervise_object": ("监管对象", 200, True),
    "administrative_cp": ("行政相对人名称", 200, True),
    "administrative_cp_na": ("行政相对人性质", 20, True),
    "administrative_cp_ce_type": ("行政相对人证件类型", 40, True),
    "administrative_cp_ui_code": ("行政相对人编码", 20, True),
    "address_registered": ("注册地址", 400, False),
    "address_operating": ("经营地址", 400, False),
    "area_number": ("行政区划代码", 6, True),
    "check_form": ("检查形式", 2, True),
    "check_type": ("检查类别", 40, False),
    "check_mode": ("检查方式", 40, False),
    "check_result": ("检查结果", 20, True),
    "check_date": ("检查时间", 10, True),
    "check_personnel": ("检查人员", 0, True),
    "check_personnel_code": ("执法证号", 0, True),
    "submitted_date": ("报送时间", 19, True),
    "submitted_personnel": ("报送人员", 100, True),
    "plan_id": ("双随机一公开计划编号", 50, False),
    "cd_id": ("交换主键", 120, True),
    "cd_time": ("交换时间", 19, True),
    "cd_source": ("数据来源", 40, True),
    "cd_batch": ("交换批次号", 13, True),
    "cd_operation": ("操作类型", 1, True),
}
FEWEST_PEOPLE = 2  # 执法人员不得少于两人
NATURES = ("公民", "法人", "其他组织")
ROUTINE, SPECIAL = "01", "02"  # 日常检查, 专项检查


class Problem(NamedTuple):
    """What is wrong with a column: a code, and what stands there."""

    column: str
    wrong: str
    found: str = ""


@dataclass(frozen=True)
class Inspection:
    """An item that an agency inspected, or was to inspect, on a visit that is over."""

    visit: str
    item: str
    item_name: str
    version: int
    result: LineValue
    on: date
    agency_name: str
    agency_code: str
    enterprise: str
    credit_code: str
    registered: str
    operating: str
    area: str
    special: bool
    people: Sequence[tuple[str, str]]  # names with badge numbers
    plan: str = ""


@dataclass(frozen=True)
class Sending:
    """Who sends when, and in which batch."""

    at: datetime  # local
    by: str
    batch: str


def check_result(outcome: Outcome | None, values: Collection[LineValue]) -> LineValue:
    """An item's result in the four words of the national field."""
    if outcome is None:
        return LineValue.NOT_INSPECTED
    if outcome is not Outcome.NO_PROBLEM:
        return LineValue.NONCONFORMING
    lacking = {LineValue.NOT_APPLICABLE, LineValue.NOT_INSPECTED}
    return LineValue.NOT_APPLICABLE if values and set(values) <= lacking else LineValue.CONFORMING


def nature(credit_code: str) -> str:
    """行政相对人性质: what the first two characters of a credit code tell."""
    if credit_code[:2] == "92":  # 个体工商户
        return "其他组织"
    return "法人" if credit_code[:2] in ("91", "93", "11", "12", "51") else "其他组织"


def record(inspected: Inspection, codes: tuple[str, str], sending: Sending) -> Record:
    """The record of one inspection; the same inspection has the same identity and number for ever."""
    identity = hashlib.sha256(f"{inspected.visit} {inspected.agency_code} {inspected.item}".encode()).hexdigest()
    sent = sending.at.strftime("%Y-%m-%d %H:%M:%S")
    return {
        "record_unique_identity": identity,
        "supervise_item_implement_code": codes[0],
        "supervise_item_check_icode": codes[1],
        "check_action_name": f"对{inspected.enterprise}进行{inspected.item_name}的检查",
        "check_action_code": f"{inspected.on:%Y%m%d}{identity[:24]}",
        "implement_institution": inspected.agency_name,
        "implement_institution_code": inspected.agency_code,
        "entrust_dept": "",
        "entrust_dept_code": "",
        "supervise_object": inspected.enterprise,
        "administrative_cp": inspected.enterprise,
        "administrative_cp_na": nature(inspected.credit_code),
        "administrative_cp_ce_type": "统一社会信用代码",
        "administrative_cp_ui_code": inspected.credit_code,
        "address_registered": inspected.registered,
        "address_operating": inspected.operating,
        "area_number": inspected.area,
        "check_form": SPECIAL if inspected.special else ROUTINE,
        "check_type": "专项检查" if inspected.special else "日常检查",
        "check_mode": "现场检查",
        "check_result": inspected.result.zh,
        "check_date": inspected.on.isoformat(),
        "check_personnel": [name for name, _ in inspected.people],
        "check_personnel_code": [badge for _, badge in inspected.people],
        "submitted_date": sent,
        "submitted_personnel": sending.by,
        "plan_id": inspected.plan,
        "cd_id": f"{identity}-{inspected.version}",
        "cd_time": sent,
        "cd_source": "mashang",
        "cd_batch": sending.batch,
        "cd_operation": "i" if inspected.version == 1 else "u",
    }


def problems(made: Mapping[str, Any]) -> list[Problem]:
    """Everything that the national validator would refuse, in the order of the columns."""
    found = [*_lengths(made), *_shapes(made), *_people(made)]
    order = list(COLUMNS)
    return sorted(found, key=lambda each: order.index(each.column))


def _lengths(made: Mapping[str, Any]) -> Iterator[Problem]:
    for column, (_, most, required) in COLUMNS.items():
        value = made.get(column)
        if required and not value:
            yield Problem(column, "missing")
        elif most and isinstance(value, str) and len(value) > most:
            yield Problem(column, "too_long", value)


def _shapes(made: Mapping[str, Any]) -> Iterator[Problem]:
    for column, fits in SHAPES.items():
        value = made.get(column)
        if value and not fits(str(value)):
            yield Problem(column, "not_right", str(value))
    checklist, body = str(made.get("supervise_item_check_icode") or ""), str(made.get("implement_institution_code"))
    if checklist and (checklist[:18] != body or checklist[18:19] not in tuple("12345")):
        yield Problem("supervise_item_check_icode", "not_of_body", checklist)
    if str(made.get("submitted_date") or "9")[:10] < str(made.get("check_date") or ""):
        yield Problem("submitted_date", "before_check", str(made["submitted_date"]))


def _people(made: Mapping[str, Any]) -> Iterator[Problem]:
    names, badges = (made.get(column) or [] for column in ("check_personnel", "check_personnel_code"))
    if 0 < len(set(zip(names, badges, strict=False))) < FEWEST_PEOPLE:
        yield Problem("check_personnel", "too_few", "、".join(names))
    if names and (len(badges) != len(names) or not all(badges)):
        yield Problem("check_personnel_code", "missing")


def _like(pattern: str) -> Any:
    return lambda value: re.fullmatch(pattern, value, re.ASCII) is not None


SHAPES = {
    "supervise_item_implement_code": _like(r"\d{14}"),
    "implement_institution_code": _like(r"[0-9A-Z]{18}"),
    "administrative_cp_na": NATURES.__contains__,
    "administrative_cp_ui_code": _like(r"[0-9A-Z]{15}|[0-9A-Z]{18}"),
    "area_number": _like(r"\d{6}"),
    "check_form": (ROUTINE, SPECIAL).__contains__,
    "check_result": {each.zh for each in LineValue}.__contains__,
    "check_date": _like(r"\d{4}-\d\d-\d\d"),
    "cd_batch": _like(r"\d{13}"),
    "cd_operation": _like("[iud]"),
}
