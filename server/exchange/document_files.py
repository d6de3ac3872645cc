"""A document's filled lines as a PDF."""

from server.exchange.document_template import Line
from server.paper import Paper

BLANK = "＿＿＿＿＿＿＿＿＿＿＿＿"  # to be written by hand


def drawn(lines: list[Line], footer: str) -> bytes:
    """The filled lines as a PDF."""
    paper = Paper(lines[0].text)
    for line in lines[1:]:
        if line.kind == "heading":
            paper.heading(line.text)
        elif line.kind == "fact":
            paper.facts([(line.label, line.text or BLANK)])
        else:
            paper.text(line.text)
    paper.heading("")
    paper.small(footer)
    return paper.made()
