"""The parts of the platform in plain words: what each is, and what it means when it fails."""

from collections.abc import Mapping
from typing import NamedTuple

from flask_babel import lazy_gettext as _l

from server.doctor import Finding


class Part(NamedTuple):
    """A part's name, and what to know or do when it fails."""

    name: str
    wrong: str


PARTS: Mapping[str, Part] = {
    "database": Part(_l("数据库"), _l("数据库打不开，或写入没有保障。请停用并检查。")),
    "zxing": Part(_l("读码"), _l("服务器读不了照片里的码，手机扫码不受影响。")),
    "zbar": Part(_l("备用读码"), _l("备用的读码组件没有装，可不处理。")),
    "second layer": Part(_l("单位之间的隔离"), _l("数据库没有第二层隔离，只靠程序过滤，请数据库管理员建立读者角色。")),
    "disk": Part(_l("磁盘"), _l("磁盘快满了，请清理或扩容，否则照片存不进来。")),
    "backup": Part(_l("备份"), _l("没有两天内的备份记录，请检查备份。")),
    "clock": Part(_l("服务器时间"), _l("服务器时间比已有记录还早，请校时。")),
    "keys": Part(_l("登录密钥"), _l("密钥文件缺失，或其他人也能读。")),
    "visit codes": Part(_l("亮码密钥"), _l("亮码的密钥文件缺失，或其他人也能读。")),
    "documents": Part(_l("文书"), _l("文书出不来：中文字体或模板有误。")),
    "front end": Part(_l("页面文件"), _l("页面文件缺失或不是这一版的，请重新安装。")),
}


def part(name: str) -> Part:
    """A part's words; one without words is called as the doctor does."""
    return PARTS.get(name, Part(name, name))


def sentence(finding: Finding) -> str:
    """What is wrong with a part, or what it is when nothing is."""
    known = part(finding.part)
    return str(known.name if finding.alive else known.wrong)
