"""What a list is narrowed to, read from the address so that it can be sent to a colleague."""

from flask import request

from server.http import page_number
from server.registry.listings import Filter


def of_request() -> Filter:
    """The filter in this request's address."""
    return Filter(
        q=request.args.get("q", "").strip()[:60],
        agency=request.args.get("agency", "")[:40],
        ended=request.args.get("ended") == "1",
        page=page_number(),
    )
