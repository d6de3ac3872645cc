"""What anybody at the door may tell without an account: somebody is here without a code, or a tip."""

from flask import Blueprint, Response
from werkzeug.wrappers import Response as AnyResponse

from server import policy
from server.feedback import complaint_forms as forms
from server.feedback import queries
from server.http import current_actor
from server.policy import ANONYMOUS, Actor
from server.refusals import NOT_FOUND, Refused
from server.registry.tables import PremisesRow
from server.vocabulary import ComplaintKind

blueprint = Blueprint("reports", __name__, url_prefix="/e/<token>")
blueprint.url_value_preprocessor(forms.make_room)


@blueprint.get("/no-code")
def no_code(token: str) -> Response:
    return forms.page(ComplaintKind.NO_CODE, _premises(token))


@blueprint.post("/no-code")
def report_no_code(token: str) -> AnyResponse:
    premises = _premises(token)
    return forms.answer(ComplaintKind.NO_CODE, premises, _teller(premises))


@blueprint.get("/tip")
def tip(token: str) -> Response:
    return forms.page(ComplaintKind.TIP, _premises(token))


@blueprint.post("/tip")
def leave_tip(token: str) -> AnyResponse:
    return forms.answer(ComplaintKind.TIP, _premises(token), ANONYMOUS)


def _premises(token: str) -> PremisesRow:
    premises = queries.premises_of_token(token)
    if premises is None:
        raise Refused(NOT_FOUND)
    return premises


def _teller(premises: PremisesRow) -> Actor:
    """The enterprise's own manager is known to stand behind his report; anybody else stays unknown."""
    actor = current_actor()
    own = policy.may("complaint.file", actor, enterprise=premises.enterprise_id)
    return actor if own else ANONYMOUS
