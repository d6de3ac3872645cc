"""The desk's page of check-action records: what a period holds, what must be put right, and the export."""

import tempfile
from collections.abc import Iterator, Mapping
from datetime import date

from flask import Blueprint, Response, render_template, request, send_file
from flask_babel import lazy_gettext as _l

from server import clock
from server.accounts import security_log
from server.exchange import sending, sheets
from server.exchange.check_action import COLUMNS, Problem
from server.exchange.inspections import Period
from server.exchange.item_codes import FILE
from server.http import current_actor, current_language, words
from server.oversight import agencies
from server.planning import access
from server.policy import Actor, may, require
from server.refusals import BAD_REQUEST, Refused
from server.vocabulary import SecurityNote

blueprint = Blueprint("check_actions", __name__, url_prefix="/desk/check-actions")
WRONG = {
    "missing": _l("未填"),
    "too_long": _l("过长"),
    "not_right": _l("格式或取值不对"),
    "not_of_body": _l("前18位须为实施机构的统一社会信用代码，第19位须为1至5"),
    "before_check": _l("早于检查时间"),
    "too_few": _l("少于2人"),
}


@blueprint.get("")
def listed() -> str | tuple[str, int]:
    period = _period(request.args)
    if "since" not in request.args:
        return _page(period, None)
    try:
        return _page(period, sending.looked(period))
    except Refused as refused:
        return _page(period, None, words(refused.reason, refused.facts)), 422


@blueprint.post("")
def export() -> Response | tuple[str, int]:
    kind, actor, period = request.form.get("format", ""), current_actor(), _period(request.form)
    if kind not in sheets.KINDS:
        raise Refused(BAD_REQUEST)
    try:
        pieces = sending.export(period, kind, by=actor.name, account_id=actor.account_id)
        security_log.note(SecurityNote.EXPORTED, actor.account_id, "check_actions")
    except Refused as refused:
        return _page(period, None, words(refused.reason, refused.facts)), 422
    return _file(pieces, kind, f"check-actions-{period.since}-{period.until}.{kind}")


def problem_sentence(problem: Problem) -> str:
    """A problem as people read it."""
    wrong = f"{WRONG[problem.wrong]}（{problem.found[:40]}）" if problem.found else str(WRONG[problem.wrong])
    if current_language() == "zh":
        return f"{COLUMNS[problem.column][0]}：{wrong}"
    return f"{problem.column}: {wrong}"


def _page(period: Period, found: sending.Looked | None, refusal: str = "") -> str:
    everybody = may("check_action.export", current_actor())
    chosen = sorted(period.agencies)[0] if period.agencies and everybody else ""
    return render_template(
        "desk/exchange/check_actions.html", period=period, found=found, refusal=refusal, file=FILE, chosen=chosen,
        agencies=agencies.to_choose() if everybody else [], sentence=problem_sentence, kinds=list(sheets.KINDS),
    )  # fmt: skip


def _period(given: Mapping[str, str]) -> Period:
    today = clock.today()
    since, until = _day(given, "since", today.replace(day=1)), _day(given, "until", today)
    return Period(since, until, _whose(current_actor(), given))


def _day(given: Mapping[str, str], name: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(given.get(name, ""))
    except ValueError:
        return otherwise


def _whose(actor: Actor, given: Mapping[str, str]) -> frozenset[str] | None:
    named = given.get("agency", "")
    if named:
        require("check_action.export", actor, agency=named)
        return frozenset({named})
    return None if may("check_action.export", actor) else access.agencies_of(actor)


def _file(pieces: Iterator[bytes], kind: str, name: str) -> Response:
    """Written whole before it is sent, past memory: a file that broke off halfway would look like a whole one."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 (Flask closes it once it is sent)
    file.writelines(pieces)
    file.seek(0)
    return send_file(file, sheets.KINDS[kind], as_attachment=True, download_name=name)
