"""What every answer has in common: who asks, same-origin, problem documents, security headers, paging."""

import base64
import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any
from urllib.parse import urlsplit

import orjson
from flask import Flask, Response, current_app, g, redirect, render_template, request, url_for
from flask.json.provider import JSONProvider
from flask_babel import get_locale
from flask_login import current_user
from marshmallow import ValidationError
from werkzeug.exceptions import HTTPException

from server import dates, db, policy, refusals, sound
from server.config import Settings
from server.policy import ANONYMOUS, Actor
from server.refusals import Reason, Refused
from server.vocabulary import Role, Word

STATUS = {
    "not_found": 404, "not_allowed": 403, "sign_in_first": 401, "other_origin": 403, "too_large": 413,
    "too_many": 429, "wrong_sign_in": 401, "account_ended": 401, "passwords_off": 403, "passkey_failed": 401,
    "invitation_ended": 410, "malformed": 400, "bad_request": 400, "upgrade_needed": 426, "device_unknown": 403,
    "device_revoked": 403, "device_stands": 409, "device_taken": 409, "gap": 409, "fork": 409, "epoch": 409,
    "undeclared": 404, "wrong_offset": 409, "disk_full": 507, "busy": 503, "inspector_may_not_rate": 403,
    "browser_of_inspector": 403, "log_not_signed": 404, "log_tile_unknown": 404, "passkey_of_inspector": 403,
    "not_an_image": 415, "removed_by_law": 410, "proof_needed": 403, "proof_wrong": 401,
}  # fmt: skip
CSP = {
    "default-src": "'none'", "script-src": "'self' 'wasm-unsafe-eval'", "style-src": "'self'",
    "img-src": "'self' blob: data:", "connect-src": "'self'", "worker-src": "'self'", "manifest-src": "'self'",
    "frame-ancestors": "'none'", "base-uri": "'none'", "form-action": "'self'",
    "require-trusted-types-for": "'script'", "trusted-types": "mashang-scripts mashang-pages",
}  # fmt: skip
PAGE_SIZE = 50
MOST_COUNTED = 10_000  # rows of a list beyond which nobody turns pages, and nothing is counted


class OrjsonProvider(JSONProvider):
    """JSON by orjson: half the time of the standard library on a page of fifty rows."""

    def dumps(self, obj: Any, **_: Any) -> str:
        return orjson.dumps(obj, default=str, option=orjson.OPT_NON_STR_KEYS).decode()

    def loads(self, s: str | bytes, **_: Any) -> Any:
        return orjson.loads(s)


def current_actor() -> Actor:
    """Whoever asks; anonymous when nobody is signed in."""
    return getattr(current_user, "actor", ANONYMOUS)


def current_settings() -> Settings:
    """The settings of the running application."""
    return current_app.extensions["settings"]


def public_origin() -> str:
    """Where people reach this server, such as https://host: as set, else as they just did."""
    return current_settings().public_origin or request.host_url.rstrip("/")


def current_language() -> str:
    """`zh` or `en`."""
    return str(get_locale() or "zh")[:2]


def wants_json() -> bool:
    return request.path.startswith(("/api/", "/sync/", "/log/"))


def problem(code: str, status: int, detail: str, facts: Mapping[str, Any] | None = None) -> Response:
    """An RFC 9457 problem document: `code` for programs, `facts` to act on, `detail` for people."""
    body = {
        "type": f"/problems/{code}", "title": detail, "status": status, "detail": detail, "code": code,
        "facts": _plain(facts or {}),
    }  # fmt: skip
    answer = current_app.response_class(current_app.json.dumps(body), status, mimetype="application/problem+json")
    answer.headers["Cache-Control"] = "no-store"
    return answer


def refuse(reason: Reason, facts: Mapping[str, Any] | None = None, status: int | None = None) -> Response:
    """A refusal as the asker reads it: a problem document for programs, a page for people."""
    status = status or STATUS.get(reason.code, 422)
    detail = words(reason, facts or {})
    if wants_json():
        return problem(reason.code, status, detail, facts)
    if reason is refusals.SIGN_IN_FIRST:
        return redirect(url_for("accounts.sign_in_page", next=request.full_path.rstrip("?")))  # type: ignore[return-value]
    page = render_template("problem.html", detail=detail, status=status, code=reason.code)
    return current_app.response_class(page, status)


def words(reason: Reason, facts: Mapping[str, Any]) -> str:
    """A refusal as whoever asks reads it, with days as people say them and the field's words in his language."""
    said = {name: _said(each) for name, each in facts.items()}
    return refusals.sentence(reason, said, current_language())


def _said(fact: Any) -> Any:
    if isinstance(fact, Word):
        return fact.label(current_language())
    return dates.day(fact) if isinstance(fact, date) else fact


def page_number() -> int:
    """The page asked for in the address, from 1."""
    return whole(request.args.get("page", "1"))


def whole(text: str, most: int = 10_000) -> int:
    """A whole number from 1 that somebody typed; 1 where it is none."""
    return min(max(int(text), 1), most) if text.isdecimal() and len(text) < 20 else 1


def local(address: str) -> str:
    """An address on this site, or nothing: browsers drop tabs and line ends, and read a backslash as a slash."""
    within = address.startswith("/") and not address.startswith("//")
    return address if within and "\\" not in address and address.isprintable() else ""


def allow_inline_style(css: str) -> None:
    """Lets this one answer carry this style text inline, by its digest in the CSP."""
    g.style_digest = hashlib.sha256(css.encode()).digest()


def init_app(app: Flask) -> None:
    """Puts the common manners around every route."""
    app.json = OrjsonProvider(app)
    app.before_request(_check)
    app.after_request(_secure)
    app.register_error_handler(Refused, lambda refused: refuse(refused.reason, refused.facts))
    app.register_error_handler(ValidationError, lambda error: _invalid(error.messages))
    app.register_error_handler(HTTPException, _http_error)
    app.register_error_handler(Exception, _fault)


def _check() -> None:
    if request.endpoint is None:
        return
    if request.method not in ("GET", "HEAD", "OPTIONS") and not _same_origin():
        raise Refused(refusals.OTHER_ORIGIN)
    if not policy.is_open(request.endpoint):
        policy.check_route(request.endpoint, current_actor())
        _narrow(current_actor())
    sound.require_sound(request)


def _narrow(actor: Actor) -> None:
    """People of agencies and administrators read as a role that the database itself keeps from others' secrets."""
    if actor.signed_in and not actor.roles & {Role.SUPERVISOR, Role.MANAGER}:
        db.read_only_of(frozenset[str]().union(*actor.agencies.values()))


def _same_origin() -> bool:
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    if origin is not None:
        return origin != "null" and urlsplit(origin).netloc == request.host
    return site in (None, "same-origin", "none")


def _secure(answer: Response) -> Response:
    csp = dict(CSP)
    if "style_digest" in g:
        csp["style-src"] += f" 'sha256-{base64.b64encode(g.style_digest).decode()}'"
    answer.headers.setdefault("Content-Security-Policy", "; ".join(f"{k} {v}" for k, v in csp.items()))
    answer.headers.setdefault("X-Content-Type-Options", "nosniff")
    answer.headers.setdefault("Referrer-Policy", "same-origin")
    answer.headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
    answer.headers.setdefault("Cross-Origin-Resource-Policy", "same-origin")
    if current_app.config["SESSION_COOKIE_SECURE"]:
        answer.headers.setdefault("Strict-Transport-Security", "max-age=63072000; includeSubDomains")
    answer.headers.setdefault("Permissions-Policy", "camera=(self), geolocation=(self), microphone=()")
    if "Cache-Control" not in answer.headers and current_actor().signed_in:
        answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _invalid(messages: Any) -> Response:
    between = ", " if current_language() == "en" else "、"
    fields = between.join(str(name) for name in messages) if isinstance(messages, dict) else str(messages)
    return refuse(refusals.INVALID, {"fields": fields, "errors": messages}, 422)


def _http_error(error: HTTPException) -> Response:
    if error.response is not None:
        return error.response  # type: ignore[return-value]
    status = error.code or 500
    if status == 422 and hasattr(error, "data"):
        return _invalid(error.data.get("messages", {}).get("json", error.data.get("messages", {})))
    reason = {404: refusals.NOT_FOUND, 413: refusals.TOO_LARGE, 429: refusals.TOO_MANY}.get(status)
    facts = {"most": f"{current_app.config['MAX_CONTENT_LENGTH'] >> 20} MB"} if status == 413 else {}
    answer = refuse(reason, facts, status) if reason else _other(status)
    if status == 429:
        answer.headers["Retry-After"] = "60"
    return answer


def _other(status: int) -> Response:
    reason = refusals.SERVER_FAULT if status >= 500 else refusals.BAD_REQUEST
    return refuse(reason, {}, status)


def _fault(error: Exception) -> Response:
    current_app.logger.exception("unexpected fault", exc_info=error)
    if current_app.testing:
        raise error
    return _other(500)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {str(key): _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    return value.isoformat() if isinstance(value, date) else value
