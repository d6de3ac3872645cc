"""One page to print: the door codes and licence codes of the enterprises that are visited today."""

from collections.abc import Iterable
from dataclasses import dataclass
from html import escape
from pathlib import Path

import segno

from server.demo.learned import license_text

STYLE = """
body{font:16px/1.5 "Noto Sans CJK SC","PingFang SC","Microsoft YaHei",sans-serif}
body{margin:2rem auto;max-width:46rem;padding:0 1rem}
section{break-inside:avoid;border:1px solid #999;border-radius:12px;padding:1rem 1.25rem;margin:0 0 1.25rem}
h2{font-size:1.15rem;margin:0}p{margin:.25rem 0;color:#444}
.codes{display:flex;gap:2rem;flex-wrap:wrap;margin-top:.75rem}figure{margin:0;text-align:center}svg{width:11rem;height:11rem}
"""
INTRODUCTION = (
    "用手机摄像头对准任一二维码即可“扫码入企”。门牌码打开企业页面，执照码相当于营业执照上的企业码，"
    "不含代码的一种要由执法人员登记归属。企业和人员均为虚构。"
)


@dataclass(frozen=True, slots=True)
class Printable:
    """One enterprise's codes: what its door and its licence show."""

    name: str
    credit_code: str
    address: str
    door: str
    note: str

    @property
    def license(self) -> str:
        """The words that older licences carry in their code."""
        return f"统一社会信用代码：{self.credit_code}\n名称：{self.name}"


def write_index(folder: Path, printables: Iterable[Printable]) -> Path:
    """Writes the page and returns where it lies."""
    folder.mkdir(parents=True, exist_ok=True)
    sections = "\n".join(_section(each) for each in printables)
    page = folder / "index.html"
    page.write_text(
        f'<!doctype html>\n<html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
        f"<title>码上：演示用二维码</title><style>{STYLE}</style>\n<h1>演示用二维码</h1>\n<p>{INTRODUCTION}</p>\n"
        f"{sections}\n</html>\n",
        encoding="utf-8",
    )
    return page


def _section(each: Printable) -> str:
    return (
        f"<section><h2>{escape(each.name)}</h2><p>{each.credit_code}</p><p>{escape(each.address)}</p>"
        f'<p>{escape(each.note)}</p><div class="codes">{_figure(each.door, "门牌码")}{_figure(each.license, "执照码")}'
        f"{_figure(license_text(each.credit_code), '执照码（不含代码）')}"
        f'</div><p><a href="{escape(each.door)}/poster.pdf">门牌码海报（A4，PDF）</a></p></section>'
    )


def _figure(text: str, caption: str) -> str:
    code = segno.make(text, error="m", micro=False, encoding="utf-8")
    return f"<figure>{code.svg_inline(scale=4, border=2, omitsize=True)}<figcaption>{caption}</figcaption></figure>"
