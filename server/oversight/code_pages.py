"""The desk's list of learned codes: who said whose each is; what is in doubt is decided here, with a reason."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from server.http import PAGE_SIZE, current_actor, page_number
from server.visits import alias_commands, alias_reading
from server.visits.aliases import Author
from server.vocabulary import AliasState, AliasWord

blueprint = Blueprint("learned_codes", __name__, url_prefix="/desk/codes")


@blueprint.get("")
def listed() -> str:
    asked = request.args.get("state", "")
    state = AliasState(asked) if asked in set(AliasState) else AliasState.DOUBTFUL
    found, total = alias_reading.page_of(state, page_number())
    return render_template(
        "desk/oversight/codes.html", found=found, total=total, state=state, states=list(AliasState),
        doubtful=alias_reading.count_doubtful(), number=page_number(), pages=-(-total // PAGE_SIZE),
    )  # fmt: skip


@blueprint.post("/<digest>/uphold")
def uphold(digest: str) -> Response:
    return _decided(digest, AliasWord.UPHELD, _("已认定，各手机同步后按此识别。"))


@blueprint.post("/<digest>/withdraw")
def withdraw(digest: str) -> Response:
    return _decided(digest, AliasWord.WITHDRAWN, _("已撤销，各手机同步后不再识别。"))


def _decided(digest: str, word: AliasWord, told: str) -> Response:
    by = Author(str(current_actor().account_id))
    enterprise, reason = request.form.get("enterprise", ""), request.form.get("reason", "")[:500]
    alias_commands.say(digest, enterprise, word, by, reason)
    flash(told, "valid")
    return redirect(url_for("learned_codes.listed"))
