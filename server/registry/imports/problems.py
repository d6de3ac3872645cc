"""What may be wrong with a line of a roster file; said once, in Chinese and English."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from server.refusals import Reason, sentence


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing wrong in one line; a warning is told and the line goes in all the same."""

    line: int
    column: str
    reason: Reason
    facts: Mapping[str, Any] = field(default_factory=dict)
    warning: bool = False

    @property
    def code(self) -> str:
        return self.reason.code

    def sentence(self, language: str = "zh") -> str:
        """The problem as a person reads it."""
        return sentence(self.reason, self.facts, language)


class Unfit(Exception):
    """A cell that cannot be taken as what its column asks for."""

    def __init__(self, reason: Reason, **facts: Any) -> None:
        super().__init__(reason.code)
        self.reason = reason
        self.facts = facts


# The line
BROKEN_QUOTES = Reason(
    "broken_quotes", "引号不成对，本行无法拆分。", "The quotation marks do not match; the line cannot be split."
)
TOO_MANY_CELLS = Reason(
    "too_many_cells",
    "本行多出{count}格，内容里的逗号请加引号。",
    "{count} cells too many; text with commas needs quotation marks.",
)
TWICE = Reason("twice", "与第{first}行重复：{key}。", "The same entry stands in line {first}: {key}.")
CONTRADICTS = Reason(
    "contradicts", "与第{first}行同一企业的内容不一致。", "Differs from line {first} about the same enterprise."
)
COLUMN_NOT_USED = Reason("column_not_used", "不认识的列，未使用。", "This column is not known and is not used.")

# A cell
MISSING = Reason("missing", "不能为空。", "Must not be empty.")
TOO_LONG = Reason("too_long", "超过{most}个字。", "Longer than {most} characters.")
NOT_A_DAY = Reason("not_a_day", "不是日期：{value}，请写成2026-11-23。", "Not a day: {value}; write it as 2026-11-23.")
NOT_A_NUMBER = Reason(
    "not_a_number", "应为{least}至{most}的整数：{value}。", "Must be a whole number from {least} to {most}: {value}."
)
NOT_YES_OR_NO = Reason("not_yes_or_no", "应填“是”或“否”：{value}。", "Must be yes or no: {value}.")
NOT_A_CODE = Reason(
    "not_a_code",
    "编号只能用字母、数字、点和短横：{value}。",
    "A code has letters, digits, dots and hyphens only: {value}.",
)
NOT_A_BADGE = Reason(
    "not_a_badge",
    "执法证号应为4至32个字符，不含空格：{value}。",
    "A badge number has 4 to 32 characters without blanks: {value}.",
)
NOT_AN_AREA = Reason(
    "not_an_area", "行政区划代码应为6至12位数字：{value}。", "An area code has 6 to 12 digits: {value}."
)
NOT_AN_INDUSTRY = Reason(
    "not_an_industry",
    "行业代码应为GB/T 4754代码，如6210：{value}。",
    "An industry is a GB/T 4754 code such as 6210: {value}.",
)
NOT_A_CREDIT_CODE = Reason(
    "not_a_credit_code",
    "不是统一社会信用代码（18位，不含I、O、S、V、Z）：{value}。",
    "Not a unified social credit code (18 characters, without I, O, S, V, Z): {value}.",
)
LONG_NUMBER = Reason(
    "long_number",
    "表格软件已把长数字改写为{value}，请把该列设为文本后重新填写。",
    "The spreadsheet turned a long number into {value}; make the column text and enter it again.",
)
CHECK_DIGIT = Reason(
    "check_digit",
    "信用代码校验位不符，请核对：{value}。",
    "The check digit of the credit code does not fit; please compare: {value}.",
)
NUMBER_CHECK_DIGIT = Reason(
    "number_check_digit",
    "注册号不是15位数字或校验位不符，请核对：{value}。",
    "The registration number is not 15 digits with a fitting check digit; please compare: {value}.",
)
BASIS_UNREADABLE = Reason(
    "basis_unreadable",
    "法律依据应写成“《法律名称》第几条：条文”，多条用 | 隔开：{value}。",
    "Legal bases read “《law》article：text”, separated by |: {value}.",
)

# Against the rest
END_BEFORE_START = Reason(
    "end_before_start", "结束日期{end}早于开始日期{start}。", "The end {end} lies before the beginning {start}."
)
UNKNOWN_AGENCY = Reason("unknown_agency", "没有这个执法单位：{value}。", "No such agency: {value}.")
UNKNOWN_PARENT = Reason(
    "unknown_parent",
    "没有这个上级单位，或上下级成环：{value}。",
    "No such parent agency, or the agencies form a ring: {value}.",
)
UNKNOWN_ITEM = Reason("unknown_item", "没有这个检查事项：{value}。", "No such inspection item: {value}.")
UNKNOWN_LINE = Reason("unknown_line", "该事项没有第{value}条检查内容。", "The item has no checklist line {value}.")
SAME_NAME = Reason(
    "same_name",
    "该单位已有同名人员{value}，将新增一人；如为同一人，请在其页面添加证件。",
    "The agency already has a person named {value}; a second one will be added. If it is the same person, add the badge on his page.",
)
NO_FIRST_PREMISES = Reason(
    "no_first_premises",
    "新企业缺少1号场所（住所），请补充。",
    "The new enterprise has no premises 1 (its registered address); please add them.",
)
TAKEN = Reason("taken", "已有相同编号：{key}。", "This code is already in use: {key}.")


def in_line(line: int, reason: Reason) -> Reason:
    """A reason that names the line of a checklist written in one box."""
    return Reason(reason.code, f"第{line}条：{reason.zh}", f"Line {line}: {reason.en}")
