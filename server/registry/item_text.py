"""Legal bases and checklist lines as people write them in one cell or one box (pure)."""

import re

_BASIS = re.compile(r"《(?P<law>[^《》]{2,100})》\s*(?P<article>第[^：:\s|]{1,30})?\s*[：:]?\s*(?P<text>.*)", re.DOTALL)


def read_legal_basis(text: str) -> tuple[list[dict[str, str]], str]:
    """`《law》article：text`, several separated by `|` or line ends; and the first part that cannot be read."""
    bases: list[dict[str, str]] = []
    for part in filter(None, (part.strip() for part in re.split(r"[|｜]|\n(?=\s*《)", text))):
        found = _BASIS.fullmatch(part)
        if found is None:
            return bases, part
        bases.append({"law": found["law"], "article": found["article"] or "", "text": found["text"]})
    return bases, ""


def write_legal_basis(bases: list[dict[str, str]], between: str = "\n") -> str:
    """The legal bases as `read_legal_basis` takes them."""
    return between.join(f"《{each['law']}》{each['article']}：{each['text']}".removesuffix("：") for each in bases)


def read_lines(text: str) -> list[dict[str, str]]:
    """One checklist line per line of text, `content | standard`, numbered from 1."""
    parts = (line.replace("｜", "|").partition("|") for line in text.splitlines() if line.strip(" |｜\u3000"))
    return [
        {"line": str(number), "content": content.strip(), "standard": standard.strip()}
        for number, (content, _, standard) in enumerate(parts, start=1)
    ]


def write_lines(lines: list[dict[str, str]]) -> str:
    """The checklist lines as `read_lines` takes them."""
    return "\n".join(f"{each['content']} | {each['standard']}".removesuffix(" | ") for each in lines)
