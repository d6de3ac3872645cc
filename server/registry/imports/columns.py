"""The columns of each roster: their names, what their cells must say, and which may not be left out."""

from collections.abc import Iterable
from dataclasses import dataclass

from server.registry.imports import cells
from server.registry.imports.cells import Reader
from server.vocabulary import Roster


@dataclass(frozen=True)
class Column:
    """One column; a file may head it with its name or with its Chinese. `blank` is what an empty cell says."""

    name: str
    zh: str
    en: str
    read: Reader
    required: bool = False
    blank: object = ""

    def label(self, language: str) -> str:
        return self.en if language.startswith("en") else self.zh


COLUMNS: dict[Roster, tuple[Column, ...]] = {
    Roster.AGENCIES: (
        Column("code", "单位编号", "Code", cells.code(40), required=True),
        Column("name", "单位名称", "Name", cells.text(200), required=True),
        Column("short_name", "简称", "Short name", cells.text(60)),
        Column("parent", "上级单位", "Parent agency", cells.code(40), blank=None),
        Column("competence", "行业主管", "Competence", cells.text(40), required=True),
        Column("credit_code", "统一社会信用代码", "Credit code", cells.enterprise_code, blank=None),
        Column("area", "行政区划", "Area", cells.area),
        Column("phone", "电话", "Telephone", cells.text(40)),
    ),
    Roster.INSPECTORS: (
        Column("badge_number", "执法证号", "Badge number", cells.badge_number, required=True),
        Column("name", "姓名", "Name", cells.text(100), required=True),
        Column("agency", "执法单位", "Agency", cells.code(40), required=True),
        Column("issuer", "发证机关", "Issued by", cells.text(100)),
        Column("valid_from", "有效期起", "Valid from", cells.day, required=True),
        Column("valid_until", "有效期止", "Valid until", cells.day, required=True),
    ),
    Roster.ITEMS: (
        Column("code", "事项编号", "Code", cells.code(60), required=True),
        Column("agency", "执法单位", "Agency", cells.code(40), required=True),
        Column("competence", "行业主管", "Competence", cells.text(40), required=True),
        Column("name", "事项名称", "Name", cells.text(200), required=True),
        Column("legal_basis", "法律依据", "Legal basis", cells.legal_basis, required=True),
        Column("yearly_cap", "年度上限", "Yearly cap", cells.number(1, 366), blank=None),
        Column("valid_months", "结果有效月数", "Result valid for months", cells.number(1, 60), blank=None),
        Column("valid_from", "生效日期", "Valid from", cells.day, blank=None),
        Column("valid_until", "失效日期", "Valid until", cells.day, blank=None),
    ),
    Roster.ITEM_LINES: (
        Column("item", "事项编号", "Item", cells.code(60), required=True),
        Column("line", "序号", "Line", cells.text(20), required=True),
        Column("content", "检查内容", "What is inspected", cells.text(500), required=True),
        Column("standard", "检查标准", "Standard", cells.text(1000)),
    ),
    Roster.LENIENCY: (
        Column("code", "清单编号", "Code", cells.code(60), required=True),
        Column("item", "事项编号", "Item", cells.code(60), required=True),
        Column("line", "序号", "Line", cells.text(20)),
        Column("name", "违法行为", "Violation", cells.text(200), required=True),
        Column("first_offence", "初次违法", "First offence", cells.yes_or_no, required=True),
        Column("minor", "后果轻微", "Minor harm", cells.yes_or_no, required=True),
        Column("corrected", "及时改正", "Corrected in time", cells.yes_or_no, required=True),
        Column("conditions", "适用条件", "Conditions", cells.text(500), required=True),
        Column("legal_basis", "法律依据", "Legal basis", cells.legal_basis, required=True),
        Column("valid_from", "生效日期", "Valid from", cells.day, blank=None),
        Column("valid_until", "失效日期", "Valid until", cells.day, blank=None),
    ),
    Roster.ENTERPRISES: (
        Column("credit_code", "统一社会信用代码", "Credit code", cells.enterprise_code, required=True),
        Column("name", "企业名称", "Name", cells.text(200), required=True),
        Column("registration_number", "注册号", "Registration number", cells.registration_number, blank=None),
        Column("industry", "行业代码", "Industry code", cells.industry),
        Column("industry_name", "行业名称", "Industry", cells.text(60)),
        Column("area", "行政区划", "Area", cells.area),
        Column("legal_representative", "法定代表人", "Legal representative", cells.text(100)),
        Column("premises", "场所序号", "Premises number", cells.number(1, 9999), blank=1),
        Column("premises_name", "场所名称", "Premises name", cells.text(200)),
        Column("address", "地址", "Address", cells.text(300), required=True),
        Column("sub_district", "街道（镇）", "Sub-district", cells.text(60)),
        Column("ended_on", "终止日期", "Ended on", cells.day, blank=None),
    ),
}


def column(roster: Roster, name: str) -> Column:
    """The column of this name or Chinese heading."""
    return next(each for each in COLUMNS[roster] if name in (each.name, each.zh))


def label(roster: Roster, name: str, language: str) -> str:
    """What people call a column; what is no column is called by its own name."""
    return next((each.label(language) for each in COLUMNS[roster] if each.name == name), name)


def called(roster: Roster, names: Iterable[str]) -> str:
    """Columns as a person finds them in a file, by either of their headings."""
    return "、".join(each.zh for each in COLUMNS[roster] if each.name in names)


def recognised(headings: Iterable[str]) -> tuple[Roster, list[str]]:
    """The roster whose columns these headings fit best, and the required columns it lacks."""
    known = set(headings)

    def fit(roster: Roster) -> tuple[bool, int, int]:
        lacking = len(missing(roster, known))
        return not lacking, sum(bool(known & {each.name, each.zh}) for each in COLUMNS[roster]), -lacking

    nearest = max(Roster, key=fit)
    return nearest, missing(nearest, known)


def missing(roster: Roster, headings: set[str]) -> list[str]:
    """The required columns that stand nowhere among the headings."""
    return [each.name for each in COLUMNS[roster] if each.required and not headings & {each.name, each.zh}]
