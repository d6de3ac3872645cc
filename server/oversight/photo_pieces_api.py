"""Photos of a complaint, sent in pieces by whoever filed it and holds its code."""

from flask import Blueprint

from server.feedback import complaint_rules, complaints, photo_pieces
from server.oversight import following

blueprint = Blueprint("complaint_photo_pieces", __name__, url_prefix="/api/complaints/<complaint_id>/<code>")
blueprint.url_value_preprocessor(photo_pieces.make_room)


@blueprint.patch("/photos/<sha256>")
def add(complaint_id: str, code: str, sha256: str) -> tuple[dict[str, int], int]:
    following.require_may_supplement(following.case_of(complaint_id, code))
    return photo_pieces.take(
        complaint_id, sha256, lambda data: complaints.add_photo(complaint_id, data), most=complaint_rules.MOST_PHOTOS
    )
