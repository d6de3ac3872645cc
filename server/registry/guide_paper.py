"""A guide as a printed sheet: what is looked at, on which law, how often, and what is not penalised."""

from datetime import date

from flask_babel import gettext as _

from server import dates
from server.paper import Paper
from server.registry.guide_tables import GuideRow
from server.registry.guides import Chapter, Looked


def drawn(guide: GuideRow, chapters: list[Chapter], today: date, address: str) -> bytes:
    """The guide as a PDF, with the address at which it is kept up to date."""
    paper = Paper(_("%(name)s合规指引", name=guide.name))
    paper.small(
        _(
            "第%(number)s版 · %(day)s打印 · 最新内容见 %(address)s",
            number=guide.version,
            day=dates.day(today),
            address=address,
        )
    )
    if guide.intro:
        paper.text(guide.intro)
    if guide.prepare:
        paper.heading(_("请提前备好"))
        for each in guide.prepare:
            paper.text(f"□ {each}")
    for chapter in chapters:
        _chapter(paper, chapter)
    return paper.made()


def _chapter(paper: Paper, chapter: Chapter) -> None:
    version = chapter.version
    paper.heading(version.name)
    cap = _("每年最多%(count)s次", count=version.yearly_cap) if version.yearly_cap else _("未设年度上限")
    paper.small(f"{chapter.agency} · {cap}")
    for line in chapter.lines:
        _line(paper, line)
    paper.small(_("依据：") + "；".join(f"《{each['law']}》{each['article']}" for each in version.legal_basis))
    for entry in chapter.leniency:
        paper.small(_("可不予处罚：%(name)s。%(conditions)s", name=entry.name, conditions=entry.conditions))


def _line(paper: Paper, line: Looked) -> None:
    paper.text(f"· {line.plain or line.content}")
    paper.small(line.content if line.plain else line.standard)
    paper.pdf.ln(1.5)
