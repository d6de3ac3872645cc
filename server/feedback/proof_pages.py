"""Proofs of a visit's records for whoever was inspected: for its page to check, and as a file to take away."""

from flask import Blueprint, Response, request

from server.feedback import evidence_pack, proofs
from server.feedback.enterprise_pages import own_visit
from server.http import current_settings
from server.refusals import NOT_FINISHED, Refused

blueprint = Blueprint("proof", __name__, url_prefix="/e/<token>/visits/<visit_id>")


@blueprint.get("/proof.json")
def told(token: str, visit_id: str) -> Response:
    """`?of=ORIGIN&old=SIZE` is the state the phone has kept; the answer shows that the log continues it."""
    _, row = own_visit(token, visit_id)
    size = request.args.get("old", "")
    kept = request.args.get("of", ""), int(size) if size.isascii() and size.isdecimal() and len(size) < 16 else 0
    answer = Response(proofs.as_json(proofs.told(current_settings(), row, kept)), mimetype="application/json")
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


@blueprint.get("/evidence.zip")
def pack(token: str, visit_id: str) -> Response:
    """Operations, photos, proofs and a page that checks them without us."""
    premises, row = own_visit(token, visit_id)
    if row.completed_at is None:
        raise Refused(NOT_FINISHED)
    answer = Response(evidence_pack.made(current_settings(), premises, row), mimetype="application/zip")
    name = f"evidence-{row.visit_on.isoformat()}-{row.id[-6:]}.zip"
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer
