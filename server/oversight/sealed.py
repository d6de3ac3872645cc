"""Hands a file over as it came: to be saved and compared, never opened inside a page."""

from flask import Response, send_file

from server.evidence import store

SEALED = {"Content-Security-Policy": "sandbox; default-src 'none'", "X-Content-Type-Options": "nosniff"}


def handed_over(sha256: str, name: str) -> Response:
    """The file as an attachment of no kind a browser would open."""
    store.require_not_removed(sha256)
    place = store.path(sha256).resolve()
    answer = send_file(place, "application/octet-stream", as_attachment=True, download_name=name)
    answer.headers.update(SEALED)
    return answer
