"""记录码: what a camera opens from an inspector's phone; whoever saw it proves that its records were there."""

from flask import Blueprint, Response, render_template

from server import wire
from server.limits import limiter
from server.timing import head_code, witnessing
from server.timing.head_code import Head
from server.timing.witnessing import Seen

blueprint = Blueprint("head_codes", __name__)


@blueprint.get("/W/<digits>")
def shown(digits: str) -> Response:
    head = head_code.read(digits)
    return _page(head, witnessing.look(head) if head else None)


@blueprint.post("/W/<digits>")
@limiter.limit("30 per minute")
def seen(digits: str) -> Response:
    head = head_code.read(digits)
    return _page(head, witnessing.witness(head) if head else None)


def _page(head: Head | None, seen: Seen | None) -> Response:
    page = render_template("enterprise/head_code.html", head=head, seen=seen)
    return wire.page(page, 200 if seen else 404)
