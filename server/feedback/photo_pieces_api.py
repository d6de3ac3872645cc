"""Photos of a correction, sent in pieces by the manager's phone once its words were taken."""

from flask import Blueprint

from server.feedback import photo_pieces
from server.feedback.answering_pages import own_finding, waiting_report
from server.http import current_actor
from server.refusals import CORRECTION_ANSWERED, Refused
from server.visits import correcting

blueprint = Blueprint("photo_pieces", __name__, url_prefix="/api/e/<token>/visits/<visit_id>")
blueprint.url_value_preprocessor(photo_pieces.make_room)


@blueprint.patch("/findings/<finding_id>/photos/<sha256>")
def add(token: str, visit_id: str, finding_id: str, sha256: str) -> tuple[dict[str, int], int]:
    own_finding(token, visit_id, finding_id)
    report, by = waiting_report(finding_id), str(current_actor().account_id)
    if report is None:
        raise Refused(CORRECTION_ANSWERED)
    return photo_pieces.take(
        report, sha256, lambda data: correcting.add_photo(report, data, account_id=by), most=correcting.MOST_PHOTOS
    )
