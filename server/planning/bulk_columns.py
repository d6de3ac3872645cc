"""The columns of a file of plans: what each is called, how its cells are read, and how people are told to fill it."""

from collections.abc import Collection, Mapping
from typing import Any, NamedTuple

from flask_babel import lazy_gettext as _l

from server.refusals import Reason
from server.registry.credit_code import FULL_WIDTH
from server.registry.imports import cells
from server.registry.imports.cells import Reader
from server.registry.imports.columns import Column
from server.registry.imports.problems import Unfit
from server.vocabulary import Cause, Channel, Trigger, Window, Word

SEPARATORS = str.maketrans("；、，,\n", ";;;;;")
NOT_A_CHOICE = Reason("not_a_choice", "应为{choices}之一：{value}。", "Must be one of {choices}: {value}.")
NOBODY = Reason("nobody", "没有写明。", "Nothing is named.")
YES, NO = "是", "否"
ANSWERS = {
    **dict.fromkeys((YES, "yes", "y", "true", "1", "√", "对"), True),
    **dict.fromkeys((NO, "no", "n", "false", "0", "×", "不"), False),
}


def several(one: Reader) -> Reader:
    """Values in one cell, separated by semicolons."""

    def read(cell: str) -> tuple[Any, ...]:
        parts = [part.strip() for part in cell.translate(SEPARATORS).split(";") if part.strip()]
        if not parts:
            raise Unfit(NOBODY)
        return tuple(dict.fromkeys(one(part) for part in parts))

    return read


def a_word(words: type[Word]) -> Reader:
    """A word of the field, by its code, its Chinese or its English."""
    known = {name.casefold(): word for word in words for name in (word.value, word.zh, word.en)}

    def read(cell: str) -> Word:
        if cell.casefold() not in known:
            raise Unfit(NOT_A_CHOICE, choices="、".join(word.zh for word in words), value=cell[:40])
        return known[cell.casefold()]

    return read


def yes_or_no(cell: str) -> bool:
    """Yes or no, as people tick it."""
    plain = cell.translate(FULL_WIDTH).casefold()
    if plain not in ANSWERS:
        raise Unfit(NOT_A_CHOICE, choices=f"{YES}、{NO}", value=cell[:40])
    return ANSWERS[plain]


COLUMNS = (
    Column("credit_code", "统一社会信用代码", "Credit code", cells.enterprise_code, required=True),
    Column("premises", "场所序号", "Premises number", cells.number(1, 9999), blank=1),
    Column("items", "检查事项", "Inspection items", cells.text(2000), required=True),
    Column("visit_on", "检查日期", "Day", cells.day, required=True),
    Column("window", "时段", "Time of day", a_word(Window), blank=None),
    Column("earliest", "最早", "Earliest", cells.day, blank=None),
    Column("latest", "最晚", "Latest", cells.day, blank=None),
    Column("channel", "类别", "Channel", a_word(Channel), blank=Channel.ORDINARY),
    Column("cause", "原因", "Cause", a_word(Cause), blank=None),
    Column("reference", "依据", "Reference", cells.text(200)),
    Column("fixed_day", "指定了日期", "Day fixed", yes_or_no, blank=False),
    Column("urgent", "紧急", "Urgent", yes_or_no, blank=True),
    Column("team", "执法证号", "Badge numbers", several(cells.badge_number), required=True),
    Column("go_on_because", "继续检查的理由", "Why go on", cells.text(500)),
    Column("trigger", "新的情况", "What is new", a_word(Trigger), blank=None),
)


class Told(NamedTuple):
    """What people are told of a column: how to fill it, an example, and the words to choose from."""

    words: Any
    example: str = ""
    choices: tuple[str, ...] = ()


def choices_of(words: type[Word]) -> tuple[str, ...]:
    """The words of the field that a cell may hold."""
    return tuple(word.zh for word in words)


TOLD: Mapping[str, Told] = {
    "credit_code": Told(_l("18位，设为文本格式填写。"), "91370211MA3C0AAA10"),
    "premises": Told(_l("企业有几处场所时填写，空着就是1号场所（住所）。"), "1"),
    "items": Told(_l("事项编号或事项名称，几项用分号隔开。")),
    "visit_on": Told(_l("申请的检查日。日常计划须提前报备。"), "2026-10-12"),
    "window": Told(_l("不限时段就空着。"), "", choices_of(Window)),
    "earliest": Told(_l("可以改到的最早日期，不限就空着。"), "2026-10-09"),
    "latest": Told(_l("可以改到的最晚日期，不限就空着。"), "2026-10-19"),
    "channel": Told(_l("空着就是日常计划。"), "", choices_of(Channel)),
    "cause": Told(_l("绿色通道必填。"), "", choices_of(Cause)),
    "reference": Told(_l("绿色通道必填：文号、举报编号、批准人等。"), "青安办发〔2026〕18号"),
    "fixed_day": Told(_l("仅限上级部署：文件指定了这一天，不能改期。"), "", (YES, NO)),
    "urgent": Told(_l("仅限投诉举报：不紧急的填否，可并入附近的检查。"), "", (YES, NO)),
    "team": Told(_l("本单位人员的执法证号，至少两人，用分号隔开。"), "37021100010001;37021100010002"),
    "go_on_because": Told(_l("半年以内已有检查结果、仍要检查的，写明理由。")),
    "trigger": Told(_l("同一事项的结果仍有效的，填写新的情况。"), "", choices_of(Trigger)),
}


def label(name: str, language: str) -> str:
    """What people call a column."""
    return next((each.label(language) for each in COLUMNS if each.name == name), name)


def missing(headings: Collection[str]) -> list[Column]:
    """The required columns that stand nowhere among the headings."""
    return [each for each in COLUMNS if each.required and not {each.name, each.zh} & set(headings)]
