"""Sends pages that anybody may open: small on the wire, asked for anew each time, not listed by search engines."""

import gzip

from flask import Response, make_response, request

from server.http import current_actor

WORTH_IT = 1024


def page(html: str, status: int = 200, *, secret: bool = False) -> Response:
    """A page as an answer; a browser that holds the same page gets 304 and no body; a secret one it does not keep."""
    answer = make_response(html, status)
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.vary.update(("Accept-Encoding", "Accept-Language", "Cookie"))
    if secret:
        answer.headers["Cache-Control"] = "no-store"
    elif not current_actor().signed_in and status == 200:
        answer.headers["Cache-Control"] = "private, no-cache"
        answer.add_etag(weak=True)
        answer.make_conditional(request)
    return _compressed(answer)


def _compressed(answer: Response) -> Response:
    if answer.status_code == 304 or not request.accept_encodings["gzip"]:
        return answer
    body = answer.get_data()
    if len(body) > WORTH_IT:
        answer.set_data(gzip.compress(body, 6, mtime=0))
        answer.headers["Content-Encoding"] = "gzip"
    return answer
