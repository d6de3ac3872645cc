"""Notes passkeys that open nothing, and whom the limits stop: once a minute, for a flood must not flood the log."""

from flask import Flask, Response, g, request
from flask_limiter.util import get_remote_address
from limits import parse_many

from server import limits
from server.accounts import security_log
from server.http import current_actor
from server.vocabulary import SecurityNote

ONCE = parse_many("1 per minute")


def init_app(app: Flask) -> None:
    """Looks at every answer."""
    app.after_request(_watch)


def _watch(answer: Response) -> Response:
    if answer.status_code == 401 and request.endpoint == "accounts_api.authenticate":
        security_log.note(SecurityNote.SIGN_IN_FAILED, None, "passkey")
    if answer.status_code == 429:
        account_id = current_actor().account_id
        if limits.counts("watched", account_id or get_remote_address(), ONCE):
            kind = SecurityNote.FOREIGN_ASKED if "guessed" in g else SecurityNote.SHUT_OUT
            security_log.note(kind, account_id, request.endpoint or "")
    return answer
