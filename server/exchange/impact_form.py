"""经济影响评估: the questions as people write them, one a line, and the answers as they were given (pure)."""

from collections.abc import Mapping, Sequence
from typing import Any

from server.refusals import IMPACT_INCOMPLETE, IMPACT_QUESTIONS_WRONG, TEXT_TOO_LONG, Refused

MOST_QUESTIONS = 40
MOST_OPTIONS = 8
LONGEST_QUESTION = 200
LONGEST_ANSWER = 2000
FREE = "＊"  # a question that may be left open begins with it
Question = Mapping[str, Any]

SHIPPED = """\
拟对企业采取的处罚、强制或停业措施
企业规模 | 个体工商户 / 小微企业 / 中型企业 / 大型企业
现有从业人数
措施是否会使企业停产停业 | 不会 / 部分停产停业 / 全部停产停业
对职工就业和工资的影响 | 没有影响 / 影响较小 / 影响较大
对合同履约和上下游企业的影响 | 没有影响 / 影响较小 / 影响较大
对融资、信用和资质的影响 | 没有影响 / 影响较小 / 影响较大
是否承担重点项目或保障民生 | 否 / 是
能否用影响较小的方式达到同样目的 | 能 / 不能
＊采取哪些办法减轻影响（如分期缴纳、限期改正、信用修复指导）
评估结论 | 影响较小，依法办理 / 影响较大，采用减轻影响的办法 / 影响重大，提交集体讨论
＊需要说明的情况
"""


def read(text: str) -> list[dict[str, Any]]:
    """The questions, each with its options if it has any: `question | option / option`."""
    questions = [_question(line) for line in text.splitlines() if line.strip()]
    names = [each["question"] for each in questions]
    if not questions or len(questions) > MOST_QUESTIONS or len(set(names)) < len(names):
        raise Refused(IMPACT_QUESTIONS_WRONG, line=len(questions), most=MOST_QUESTIONS)
    return questions


def write(questions: Sequence[Question]) -> str:
    """The questions as `read` takes them."""
    return "\n".join(_line(each) for each in questions)


def answered(questions: Sequence[Question], given: Sequence[str]) -> list[dict[str, str]]:
    """What was answered to each question; refuses what is missing, was not offered or is too long."""
    said = [each.strip() for each in given] + [""] * len(questions)
    return [{"question": each["question"], "answer": _answer(each, said[at])} for at, each in enumerate(questions)]


def _question(line: str) -> dict[str, Any]:
    words, _, offered = line.replace("｜", "|").partition("|")
    options = [each.strip() for each in offered.replace("／", "/").split("/") if each.strip()]
    question = words.strip().removeprefix(FREE).removeprefix("*").strip()
    fits = 0 < len(question) <= LONGEST_QUESTION and len(options) <= MOST_OPTIONS
    if not fits or len(options) == 1 or any(len(each) > LONGEST_QUESTION for each in options):
        raise Refused(IMPACT_QUESTIONS_WRONG, line=line.strip()[:40], most=MOST_QUESTIONS)
    return {"question": question, "options": options, "open": words.strip().startswith((FREE, "*"))}


def _line(question: Question) -> str:
    mark = FREE if question["open"] else ""
    return mark + question["question"] + (f" | {' / '.join(question['options'])}" if question["options"] else "")


def _answer(question: Question, said: str) -> str:
    if len(said) > LONGEST_ANSWER:
        raise Refused(TEXT_TOO_LONG, most=LONGEST_ANSWER)
    if (not said and not question["open"]) or (said and question["options"] and said not in question["options"]):
        raise Refused(IMPACT_INCOMPLETE, question=question["question"])
    return said
