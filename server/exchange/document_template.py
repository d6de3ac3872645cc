"""Templates of documents: a title, then `# heading`, `label：words` and paragraphs, with fields in braces; pure."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

FIELDS: Mapping[str, str] = {
    "number": "文号", "agency": "检查机关", "phone": "检查机关电话", "enterprise": "检查对象",
    "credit_code": "统一社会信用代码", "address": "检查地址", "visit_on": "检查日", "kind_of_check": "检查类型",
    "source": "任务来源", "items": "检查事项", "legal_basis": "法律依据", "team": "计划的检查人员",
    "helpers": "辅助人员",
    "together": "联合检查单位", "frequency": "年度频次", "filed_at": "报备时间", "approval": "负责人审批",
    "entered": "入企的检查人员", "started_at": "开始时间", "completed_at": "结束时间", "answers": "逐项检查情况",
    "findings": "发现的问题", "evidence": "证据", "statement": "企业意见", "representative": "企业签字人",
    "signature": "签字情况", "outcome": "结果", "outcomes": "各事项结果", "issued_at": "结果出具时间",
    "responsible": "责任人员",
}  # fmt: skip
FIELD = re.compile(r"\{([^{}]*)\}")
LABELLED = re.compile(r"([^：{}。，]{1,20})：(.*)")
MOST_LINES, MOST_LETTERS = 300, 2000


class Line(NamedTuple):
    """One line of a document: a title, a heading, a fact with its label, or a paragraph."""

    kind: str
    text: str
    label: str = ""


class Wrong(Exception):
    """A template that cannot be used: at which line and why."""

    def __init__(self, line: int, why: str) -> None:
        super().__init__(line, why)
        self.line, self.why = line, why


def read(text: str) -> list[Line]:
    """The lines of a template; raises Wrong at the first that is not right."""
    lines = text.splitlines()
    if not lines or not lines[0].strip() or FIELD.search(lines[0]):
        raise Wrong(1, "第一行须是不含字段的标题")
    if len(lines) > MOST_LINES:
        raise Wrong(MOST_LINES + 1, f"最多{MOST_LINES}行")
    for number, line in enumerate(lines, 1):
        _require_right(number, line)
    return [Line("title", lines[0].strip()), *_lines(lines[1:])]


def filled(lines: list[Line], values: Mapping[str, str]) -> list[Line]:
    """The lines with their fields filled; what somebody wrote is never read as a field."""
    return [line._replace(text=FIELD.sub(lambda found: values[found[1]], line.text)) for line in lines]


def _require_right(number: int, line: str) -> None:
    if len(line) > MOST_LETTERS:
        raise Wrong(number, f"一行最多{MOST_LETTERS}字")
    if any(ord(letter) < 32 and letter != "\t" for letter in line):
        raise Wrong(number, "含有不可见的控制字符")
    for name in FIELD.findall(line):
        if name not in FIELDS:
            raise Wrong(number, f"没有字段{{{name}}}，可用的有{'、'.join(FIELDS)}")
    if set("{}") & set(FIELD.sub("", line)):
        raise Wrong(number, "花括号不成对")


def _lines(lines: list[str]) -> Iterator[Line]:
    for line in map(str.strip, lines):
        if line.startswith("#"):
            yield Line("heading", line.lstrip("# "))
        elif found := LABELLED.fullmatch(line):
            yield Line("fact", found[2], found[1])
        elif line:
            yield Line("text", line)
