"""What became of a complaint, its receipt, the page that checks receipts, and a manager's list of what he filed."""

import segno
from flask import Blueprint, Response, render_template, request, url_for
from flask import redirect as go
from werkzeug.wrappers import Response as AnyResponse

from server import clock, wire
from server.feedback import complaint_forms, complaint_rules, receipts
from server.feedback.enterprise_pages import own_premises
from server.http import current_actor, current_settings, public_origin
from server.oversight import case_rules, following
from server.vocabulary import CaseOutcome, CaseState, ComplaintKind, Conduct

blueprint = Blueprint("following", __name__)
blueprint.url_value_preprocessor(complaint_forms.make_room)


@blueprint.get("/complaints/<complaint_id>/<code>")
def shown(complaint_id: str, code: str) -> Response:
    case = following.case_of(complaint_id, code)
    assert case.complaint is not None
    receipt = following.receipt(case.complaint)
    checked_at = f"{public_origin()}{url_for('following.receipt', r=receipt)}"
    return wire.page(
        render_template(
            "enterprise/followed.html", case=case, complaint=case.complaint, state=CaseState(case.state), code=code,
            receipt=receipt, square=segno.make(checked_at, error="l").svg_data_uri(scale=3, border=4, light="#fff"),
            outcomes=CaseOutcome, kinds=ComplaintKind, conduct=[Conduct(each) for each in case.complaint.conduct],
            ended=case.state in case_rules.ENDED, overdue=case_rules.is_overdue(case.due_on, clock.today()),
            most_photos=complaint_rules.MOST_PHOTOS,
        ),
        secret=True,
    )  # fmt: skip


@blueprint.post("/complaints/<complaint_id>/<code>/photos")
def add_photos(complaint_id: str, code: str) -> AnyResponse:
    case = following.case_of(complaint_id, code)
    following.require_may_supplement(case)
    complaint_forms.add_photos(complaint_id)
    return go(url_for("following.shown", complaint_id=complaint_id, code=code), 303)


@blueprint.post("/complaints/<complaint_id>/<code>/word")
def say(complaint_id: str, code: str) -> AnyResponse:
    case = following.case_of(complaint_id, code)
    following.content(
        case.id, request.form.get("content") == "yes", request.form.get("text", ""), current_actor().account_id
    )
    return go(url_for("following.shown", complaint_id=complaint_id, code=code), 303)


@blueprint.get("/receipts")
def receipt() -> Response:
    letters = request.args.get("r", "").strip()
    read = receipts.check(current_settings().keys, letters) if letters else None
    unchanged = read is not None and following.is_unchanged(read)
    return wire.page(render_template("enterprise/receipt.html", letters=letters, read=read, unchanged=unchanged))


@blueprint.get("/e/<token>/complaints")
def own(token: str) -> str:
    premises = own_premises(token)
    found = following.of_enterprise(premises.enterprise_id)
    return render_template(
        "enterprise/complaints.html", premises=premises, kinds=ComplaintKind,
        cases=[(case, CaseState(case.state), complaint_forms.address(str(case.complaint_id))) for case in found],
    )  # fmt: skip
