"""Which template a document is made of: the district's own in the data folder's documents/, else ours."""

from pathlib import Path

from server.exchange.document_template import Line, Wrong, read
from server.paper import Paper
from server.refusals import TEMPLATE_BROKEN, Refused
from server.vocabulary import DocumentKind

OURS, FOLDER = Path(__file__).parent / "templates", "documents"


def template(kind: DocumentKind, data: Path) -> list[Line]:
    """The lines of the template in force."""
    name = f"{kind}.txt"
    own = data / FOLDER / name
    path = own if own.exists() else OURS / name
    try:
        return read(path.read_text("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise Refused(TEMPLATE_BROKEN, file=name, line=1, wrong="不是UTF-8编码") from error
    except Wrong as wrong:
        raise Refused(TEMPLATE_BROKEN, file=name, line=wrong.line, wrong=wrong.why) from wrong


def drawn(lines: list[Line], footer: str) -> bytes:
    """The filled lines as a PDF."""
    paper = Paper(lines[0].text)
    for line in lines[1:]:
        if line.kind == "heading":
            paper.heading(line.text)
        elif line.kind == "fact":
            paper.facts([(line.label, line.text or "＿＿＿＿＿＿＿＿＿＿＿＿")])
        else:
            paper.text(line.text)
    paper.heading("")
    paper.small(footer)
    return paper.made()
